package dev.quayside.workflow.definition;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A workflow that was checked and can be run: a graph without cycles, every name resolved.
///
/// The engine sees nothing else of a definition. Immutable.
public final class Plan {
    private final @Nullable String name;
    private final List<PlannedStep> steps;
    private final List<PlannedStep> handlers;
    private final Map<String, Template> variables;
    private final @Nullable JsonNode inputSchema;
    private final @Nullable Duration timeout;
    private final Limits limits;
    private final Map<String, PlannedStep> byId = new HashMap<>();

    /// @param steps in the order of the definition; a step's [PlannedStep#index()] is its place in this list. Steps of
    ///     `on_error` come last
    Plan(
            @Nullable String name,
            List<PlannedStep> steps,
            Map<String, Template> variables,
            @Nullable JsonNode inputSchema,
            @Nullable Duration timeout,
            Limits limits) {
        this.name = name;
        this.steps = List.copyOf(steps);
        this.handlers = steps.stream().filter(PlannedStep::handler).toList();
        this.variables = Map.copyOf(variables);
        this.inputSchema = inputSchema;
        this.timeout = timeout;
        this.limits = limits;
        for (PlannedStep step : steps) {
            byId.put(step.id(), step);
        }
    }

    /// The definition's own `name`, if it has one.
    public @Nullable String name() {
        return name;
    }

    /// All steps, those of `on_error` last.
    public List<PlannedStep> steps() {
        return steps;
    }

    /// The steps of `on_error`; may be empty.
    public List<PlannedStep> handlers() {
        return handlers;
    }

    /// The step of that id.
    public Optional<PlannedStep> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /// The step at that place of [#steps()].
    public PlannedStep step(int index) {
        return steps.get(index);
    }

    /// What `variables` holds, each value a template.
    public Map<String, Template> variables() {
        return variables;
    }

    /// The JSON Schema that a run's inputs must fit, if the definition gives one.
    public @Nullable JsonNode inputSchema() {
        return inputSchema;
    }

    /// How long a run may take from its start to its end, pauses included.
    public @Nullable Duration timeout() {
        return timeout;
    }

    public Limits limits() {
        return limits;
    }

    /// How much of a workflow may go on at once.
    ///
    /// @param parallel steps (and items) of one run that are called at the same time, at least 1
    /// @param runs runs of this workflow that are active at the same time on all nodes together; 0 for no limit
    public record Limits(int parallel, int runs) {
        /// What applies where a definition is silent.
        public static final Limits DEFAULT = new Limits(1_000, 0);
    }

    /// A connection between two steps, at most one for each pair.
    ///
    /// @param conditions the branches of `from` that lead to `to`; empty if every branch does
    public record Link(int from, int to, Set<String> conditions) {
        public Link {
            conditions = Set.copyOf(conditions);
        }

        /// Whether a success of `from` with that branch leads to `to`.
        public boolean takes(String branch) {
            return conditions.isEmpty() || conditions.contains("*") || conditions.contains(branch);
        }
    }

    /// Which items a step is called for, instead of once.
    ///
    /// @param items gives a list when the step's turn comes
    /// @param parallel items worked on at the same time, at least 1
    public record ForEach(Template items, int parallel) {}

    /// One step of a plan.
    ///
    /// @param index the step's place in [Plan#steps()]
    /// @param incoming connections that end here
    /// @param outgoing connections that begin here
    /// @param timeout how long one call may take
    /// @param continueOnError successors run even if this step failed
    /// @param critical a failure of this step stops the run at once
    /// @param handler whether the step belongs to `on_error`
    public record PlannedStep(
            int index,
            String id,
            String name,
            dev.quayside.step.StepType type,
            Template config,
            List<Link> incoming,
            List<Link> outgoing,
            Retry retry,
            Duration timeout,
            boolean continueOnError,
            boolean critical,
            @Nullable ForEach forEach,
            boolean handler) {
        public PlannedStep {
            incoming = List.copyOf(incoming);
            outgoing = List.copyOf(outgoing);
        }
    }
}
