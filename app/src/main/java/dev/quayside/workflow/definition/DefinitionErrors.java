package dev.quayside.workflow.definition;

import dev.quayside.base.Suggestion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Collects what is wrong with a definition, so that a user sees all of it at once. One thread at a time.
public final class DefinitionErrors {
    /// More errors than a person reads; the rest is counted.
    private static final int MOST = 50;

    private final List<DefinitionError> errors = new ArrayList<>();
    private int more;

    /// Adds an error.
    ///
    /// @param pointer JSON pointer (RFC 6901) of the value; empty for the whole definition
    public void add(String pointer, String message) {
        if (errors.size() < MOST) {
            errors.add(new DefinitionError(pointer, message));
        } else {
            more++;
        }
    }

    /// All errors in the order in which they were found.
    public List<DefinitionError> all() {
        List<DefinitionError> all = new ArrayList<>(errors);
        if (more > 0) {
            all.add(new DefinitionError("", "... and " + more + " more errors"));
        }
        return all;
    }

    /// How many errors there are, those included that are only counted.
    int count() {
        return errors.size() + more;
    }

    boolean none() {
        return errors.isEmpty();
    }

    /// The pointer of a field below `parent`.
    static String child(String parent, String name) {
        return parent + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    /// Reports every field of `object` that is not known.
    void unknownKeys(JsonNode object, String pointer, Collection<String> known) {
        for (String name : object.propertyNames()) {
            if (!known.contains(name)) {
                add(child(pointer, name), "Unknown key '" + name + "'" + Suggestion.phrase(name, known));
            }
        }
    }
}
