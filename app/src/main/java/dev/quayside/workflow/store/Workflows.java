package dev.quayside.workflow.store;

import dev.quayside.base.Page;
import dev.quayside.base.ProblemException;
import dev.quayside.database.Database;
import dev.quayside.event.Actor;
import dev.quayside.event.Events;
import dev.quayside.workflow.definition.Checked;
import dev.quayside.workflow.definition.DefinitionError;
import dev.quayside.workflow.definition.DefinitionReader;
import dev.quayside.workflow.definition.Plan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Workflows as they are stored, and the plans made of them. Safe for several threads.
public final class Workflows {
    /// What became of a definition that was to be stored.
    public sealed interface Stored {
        /// It is there, as that version.
        ///
        /// @param changed whether it was not there before
        record Done(WorkflowVersion version, boolean changed) implements Stored {}

        /// It cannot be run and was not stored.
        record Invalid(List<DefinitionError> errors) implements Stored {
            public Invalid {
                errors = List.copyOf(errors);
            }
        }
    }

    /// What became of a change.
    public sealed interface Changed {
        record Done(Workflow workflow) implements Changed {}

        /// The definition cannot be run; nothing was changed.
        record Invalid(List<DefinitionError> errors) implements Changed {
            public Invalid {
                errors = List.copyOf(errors);
            }
        }

        /// Somebody else has changed it before; nothing was changed.
        record Stale(Workflow now) implements Changed {}

        record Unknown() implements Changed {}
    }

    /// What became of a wish to delete.
    public enum Deleted {
        DONE,
        /// Somebody else has changed it before.
        STALE,
        UNKNOWN
    }

    private static final int PLANS_KEPT = 1_000;

    private final WorkflowTable table;
    private final DefinitionReader reader;
    private final Map<WorkflowVersion, Plan> plans = new LinkedHashMap<>(64, 0.75f, true);

    public Workflows(Database database, Events events, DefinitionReader reader) {
        this.table = new WorkflowTable(database, events);
        this.reader = reader;
    }

    /// Checks a definition without storing it.
    public Checked check(JsonNode definition) {
        return reader.check(definition);
    }

    /// Stores a new workflow; others may have its name.
    public Stored create(Workflow.Draft draft, Actor actor) {
        return switch (reader.check(draft.definition())) {
            case Checked.Invalid(List<DefinitionError> errors) -> new Stored.Invalid(errors);
            case Checked.Valid(Plan plan) -> {
                WorkflowVersion first = new WorkflowVersion(table.add(draft, actor), 1);
                keep(first, plan);
                yield new Stored.Done(first, true);
            }
        };
    }

    /// Stores a definition under a name: a workflow of that name gets a new version, if the definition is another.
    public Stored put(Workflow.Draft draft, Actor actor) {
        return switch (reader.check(draft.definition())) {
            case Checked.Invalid(List<DefinitionError> errors) -> new Stored.Invalid(errors);
            case Checked.Valid(Plan plan) -> {
                Stored.Done stored = table.put(draft, actor);
                keep(stored.version(), plan);
                yield stored;
            }
        };
    }

    /// As [#put(Workflow.Draft, Actor)], for a workflow without further facts.
    public Stored put(String name, JsonNode definition, Actor actor) {
        return put(new Workflow.Draft(name, null, definition, true, false), actor);
    }

    /// Brings a workflow of the program itself up to what the program has now. It is in no list, and nobody else
    /// changes it.
    ///
    /// @param id always the same
    /// @return the version to run
    public WorkflowVersion putBuiltIn(UUID id, String name, JsonNode definition, Actor actor) {
        if (reader.check(definition) instanceof Checked.Invalid(var errors)) {
            throw new IllegalArgumentException("the workflow " + name + " of the program is wrong: " + errors);
        }
        return table.putBuiltIn(id, name, definition, actor);
    }

    /// Changes a workflow. A new definition is a new version; runs under way keep theirs.
    ///
    /// @param expected the revision that the change is based on; null for whatever it is
    public Changed change(UUID id, Workflow.Change change, @Nullable Integer expected, Actor actor) {
        if (change.definition() != null && reader.check(change.definition()) instanceof Checked.Invalid(var errors)) {
            return new Changed.Invalid(errors);
        }
        Optional<Workflow> changed = table.change(id, change, expected, actor);
        return changed.<Changed>map(Changed.Done::new)
                .orElseGet(() -> table.find(id).<Changed>map(Changed.Stale::new).orElseGet(Changed.Unknown::new));
    }

    /// Deletes a workflow. Runs under way go on to their ends.
    ///
    /// @param expected as for [#change]
    public Deleted delete(UUID id, @Nullable Integer expected, Actor actor) {
        if (table.delete(id, expected, actor)) {
            return Deleted.DONE;
        }
        return table.find(id).isPresent() ? Deleted.STALE : Deleted.UNKNOWN;
    }

    /// Removes what is left of deleted workflows without runs.
    ///
    /// @return how many
    public int removeDeleted() {
        return table.removeDeleted();
    }

    public Optional<Workflow> find(UUID id) {
        return table.find(id);
    }

    /// The workflow of that id, or the newest of that name.
    public Optional<Workflow> find(String nameOrId) {
        return table.find(nameOrId);
    }

    /// The newest first.
    public Page<Workflow> page(Workflow.Filter filter, int skip, int limit) {
        return table.page(filter, skip, limit);
    }

    /// All versions of a workflow, the newest first.
    public List<Workflow.Version> versions(UUID workflow) {
        return table.versions(workflow);
    }

    /// The definition of a version.
    public Optional<JsonNode> definition(UUID workflow, int version) {
        return table.definition(workflow, version);
    }

    /// The name of a workflow; its id if it is gone.
    public String name(UUID workflow) {
        return table.name(workflow).orElseGet(workflow::toString);
    }

    /// The plan of a stored version.
    ///
    /// @throws ProblemException `workflow.unknown` if it does not exist, `workflow.unusable` if this program cannot
    ///     run it, for example because a step type is gone
    public Plan plan(UUID workflow, int version) {
        WorkflowVersion wanted = new WorkflowVersion(workflow, version);
        synchronized (plans) {
            Plan kept = plans.get(wanted);
            if (kept != null) {
                return kept;
            }
        }
        JsonNode definition = table.definition(workflow, version)
                .orElseThrow(() -> new ProblemException(
                        "workflow.unknown", "There is no version " + version + " of the workflow " + workflow));
        return switch (reader.check(definition)) {
            case Checked.Valid(Plan plan) -> {
                keep(wanted, plan);
                yield plan;
            }
            case Checked.Invalid(List<DefinitionError> errors) ->
                throw new ProblemException(
                        "workflow.unusable",
                        "Version " + version + " of the workflow " + workflow + " cannot be run any more: "
                                + errors.getFirst());
        };
    }

    private void keep(WorkflowVersion version, Plan plan) {
        synchronized (plans) {
            plans.put(version, plan);
            if (plans.size() > PLANS_KEPT) {
                plans.remove(plans.keySet().iterator().next());
            }
        }
    }
}
