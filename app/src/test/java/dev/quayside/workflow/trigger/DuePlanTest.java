package dev.quayside.workflow.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class DuePlanTest {
    private static final Timetable EVERY_HOUR =
            new Timetable.OnCron(Cron.parse("0 * * * *"), ZoneId.of("Europe/Berlin"));

    private static Instant at(String time) {
        return Instant.parse("2024-05-01T" + time + "Z");
    }

    @Test
    void whatComesInTimeFiresWhateverThePolicy() {
        for (Missed policy : Missed.values()) {
            assertThat(DuePlan.of(EVERY_HOUR, policy, at("10:00:00"), at("10:00:59")))
                    .isEqualTo(new DuePlan(List.of(), at("10:00:00"), null, at("11:00:00")));
        }
    }

    @Test
    void nothingThatWasMissedFires() {
        assertThat(DuePlan.of(EVERY_HOUR, Missed.NONE, at("04:00:00"), at("10:20:00")))
                .isEqualTo(new DuePlan(List.of(), null, at("04:00:00"), at("11:00:00")));
        assertThat(DuePlan.of(EVERY_HOUR, Missed.NONE, at("04:00:00"), at("10:00:20")))
                .isEqualTo(new DuePlan(List.of(), at("10:00:00"), at("04:00:00"), at("11:00:00")));
    }

    @Test
    void theLastThatWasMissedFires() {
        assertThat(DuePlan.of(EVERY_HOUR, Missed.LAST, at("04:00:00"), at("10:20:00")))
                .isEqualTo(new DuePlan(List.of(), at("10:00:00"), at("04:00:00"), at("11:00:00")));
        assertThat(DuePlan.of(EVERY_HOUR, Missed.LAST, at("10:00:00"), at("10:20:00")))
                .isEqualTo(new DuePlan(List.of(), at("10:00:00"), null, at("11:00:00")));
    }

    @Test
    void allThatWereMissedFire() {
        assertThat(DuePlan.of(EVERY_HOUR, Missed.ALL, at("08:00:00"), at("10:20:00")))
                .isEqualTo(new DuePlan(
                        List.of(at("08:00:00"), at("09:00:00"), at("10:00:00")), null, null, at("11:00:00")));
        assertThat(DuePlan.of(EVERY_HOUR, Missed.ALL, at("08:00:00"), at("10:00:20")))
                .isEqualTo(new DuePlan(List.of(at("08:00:00"), at("09:00:00")), at("10:00:00"), null, at("11:00:00")));
    }

    @Test
    void noMoreThanAThousandAreCaughtUpWith() {
        Timetable everyMinute = new Timetable.OnCron(Cron.parse("* * * * *"), ZoneId.of("UTC"));

        DuePlan plan = DuePlan.of(everyMinute, Missed.ALL, at("00:00:00"), at("20:00:00"));

        assertThat(plan.catchUp()).hasSize(1_000).startsWith(at("00:00:00")).endsWith(at("16:39:00"));
        assertThat(plan.leftOutFrom()).isEqualTo(at("16:40:00"));
        assertThat(plan.fire()).isEqualTo(at("20:00:00"));
        assertThat(plan.next()).isEqualTo(at("20:01:00"));
    }

    @Test
    void exactlyAThousandAreAllCaughtUpWith() {
        Timetable everyMinute = new Timetable.OnCron(Cron.parse("0-39 0-16 * * *"), ZoneId.of("UTC"));
        Timetable everySecond = new Timetable.Every(at("00:00:00"), 1);

        assertThat(DuePlan.of(everyMinute, Missed.ALL, at("00:00:00"), at("20:00:00"))
                        .leftOutFrom())
                .isNull();
        DuePlan plan = DuePlan.of(everySecond, Missed.ALL, at("00:00:01"), at("00:16:41"));
        assertThat(plan.catchUp()).hasSize(1_000);
        assertThat(plan.leftOutFrom()).isNull();
        assertThat(plan.fire()).isEqualTo(at("00:16:41"));
    }

    @Test
    void yearsOfSecondsCostNothing() {
        Timetable everySecond = new Timetable.Every(Instant.parse("1990-01-01T00:00:00Z"), 1);

        DuePlan plan = DuePlan.of(everySecond, Missed.LAST, Instant.parse("1990-01-01T00:00:01Z"), at("10:00:00"));

        assertThat(plan.fire()).isEqualTo(at("10:00:00"));
        assertThat(plan.next()).isEqualTo(at("10:00:01"));
    }

    @Test
    void theLastOfRareTimesIsFoundYearsBack() {
        Timetable leapDay = new Timetable.OnCron(Cron.parse("0 0 29 2 *"), ZoneId.of("UTC"));

        assertThat(leapDay.latest(Instant.EPOCH, Instant.parse("2103-01-01T00:00:00Z")))
                .contains(Instant.parse("2096-02-29T00:00:00Z"));
    }

    @Test
    void anIntervalKeepsItsPhase() {
        Timetable every90 = new Timetable.Every(at("10:00:00"), 90);

        assertThat(every90.next(at("10:00:00"))).contains(at("10:01:30"));
        assertThat(every90.next(at("10:05:17"))).contains(at("10:06:00"));
        assertThat(every90.next(at("09:59:59"))).contains(at("10:00:00"));
        assertThat(every90.latest(at("10:00:01"), at("10:05:17"))).contains(at("10:04:30"));
        assertThat(every90.latest(at("10:00:01"), at("10:01:00"))).isEmpty();
    }
}
