package dev.quayside.workflow.decider;

import dev.quayside.base.Json;
import dev.quayside.base.Problem;
import dev.quayside.step.Outcome;
import dev.quayside.step.StepContext.Level;
import dev.quayside.workflow.decider.Decision.Transition;
import dev.quayside.workflow.definition.Plan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Decides what happens next in a run: order, readiness, branches, skipping, retries, items, failure, cancellation.
///
/// **How it works.** A driver tells an event. The decider turns it into entries (what happened) and decisions (what to
/// do), and folds each entry into the [RunState] as it goes. The driver makes the entries durable and only then carries
/// the decisions out. After a crash, folding the journal gives the same state, and [RunEvent.Woken] gives the decisions
/// that are still to be carried out; whatever was under way is then called again with the same attempt number.
///
/// **Readiness.** A step counts the connections that are not decided yet. Each is decided once: taken (the predecessor
/// succeeded and its branch leads here), not taken, dead (the predecessor was skipped) or blocked (it failed, or was
/// itself blocked). When none is left, the step is blocked if any of them is; skipped if a predecessor that succeeded
/// chose another branch, or if all are dead; else it is called. Both lists, of steps to look at and of calls to make,
/// are first in, first out, so that the outcome does not depend on anything but the events.
///
/// **Stopping** (cancelled, out of time, a critical step failed, poison): nothing new begins, what is under way is told
/// to stop, and when the last call is back the run ends, after the steps of `on_error` where it failed.
///
/// There is no clock, no chance and no I/O here: moments come in with events. One object serves one event.
public final class Decider {
    private final RunState state;
    private final List<Entry> entries = new ArrayList<>(2);
    private final List<Decision> decisions = new ArrayList<>(2);

    private Decider(RunState state) {
        this.state = state;
    }

    /// Takes one event; changes `state`.
    public static Transition decide(RunState state, RunEvent event) {
        Decider decider = new Decider(state);
        if (state.ended == null) {
            decider.take(event);
            decider.goOn();
        }
        return new Transition(decider.entries, decider.decisions);
    }

    private void take(RunEvent event) {
        switch (event) {
            case RunEvent.Woken _ -> restore();
            case RunEvent.CallEnded(Call call, Outcome outcome, Instant firstCalled, Instant retryAt) -> {
                Unit unit = state.unit(call);
                if (unit.status == Unit.Status.CALLING && unit.attempt == call.attempt()) {
                    ended(call, outcome, firstCalled, retryAt);
                }
            }
            case RunEvent.TokenCompleted(String token, Outcome outcome, Instant retryAt) -> {
                Unit unit = state.tokens.get(token);
                if (unit != null) {
                    Instant first = unit.firstCalled;
                    ended(unit.call(), outcome, first == null ? retryAt : first, retryAt);
                }
            }
            case RunEvent.ItemsRead(int step, int items) -> itemsRead(state.step(step), items);
            case RunEvent.Due(Call call) -> due(call);
            case RunEvent.PauseAsked(String by) -> {
                if (!state.paused) {
                    record(new Entry.Paused(by));
                }
            }
            case RunEvent.ResumeAsked(String by) -> {
                if (state.paused) {
                    record(new Entry.Resumed(by));
                }
            }
            case RunEvent.StopAsked(Entry.Stopping.Why why, Problem problem) -> stop(why, problem);
        }
    }

    private void itemsRead(StepState step, int items) {
        if (step.whole.status != Unit.Status.CALLING || step.items != null) {
            return;
        }
        if (!open()) {
            record(new Entry.Cancelled(step.whole.call()));
            return;
        }
        state.calling--;
        record(new Entry.Expanded(step.plan.index(), items));
        openItems(step);
    }

