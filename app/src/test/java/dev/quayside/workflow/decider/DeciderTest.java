package dev.quayside.workflow.decider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.base.Problem;
import dev.quayside.step.Outcome;
import dev.quayside.workflow.decider.Entry.Stopping.Why;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// Single cases that the random ones of [DeciderPropertyTest] found.
class DeciderTest {
    private static final Instant SOON = Instant.EPOCH.plusSeconds(1);
    private static final Outcome DONE = new Outcome.Succeeded(Json.object());
    private static final Outcome BUSY = new Outcome.Failed("test.busy", "try later", true);

    @Test
    void itemsThatWereReadAtTheSecondAttemptWaitForNothing() {
        RunState state = state(
                "{'id': 'a', 'type': 'work', 'retry': 2, 'for_each': {'items': [1]}}", "{'id': 'h', 'type': 'work'}");
        Call first = new Call(0, Call.WHOLE, 1);
        state.apply(new Entry.Retrying(first, new Problem("test.busy", "try later"), SOON));
        state.apply(new Entry.Expanded(0, 1));

        assertThat(state.earliestDue()).isNull();
    }

    @Test
    void aPausedRunEndsWhenItsLastTokenIsCompletedThoughTheCallStoodInLineAgain() {
        RunState state = state("{'id': 'a', 'type': 'work'}", "{'id': 'h', 'type': 'work'}");
        Call call = new Call(0, Call.WHOLE, 1);
        Decider.decide(state, new RunEvent.Woken());
        Decider.decide(state, new RunEvent.CallEnded(call, new Outcome.Parked(SOON, "token"), SOON, SOON));
        Decider.decide(state, new RunEvent.PauseAsked("somebody"));
        Decider.decide(state, new RunEvent.Due(call));

        assertThat(Decider.decide(state, new RunEvent.TokenCompleted("token", DONE, SOON))
                        .entries())
                .endsWith(new Entry.Ended(RunStatus.COMPLETED, null));
    }

    @Test
    void aRunThatWasCancelledEndsCancelledEvenIfItKillsServersAfterwards() {
        RunState state = state("{'id': 'a', 'type': 'work'}", "{'id': 'h', 'type': 'work'}");
        Problem cancelled = new Problem("run.cancelled", "enough");
        Decider.decide(state, new RunEvent.Woken());
        Decider.decide(state, new RunEvent.CallEnded(new Call(0, Call.WHOLE, 1), BUSY, SOON, SOON));
        assertThat(state.handling).isTrue();
        Decider.decide(state, new RunEvent.StopAsked(Why.CANCELLED, cancelled));
        Decider.decide(state, new RunEvent.StopAsked(Why.POISON, new Problem("run.poison", "it kills")));

        assertThat(Decider.decide(state, new RunEvent.CallEnded(new Call(1, Call.WHOLE, 1), DONE, SOON, SOON))
                        .entries())
                .endsWith(new Entry.Ended(RunStatus.CANCELLED, cancelled));
    }

    private static RunState state(String step, String handler) {
        String definition = "{'steps': [" + step + "], 'on_error': [" + handler + "]}";
        return new RunState(Scenario.plan(Json.parse(definition.replace('\'', '"'))));
    }
}
