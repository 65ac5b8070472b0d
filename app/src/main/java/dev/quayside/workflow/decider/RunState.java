package dev.quayside.workflow.decider;

import dev.quayside.base.Json;
import dev.quayside.base.Problem;
import dev.quayside.workflow.definition.Plan;
import dev.quayside.workflow.definition.Plan.Link;
import dev.quayside.workflow.definition.Plan.PlannedStep;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// Where a run stands: the fold of its entries.
///
/// Nothing changes it but [#apply], and [Decider] marking what it has handed out. One thread at a time.
public final class RunState {
    final Plan plan;
    private final StepState[] steps;
    /// Steps whose predecessors have all been decided, not yet looked at.
    final Deque<StepState> resolved = new ArrayDeque<>();
    /// Units that wait for a free place.
    final Deque<Unit> ready = new ArrayDeque<>();
    final Map<String, Unit> tokens = new HashMap<>();
    int calling;
    int active;
    boolean paused;
    boolean handling;
    Entry.@Nullable Stopping stopping;

    @Nullable
    Problem firstProblem;

    int firstFailed = -1;
    Entry.@Nullable Ended ended;
    String seed = "";
    int fruitlessRecoveries;

    public RunState(Plan plan) {
        this.plan = plan;
        this.steps = plan.steps().stream().map(StepState::new).toArray(StepState[]::new);
        for (StepState step : steps) {
            if (step.unresolved == 0 && !step.plan.handler()) {
                resolved.add(step);
            }
        }
    }

    public Plan plan() {
        return plan;
    }

    /// How the run ended; null if it has not.
    public Entry.@Nullable Ended ended() {
        return ended;
    }

    public boolean paused() {
        return paused;
    }

    /// Whether a call is under way.
    public boolean calls() {
        return calling > 0;
    }

    /// Whether nothing is under way and nothing waits for its turn.
    public boolean idle() {
        return calling == 0 && ready.isEmpty();
    }

    /// What the tokens of the run prove.
    public String seed() {
        return seed;
    }

    /// How often in a row the run was recovered without getting anywhere; see [Entry.Claimed].
    public int fruitlessRecoveries() {
        return fruitlessRecoveries;
    }

    /// Why the run fails or is stopped; null if it does neither.
    public @Nullable Problem problem() {
        return firstProblem != null || stopping == null ? firstProblem : stopping.problem();
    }

    /// The step that failed first; null if none did.
    public @Nullable PlannedStep failedStep() {
        return firstFailed < 0 ? null : plan.step(firstFailed);
    }

    /// Whether a parked call waits for that token.
    public boolean awaits(String token) {
        return tokens.containsKey(token);
    }

    /// Which attempt of a step or an item is the latest.
    public int attempt(Call call) {
        return unit(call).attempt;
    }

    /// What is under way or comes next.
    public List<OpenStep> open() {
        return Arrays.stream(steps)
                .filter(step -> step.status == StepStatus.ACTIVE
                        || (step.status == StepStatus.PENDING && step.unresolved == 0 && !step.plan.handler()))
                .map(OpenStep::of)
                .toList();
    }

    StepState step(int index) {
        return steps[index];
    }

    Unit unit(Call call) {
        StepState step = steps[call.step()];
        return call.item() == Call.WHOLE || step.items == null ? step.whole : step.items[call.item()];
    }

    public StepStatus status(int step) {
        return steps[step].status;
    }

    /// What a step left behind: its output, the list of its items' outputs, or a missing node.
    public JsonNode output(int index) {
        StepState step = steps[index];
        if (step.items != null && (step.status == StepStatus.SUCCEEDED || step.status == StepStatus.FAILED)) {
            ArrayNode list = Json.mapper().createArrayNode();
            for (Unit item : step.items) {
                list.add(item.output);
            }
            return list;
        }
        JsonNode output = step.whole.output;
        return output == null || step.status != StepStatus.SUCCEEDED
                ? tools.jackson.databind.node.MissingNode.getInstance()
                : output;
    }

    /// When the first of the waiting calls is due; null if none waits for a moment.
    public @Nullable Instant earliestDue() {
        Instant earliest = null;
        for (StepState step : steps) {
            Instant due = step.status == StepStatus.ACTIVE ? step.earliestDue() : null;
            if (due != null && (earliest == null || due.isBefore(earliest))) {
                earliest = due;
            }
        }
        return earliest;
    }

