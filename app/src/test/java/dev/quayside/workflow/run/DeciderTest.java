package dev.quayside.workflow.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.base.Problem;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// Single cases that the random ones of [DeciderPropertyTest] found.
class DeciderTest {
    private static final Instant SOON = Instant.EPOCH.plusSeconds(1);

    @Test
    void itemsThatWereReadAtTheSecondAttemptWaitForNothing() {
        RunState state = state(
                "{'id': 'a', 'type': 'work', 'retry': 2, 'for_each': {'items': [1]}}", "{'id': 'h', 'type': 'work'}");
        Call first = new Call(0, Call.WHOLE, 1);
        state.apply(new Entry.Retrying(first, new Problem("test.busy", "try later"), SOON));
        state.apply(new Entry.Expanded(0, 1));

        assertThat(state.earliestDue()).isNull();
    }

    private static RunState state(String step, String handler) {
        String definition = "{'steps': [" + step + "], 'on_error': [" + handler + "]}";
        return new RunState(Scenario.plan(Json.parse(definition.replace('\'', '"'))));
    }
}
