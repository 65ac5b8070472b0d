package dev.quayside.workflow.run;

import dev.quayside.base.Json;
import dev.quayside.base.ProblemException;
import dev.quayside.step.ConfigKey;
import dev.quayside.step.Outcome;
import dev.quayside.step.Step;
import dev.quayside.step.StepContext;
import dev.quayside.step.StepType;
import dev.quayside.workflow.journal.RunFacts;
import dev.quayside.workflow.store.Workflow;
import dev.quayside.workflow.store.WorkflowVersion;
import dev.quayside.workflow.store.Workflows;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/// The step type `workflow`: starts a run of another workflow and waits for its end without holding a thread.
///
/// The run it starts is known by the call's token, so that a call repeated after a crash finds it again; its end
/// completes the token.
public final class WorkflowStep implements Step {
    /// The name of the type.
    static final String NAME = "workflow";

    private final Supplier<Runs> runs;
    private final Supplier<Workflows> workflows;
    private final int maxDepth;

    /// Made before the engine that it starts runs on, hence the suppliers.
    public WorkflowStep(Supplier<Runs> runs, Supplier<Workflows> workflows, int maxDepth) {
        this.runs = runs;
        this.workflows = workflows;
        this.maxDepth = maxDepth;
    }

    /// The type as workflows see it.
    public StepType type() {
        return new StepType(
                NAME,
                "Runs another workflow and gives its outputs.",
                List.of(
                        ConfigKey.required("workflow", ConfigKey.Kind.TEXT, "id or name of the workflow"),
                        ConfigKey.optional("inputs", ConfigKey.Kind.OBJECT, "the inputs of its run")),
                Duration.ofMinutes(1),
                this);
    }

    @Override
    public Outcome run(StepContext context) {
        if (!(context instanceof CallContext call)) {
            throw new IllegalStateException("workflow steps run in the engine only");
        }
        RunFacts parent = call.run().facts();
        if (parent.depth() >= maxDepth) {
            return new Outcome.Failed(
                    "workflow.too-deep",
                    "Runs may start runs " + maxDepth
                            + " deep at most (setting workflow.max-depth); does a workflow run itself?",
                    false);
        }
        String wanted = context.text("workflow");
        WorkflowVersion version = workflows
                .get()
                .find(wanted)
                .map(Workflow::newest)
                .orElseThrow(() -> new ProblemException("workflow.unknown", "There is no workflow '" + wanted + "'"));
        ObjectNode inputs = context.value("inputs") instanceof ObjectNode object ? object : Json.object();
        String token = context.token();
        runs.get().startChild(version, inputs, parent, token);
        return Outcome.Parked.on(token);
    }
}