    /// Takes in what happened. Deterministic: the same entries in the same order give the same state.
    public void apply(Entry entry) {
        switch (entry) {
            case Entry.Accepted accepted -> seed = accepted.seed();
            case Entry.Claimed claimed -> claimed(claimed);
            case Entry.Started _, Entry.Log _, Entry.Progress _ -> {}
            case Entry.Succeeded(Call call, JsonNode output) -> succeeded(call, output);
            case Entry.Reused(int step, JsonNode output) -> succeeded(new Call(step, Call.WHOLE, 1), output);
            case Entry.Failed(Call call, Problem problem) -> failed(call, problem);
            case Entry.Retrying retrying -> retrying(retrying);
            case Entry.Skipped(int step, Entry.Skipped.Reason reason) -> skipped(steps[step], reason);
            case Entry.Parked parked -> parked(parked);
            case Entry.Expanded(int step, int items) -> expanded(steps[step], items);
            case Entry.Gathered(int step) -> {
                move(steps[step], StepStatus.SUCCEEDED);
                resolveTargets(steps[step], "default");
            }
            case Entry.Cancelled(Call call) -> cancelled(call);
            case Entry.Paused _ -> paused = true;
            case Entry.Resumed _ -> paused = false;
            case Entry.Stopping stop -> stop(stop);
            case Entry.Handling _ -> handle();
            case Entry.Ended end -> ended = end;
        }
    }

    /// A run that only waited for tokens cannot be what its server died of.
    private void claimed(Entry.Claimed claimed) {
        if (!claimed.recovered()) {
            fruitlessRecoveries = 0;
        } else if (mayHaveCalls()) {
            fruitlessRecoveries++;
        }
    }

    /// Whether, as far as the journal tells, calls may have been under way.
    private boolean mayHaveCalls() {
        return resolved.stream().anyMatch(step -> step.status == StepStatus.PENDING)
                || Arrays.stream(steps)
                        .filter(step -> step.status == StepStatus.ACTIVE)
                        .flatMap(StepState::open)
                        .anyMatch(unit -> unit.status != Unit.Status.PARKED || unit.due != null);
    }

    /// Whether a call that is under way, or is still to be made, is one of those that `sought` means.
    public boolean expects(Predicate<Call> sought) {
        return Arrays.stream(steps)
                .filter(step -> step.status == StepStatus.PENDING || step.status == StepStatus.ACTIVE)
                .flatMap(StepState::open)
                .anyMatch(unit -> sought.test(unit.call()));
    }

    /// Makes `step` active: its predecessors allow it.
    void activate(StepState step) {
        move(step, StepStatus.ACTIVE);
    }

    private void succeeded(Call call, JsonNode output) {
        StepState step = steps[call.step()];
        Unit unit = close(call, Unit.Status.SUCCEEDED);
        unit.output = output;
        if (call.item() == Call.WHOLE) {
            move(step, StepStatus.SUCCEEDED);
            resolveTargets(step, output.path("branch").asString("default"));
        }
    }

    private void failed(Call call, Problem problem) {
        StepState step = steps[call.step()];
        close(call, Unit.Status.FAILED).problem = problem;
        if (call.item() != Call.WHOLE) {
            step.failedItems++;
            step.itemProblem = step.itemProblem == null ? problem : step.itemProblem;
            return;
        }
        move(step, StepStatus.FAILED);
        if (!step.plan.handler() && firstProblem == null) {
            firstProblem = problem;
            firstFailed = call.step();
        }
        if (step.plan.continueOnError()) {
            resolveTargets(step, "error");
        } else {
            for (Link link : step.plan.outgoing()) {
                steps[link.to()].blocked++;
                oneResolved(steps[link.to()]);
            }
        }
    }

    private void retrying(Entry.Retrying retrying) {
        Unit unit = reopen(retrying.call());
        unit.status = Unit.Status.RETRYING;
        unit.attempt = retrying.call().attempt() + 1;
        unit.due = retrying.next();
        unit.firstCalled = null;
        unit.problem = retrying.problem();
    }

