package dev.quayside.workflow.decider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;

/// Compares a live [RunState] with the fold of its entries, in everything that can be seen of a run.
///
/// What is in flight leaves no entry: after a fold it looks as if it had not begun, which is what makes it begin again.
final class SameState {
    private static final Set<StepStatus> DECIDED =
            Set.of(StepStatus.SUCCEEDED, StepStatus.FAILED, StepStatus.SKIPPED, StepStatus.BLOCKED);
    private static final Set<Unit.Status> WAITING = Set.of(Unit.Status.RETRYING, Unit.Status.PARKED);

    private SameState() {}

    static void assertSame(RunState live, RunState folded) {
        assertThat(folded.seed).isEqualTo(live.seed);
        assertThat(folded.paused).isEqualTo(live.paused);
        assertThat(folded.handling).isEqualTo(live.handling);
        assertThat(folded.stopping).isEqualTo(live.stopping);
        assertThat(folded.ended).isEqualTo(live.ended);
        assertThat(folded.firstProblem).isEqualTo(live.firstProblem);
        assertThat(folded.firstFailed).isEqualTo(live.firstFailed);
        assertThat(folded.fruitlessRecoveries).isEqualTo(live.fruitlessRecoveries);
        if (live.stopping == null) {
            assertThat(folded.tokens.keySet()).as("open tokens").isEqualTo(live.tokens.keySet());
        }
        for (int i = 0; i < live.plan.steps().size(); i++) {
            sameStep(live, folded, i);
        }
    }

    private static void sameStep(RunState live, RunState folded, int index) {
        StepState one = live.step(index);
        StepState other = folded.step(index);
        if (DECIDED.contains(one.status) || DECIDED.contains(other.status)) {
            assertThat(other.status).as("status of step %s", index).isEqualTo(one.status);
        }
        assertThat(folded.output(index)).as("output of step %s", index).isEqualTo(live.output(index));
        boolean stopped = live.stopping != null;
        sameUnit(one.whole, other.whole, stopped);
        Unit[] items = one.items;
        Unit[] others = other.items;
        assertThat(others == null).as("items of step %s are not known", index).isEqualTo(items == null);
        if (items != null && others != null) {
            assertThat(others).hasSameSizeAs(items);
            for (int item = 0; item < items.length; item++) {
                sameUnit(items[item], others[item], stopped);
            }
        }
    }

    private static void sameUnit(Unit live, Unit folded, boolean stopped) {
        String what = "unit " + live.step + "/" + live.item;
        assertThat(folded.attempt).as("attempt of %s", what).isEqualTo(live.attempt);
        assertThat(folded.problem).as("problem of %s", what).isEqualTo(live.problem);
        assertThat(folded.output).as("output of %s", what).isEqualTo(live.output);
        assertThat(folded.firstCalled).as("first call of %s", what).isEqualTo(live.firstCalled);
        if (stopped) {
            return;
        }
        assertThat(folded.token).as("token of %s", what).isEqualTo(live.token);
        if (live.status == Unit.Status.READY || live.status == Unit.Status.CALLING) {
            assertThat(folded.status).as(what).isIn(Unit.Status.IDLE, Unit.Status.RETRYING, Unit.Status.PARKED);
        } else {
            assertThat(folded.status).as(what).isEqualTo(live.status);
            assertThat(folded.due).as("when %s is due", what).isEqualTo(live.due);
        }
        if (!WAITING.contains(folded.status)) {
            assertThat(folded.due)
                    .as("when %s is due, which is %s", what, folded.status)
                    .isNull();
        }
    }
}
