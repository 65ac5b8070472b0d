package dev.quayside.workflow.run;

import dev.quayside.base.ProblemException;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.StringNode;

/// The process's environment, as far as workflows may see it. Immutable.
///
/// Every value that may be seen counts as a secret: it is masked in logs and in what is shown.
public final class Surroundings {
    private final Map<String, String> environment;
    private final List<String> allowed;
    private final Masker masker;

    /// @param allowed the names that templates may read
    public Surroundings(Map<String, String> environment, List<String> allowed) {
        this.environment = Map.copyOf(environment);
        this.allowed = List.copyOf(allowed);
        this.masker = new Masker(
                allowed.stream().map(name -> environment.getOrDefault(name, "")).toList());
    }

    /// The value of a variable; missing if it is allowed and not set.
    ///
    /// @throws ProblemException `template.env-denied` if the name is not allowed
    JsonNode environment(String name) {
        if (!allowed.contains(name)) {
            throw new ProblemException(
                    "template.env-denied",
                    "The environment variable " + name + " is not open to workflows; add it to the setting"
                            + " workflow.environment (QUAYSIDE_WORKFLOW_ENVIRONMENT) to allow it");
        }
        String value = environment.get(name);
        return value == null ? MissingNode.getInstance() : StringNode.valueOf(value);
    }

    /// Takes the allowed values out of texts.
    public Masker masker() {
        return masker;
    }
}
