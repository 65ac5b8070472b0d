package dev.quayside.workflow.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quayside.base.Json;
import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import dev.quayside.step.StepContext.Level;
import dev.quayside.workflow.decider.Call;
import dev.quayside.workflow.decider.Entry;
import dev.quayside.workflow.decider.RunStatus;
import dev.quayside.workflow.decider.Scenario;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JournalCodecTest {
    private static final UUID RUN = new UUID(3, 4);
    private static final Instant MOMENT = Instant.parse("2031-02-03T04:05:06.123456789Z");
    private static final Problem PROBLEM = new Problem("test.failed", "\"quoted\" \u0001 line\nbreak \uD83D\uDE00");

    private final JournalCodec codec =
            new JournalCodec(Scenario.plan(Json.parse("{\"steps\": [{\"id\": \"a / b\", \"type\": \"work\"}]}")));

    static List<Entry> entries() {
        Call whole = new Call(0, Call.WHOLE, 1);
        Call item = new Call(0, 99_999, 100);
        return List.of(
                new Entry.Accepted("seed", null),
                new Entry.Accepted("seed", RUN.toString()),
                new Entry.Claimed("node", true),
                new Entry.Claimed("node", false),
                new Entry.Started(item),
                new Entry.Succeeded(whole, Json.object()),
                new Entry.Succeeded(item, Json.parse("[1, 1.50, null, {\"a\": \"\\u0000\"}, 1e400]")),
                new Entry.Succeeded(whole, Json.parse("null")),
                new Entry.Succeeded(whole, Json.parse("\"text\"")),
                new Entry.Reused(0, Json.parse("{\"branch\": \"a\"}")),
                new Entry.Failed(item, PROBLEM),
                new Entry.Retrying(whole, PROBLEM, MOMENT),
                new Entry.Skipped(0, Entry.Skipped.Reason.UPSTREAM_SKIPPED),
                new Entry.Parked(whole, MOMENT, null, MOMENT),
                new Entry.Parked(item, null, "token", MOMENT),
                new Entry.Parked(whole, MOMENT, "token", MOMENT),
                new Entry.Expanded(0, 0),
                new Entry.Expanded(0, 1_000_000),
                new Entry.Gathered(0),
                new Entry.Cancelled(item),
                new Entry.Paused("somebody"),
                new Entry.Resumed(""),
                new Entry.Stopping(Entry.Stopping.Why.POISON, PROBLEM),
                new Entry.Handling(),
                new Entry.Ended(RunStatus.COMPLETED, null),
                new Entry.Ended(RunStatus.FAILED, PROBLEM),
                new Entry.Log(-1, Call.WHOLE, Level.WARNING, "about the run"),
                new Entry.Log(0, 5, Level.DEBUG, PROBLEM.detail()),
                new Entry.Progress(item, 3, Long.MAX_VALUE, "bytes"));
    }

    @ParameterizedTest
    @MethodSource("entries")
    void everyEntryIsReadBackAsItWasWritten(Entry entry) {
        JournalRow row = codec.row(RUN, 7, 11, 5, entry);
        assertThat(codec.entry(row)).isEqualTo(entry);
        assertThat(row.run()).isEqualTo(RUN);
        assertThat(row.seq()).isEqualTo(7);
        assertThat(row.atMicros()).isEqualTo(11);
    }

    @ParameterizedTest
    @ValueSource(shorts = {0, 20, -1})
    void aKindOfANewerProgramIsNotGuessed(short kind) {
        JournalRow row = new JournalRow(1, 0, RUN, 1, Call.WHOLE, kind, (short) 0, null, null);
        assertThatThrownBy(() -> codec.entry(row))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("unknown kind " + kind);
    }

    @ParameterizedTest
    @ValueSource(strings = {"c", ""})
    void aStepThatThePlanDoesNotKnowIsNotGuessed(String step) {
        JournalRow row = new JournalRow(1, 0, RUN, 1, Call.WHOLE, JournalCodec.GATHERED, (short) 0, step, null);
        assertThatThrownBy(() -> codec.entry(row))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("unknown step '" + step + "'");
    }
}