    private void ended(Call call, Outcome outcome, Instant firstCalled, Instant retryAt) {
        boolean stops = !open();
        switch (outcome) {
            case Outcome.Succeeded(var output) -> record(new Entry.Succeeded(call, output));
            case Outcome.Skipped(String reason) -> {
                record(new Entry.Log(call.step(), call.item(), Level.INFO, "Nothing to do: " + reason));
                record(new Entry.Succeeded(call, Json.object()));
            }
            case Outcome.Failed failed -> {
                if (stops) {
                    record(new Entry.Cancelled(call));
                } else {
                    failed(call, failed, retryAt);
                }
            }
            case Outcome.Parked(Instant until, String token) -> {
                if (stops) {
                    record(new Entry.Cancelled(call));
                } else {
                    park(new Entry.Parked(call, until, token, firstCalled));
                }
            }
        }
        StepState above = state.step(call.step());
        if (call.item() != Call.WHOLE) {
            if (!stops) {
                openItems(above);
            } else if (above.openItems == 0 && above.status == StepStatus.ACTIVE) {
                record(new Entry.Cancelled(above.whole.call()));
            }
        }
    }

    private void failed(Call call, Outcome.Failed failed, Instant retryAt) {
        if (failed.retryable()
                && call.attempt() < state.plan.step(call.step()).retry().attempts()) {
            record(new Entry.Retrying(call, failed.problem(), retryAt));
            decisions.add(new Decision.WakeAt(call.next(), retryAt));
        } else {
            failed(call, failed.problem());
        }
    }

    private void failed(Call call, Problem problem) {
        record(new Entry.Failed(call, problem));
        if (call.item() == Call.WHOLE) {
            stopIfCritical(state.plan.step(call.step()), problem);
        }
    }

    private void stopIfCritical(Plan.PlannedStep step, Problem problem) {
        if (step.critical() && !step.handler()) {
            stop(Entry.Stopping.Why.CRITICAL, problem);
        }
    }

    private void park(Entry.Parked parked) {
        record(parked);
        if (parked.until() != null) {
            decisions.add(new Decision.WakeAt(parked.call(), parked.until()));
        }
    }

    /// Whether new calls may be made: the run is not stopping, or it is and its `on_error` steps are at work.
    private boolean open() {
        return state.stopping == null || (state.handling && state.stopping.why() != Entry.Stopping.Why.CANCELLED);
    }

    private void due(Call call) {
        Unit unit = state.unit(call);
        boolean waits = unit.status == Unit.Status.RETRYING || unit.status == Unit.Status.PARKED;
        if (waits && unit.attempt == call.attempt() && unit.due != null) {
            line(unit);
        }
    }

    /// Puts a unit in line for a place. A parked unit keeps its token until its call comes back.
    private void line(Unit unit) {
        unit.status = Unit.Status.READY;
        unit.due = null;
        state.ready.add(unit);
    }

    private void stop(Entry.Stopping.Why why, Problem problem) {
        boolean cancels = why == Entry.Stopping.Why.CANCELLED;
        if (state.handling && open() && why == Entry.Stopping.Why.POISON) {
            record(new Entry.Ended(RunStatus.FAILED, problem));
            return;
        }
        if (state.stopping != null && !(cancels && state.stopping.why() != Entry.Stopping.Why.CANCELLED)) {
            return;
        }
        if (state.handling && !cancels) {
            return;
        }
        for (int i = 0; i < state.plan.steps().size(); i++) {
            StepState step = state.step(i);
            if (step.status == StepStatus.ACTIVE) {
                interrupt(step.whole);
                if (step.items != null) {
                    for (Unit item : step.items) {
                        interrupt(item);
                    }
                }
            }
        }
        record(new Entry.Stopping(why, problem));
    }

    private void interrupt(Unit unit) {
        if (unit.status == Unit.Status.CALLING || unit.token != null) {
            decisions.add(new Decision.Interrupt(unit.call()));
        }
    }

    /// After the fold: what was waiting is put in line or on the clock again.
    private void restore() {
        for (int i = 0; i < state.plan.steps().size(); i++) {
            StepState step = state.step(i);
            if (step.status != StepStatus.ACTIVE) {
                continue;
            }
            if (step.items == null) {
                restore(step.whole);
            } else {
                for (Unit item : step.items) {
                    restore(item);
                }
                openItems(step);
            }
        }
    }

