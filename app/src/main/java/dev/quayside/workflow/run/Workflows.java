package dev.quayside.workflow.run;

import dev.quayside.base.ProblemException;
import dev.quayside.database.Database;
import dev.quayside.workflow.definition.Checked;
import dev.quayside.workflow.definition.DefinitionError;
import dev.quayside.workflow.definition.DefinitionReader;
import dev.quayside.workflow.definition.Plan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// Workflows as they are stored, and the plans made of them. Safe for several threads.
public final class Workflows {
    /// What became of a definition that was to be stored.
    public sealed interface Stored {
        /// It is there, as that version of that workflow.
        record Done(UUID workflow, int version) implements Stored {}

        /// It cannot be run and was not stored.
        record Invalid(List<DefinitionError> errors) implements Stored {
            public Invalid {
                errors = List.copyOf(errors);
            }
        }
    }

    private static final int PLANS_KEPT = 1_000;

    private final WorkflowTable table;
    private final DefinitionReader reader;
    private final Map<WorkflowTable.Version, Plan> plans = new LinkedHashMap<>(64, 0.75f, true);

    public Workflows(Database database, DefinitionReader reader) {
        this.table = new WorkflowTable(database);
        this.reader = reader;
    }

    /// Checks a definition and stores it under a name; the same text twice is one version.
    public Stored put(String name, JsonNode definition) {
        return switch (reader.check(definition)) {
            case Checked.Invalid(List<DefinitionError> errors) -> new Stored.Invalid(errors);
            case Checked.Valid(Plan plan) -> {
                WorkflowTable.Version version = table.put(name, definition);
                keep(version, plan);
                yield new Stored.Done(version.workflow(), version.version());
            }
        };
    }

    /// The newest version of the workflow of that name or id.
    public Optional<Stored.Done> find(String nameOrId) {
        return table.findNewest(nameOrId).map(found -> new Stored.Done(found.workflow(), found.version()));
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
        WorkflowTable.Version wanted = new WorkflowTable.Version(workflow, version);
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

    private void keep(WorkflowTable.Version version, Plan plan) {
        synchronized (plans) {
            plans.put(version, plan);
            if (plans.size() > PLANS_KEPT) {
                plans.remove(plans.keySet().iterator().next());
            }
        }
    }
}