    private void parked(Entry.Parked parked) {
        Unit unit = reopen(parked.call());
        unit.status = Unit.Status.PARKED;
        unit.attempt = parked.call().attempt();
        unit.due = parked.until();
        unit.firstCalled = parked.firstCalled();
        unit.token = parked.token();
        if (parked.token() != null) {
            tokens.put(parked.token(), unit);
        }
    }

    private void expanded(StepState step, int count) {
        fruitlessRecoveries = 0;
        move(step, StepStatus.ACTIVE);
        Unit[] items = new Unit[count];
        for (int i = 0; i < count; i++) {
            items[i] = new Unit(step.plan.index(), i);
        }
        step.items = items;
        step.whole.status = Unit.Status.IDLE;
        step.whole.due = null;
    }

    private void skipped(StepState step, Entry.Skipped.Reason reason) {
        boolean failedBefore = reason == Entry.Skipped.Reason.UPSTREAM_FAILED;
        move(step, failedBefore ? StepStatus.BLOCKED : StepStatus.SKIPPED);
        for (Link link : step.plan.outgoing()) {
            StepState target = steps[link.to()];
            target.blocked += failedBefore ? 1 : 0;
            oneResolved(target);
        }
    }

    private void cancelled(Call call) {
        close(call, Unit.Status.CANCELLED);
        StepState step = steps[call.step()];
        if (call.item() == Call.WHOLE || step.openItems == 0) {
            move(step, StepStatus.CANCELLED);
        }
    }

    /// Everything that is not under way right now is over.
    private void stop(Entry.Stopping stop) {
        stopping = stop;
        ready.clear();
        for (StepState step : steps) {
            if (step.status != StepStatus.ACTIVE) {
                continue;
            }
            cancelUnlessCalling(step.whole);
            boolean calling = step.whole.status == Unit.Status.CALLING;
            if (step.items != null) {
                step.openItems = 0;
                for (Unit item : step.items) {
                    cancelUnlessCalling(item);
                    step.openItems += item.status == Unit.Status.CALLING ? 1 : 0;
                }
                calling |= step.openItems > 0;
            }
            if (!calling) {
                move(step, StepStatus.CANCELLED);
            }
        }
    }

    private void cancelUnlessCalling(Unit unit) {
        if (unit.open() && unit.status != Unit.Status.CALLING) {
            unit.status = Unit.Status.CANCELLED;
            forget(unit);
        }
    }

    private void handle() {
        handling = true;
        for (PlannedStep handler : plan.handlers()) {
            if (handler.incoming().isEmpty()) {
                resolved.add(steps[handler.index()]);
            }
        }
    }

    /// Ends a unit. In a replay it may never have been opened.
    private Unit close(Call call, Unit.Status status) {
        Unit unit = reopen(call);
        unit.status = status;
        unit.attempt = call.attempt();
        StepState step = steps[call.step()];
        if (call.item() != Call.WHOLE) {
            step.openItems--;
        }
        return unit;
    }

    /// Takes a unit back from whatever it was doing.
    private Unit reopen(Call call) {
        fruitlessRecoveries = 0;
        StepState step = steps[call.step()];
        if (step.status == StepStatus.PENDING) {
            move(step, StepStatus.ACTIVE);
        }
        Unit unit = unit(call);
        if (call.item() != Call.WHOLE && unit.status == Unit.Status.IDLE) {
            step.openItems++;
        }
        if (unit.status == Unit.Status.CALLING) {
            calling--;
        }
        forget(unit);
        unit.due = null;
        return unit;
    }

    private void forget(Unit unit) {
        if (unit.token != null) {
            tokens.remove(unit.token);
            unit.token = null;
        }
    }

    private void resolveTargets(StepState step, String branch) {
        for (Link link : step.plan.outgoing()) {
            StepState target = steps[link.to()];
            if (link.takes(branch)) {
                target.taken++;
            } else {
                target.notTaken++;
            }
            oneResolved(target);
        }
    }

    private void oneResolved(StepState step) {
        if (--step.unresolved == 0) {
            resolved.add(step);
        }
    }

    private void move(StepState step, StepStatus status) {
        active += (status == StepStatus.ACTIVE ? 1 : 0) - (step.status == StepStatus.ACTIVE ? 1 : 0);
        step.status = status;
    }
}