    private void restore(Unit unit) {
        if ((unit.status == Unit.Status.RETRYING || unit.status == Unit.Status.PARKED) && unit.due != null) {
            decisions.add(new Decision.WakeAt(unit.call(), unit.due));
        }
    }

    /// Everything that follows by itself from where the run stands now.
    private void goOn() {
        if (state.ended != null) {
            return;
        }
        while (!state.resolved.isEmpty() && open()) {
            settle(state.resolved.remove());
        }
        makeCalls();
        if (state.active == 0) {
            finish();
        }
    }

    private void settle(StepState step) {
        if (step.status != StepStatus.PENDING || step.plan.handler() != state.handling) {
            return;
        }
        if (step.blocked > 0) {
            record(new Entry.Skipped(step.plan.index(), Entry.Skipped.Reason.UPSTREAM_FAILED));
        } else if (step.notTaken > 0) {
            record(new Entry.Skipped(step.plan.index(), Entry.Skipped.Reason.BRANCH_CONDITION_NOT_MET));
        } else if (step.taken == 0 && !step.plan.incoming().isEmpty()) {
            record(new Entry.Skipped(step.plan.index(), Entry.Skipped.Reason.UPSTREAM_SKIPPED));
        } else {
            state.activate(step);
            line(step.whole);
        }
    }

    /// Opens as many items as may be worked on, and closes the step when none is left.
    private void openItems(StepState step) {
        Unit[] items = step.items;
        if (items == null || step.status != StepStatus.ACTIVE) {
            return;
        }
        boolean goOn = step.itemProblem == null || step.plan.continueOnError();
        int parallel = step.plan.forEach() == null ? 1 : step.plan.forEach().parallel();
        while (goOn && step.openItems < parallel && step.nextItem < items.length) {
            Unit item = items[step.nextItem++];
            if (item.status == Unit.Status.IDLE) {
                step.openItems++;
                line(item);
            }
        }
        if (step.openItems == 0 && (!goOn || step.nextItem == items.length)) {
            closeItems(step, items.length);
        }
    }

    private void closeItems(StepState step, int count) {
        Problem problem = step.itemProblem;
        if (problem == null) {
            record(new Entry.Gathered(step.plan.index()));
            return;
        }
        Problem all = step.failedItems == 1
                ? problem
                : new Problem(
                        problem.code(),
                        step.failedItems + " of " + count + " items failed; the first: " + problem.detail());
        failed(step.whole.call(), all);
    }

    private void makeCalls() {
        if (state.paused) {
            return;
        }
        int places = state.plan.limits().parallel();
        while (state.calling < places && !state.ready.isEmpty()) {
            Unit unit = state.ready.remove();
            if (unit.status != Unit.Status.READY) {
                continue; // its token was completed while it stood in line
            }
            unit.status = Unit.Status.CALLING;
            state.calling++;
            StepState step = state.step(unit.step);
            boolean read = step.plan.forEach() != null && step.items == null;
            decisions.add(
                    read ? new Decision.ReadItems(unit.call()) : new Decision.Make(unit.call(), unit.firstCalled));
        }
    }

    private void finish() {
        Entry.Stopping stop = state.stopping;
        boolean cancelled = stop != null && stop.why() == Entry.Stopping.Why.CANCELLED;
        boolean failed = stop != null || state.firstProblem != null;
        if (failed && !cancelled && !state.handling && !state.plan.handlers().isEmpty()) {
            record(new Entry.Handling());
            goOn();
            return;
        }
        RunStatus status = cancelled ? RunStatus.CANCELLED : failed ? RunStatus.FAILED : RunStatus.COMPLETED;
        Problem problem =
                stop != null && stop.why() != Entry.Stopping.Why.CRITICAL ? stop.problem() : state.firstProblem;
        record(new Entry.Ended(status, problem));
    }

    private void record(Entry entry) {
        entries.add(entry);
        state.apply(entry);
    }
}
