package dev.quayside.workflow.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quayside.base.Json;
import dev.quayside.testing.Required;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class CronTest {
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    private static List<Instant> next(String expression, ZoneId zone, String after, int count) {
        Cron cron = Cron.parse(expression);
        List<Instant> times = new ArrayList<>();
        Instant last = Instant.parse(after);
        for (int i = 0; i < count; i++) {
            last = cron.next(last, zone).orElseThrow();
            times.add(last);
        }
        return times;
    }

    private static List<Instant> times(String... times) {
        return List.of(times).stream().map(Instant::parse).toList();
    }

    private static JsonNode vectors(String name) throws IOException {
        return Json.parse(Files.readString(Required.data("apis/cron").resolve(name)));
    }

    @Test
    void firesWhenFourImplementationsAgree() throws IOException {
        int looked = 0;
        for (JsonNode vector : vectors("next_runs_consensus.json")) {
            List<Instant> expected = vector.path("next")
                    .valueStream()
                    .map(time -> Instant.parse(time.stringValue()))
                    .toList();

            assertThat(next(
                            vector.path("expr").stringValue(),
                            ZoneId.of(vector.path("tz").stringValue()),
                            vector.path("from").stringValue(),
                            expected.size()))
                    .as("%s in %s after %s", vector.path("expr"), vector.path("tz"), vector.path("from"))
                    .isEqualTo(expected);
            looked++;
        }
        assertThat(looked).isGreaterThan(150);
    }

    @Test
    void refusesWhatAllRefuse() throws IOException {
        JsonNode vectors = vectors("invalid.json");

        assertThat(vectors.size()).isGreaterThan(5);
        for (JsonNode vector : vectors) {
            assertThatThrownBy(() -> Cron.parse(vector.path("expr").stringValue()))
                    .as(vector.path("expr").stringValue())
                    .isInstanceOf(IllegalArgumentException.class)
                    .message()
                    .isNotBlank();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "60 * * * * | minute: 60 is not between 0 and 59",
                "* 24 * * * | hour: 24 is not between 0 and 23",
                "* * 0 * * | day of month: 0 is not between 1 and 31",
                "* * * 13 * | month: 13 is not between 1 and 12",
                "* * * * 8 | day of week: 8 is not between 0 and 7",
                "* * * FOO * | month: 'FOO' is not a number or a name such as FEB",
                "a * * * * | minute: 'A' is not a number",
                "+5 * * * * | minute: '+5' is not a number",
                "-1 * * * * | minute: '-1' is not a number",
                "0x10 * * * * | minute: '0X10' is not a number",
                "99999999999 * * * * | minute: 99999999999 is not between 0 and 59",
                "5-1 * * * * | minute: the range '5-1' runs backwards",
                "* * * * FRI-MON | day of week: the range 'FRI-MON' runs backwards",
                "1-60 * * * * | minute: 60 is not between 0 and 59",
                "*/0 * * * * | minute: '*/0': the step must be a number from 1 to 59",
                "*/90 * * * * | minute: '*/90': the step must be a number from 1 to 59",
                "1/2/3 * * * * | minute: '1/2/3': the step must be a number from 1 to 59",
                "1-2-3 * * * * | minute: '2-3' is not a number",
                "1,,2 * * * * | minute: there is nothing before or after a comma",
                "1, * * * * | minute: there is nothing before or after a comma",
                "*-5 * * * * | minute: '*' is not a number",
                "? * * * * | minute: '?' is not a number; ?, W and L with a number are not supported",
                "* * 15W * * | day of month: '15W' is not a number; ?, W and L with a number are not supported",
                "* * L-3 * * | day of month: 'L' is not a number",
                "* * * * 5L | day of week: '5L' is not a number or a name such as MON; ?, W and L with a number are not supported",
                "* * * * MON#6 | day of week: 'MON#6': after # comes 1 to 5",
                "1#1 * * * * | minute: '1#1': # belongs to the day of week, as in MON#1",
                "* * * * | expected five fields (minute hour day-of-month month day-of-week), found 4",
                "0 0 12 * * * | expected five fields (minute hour day-of-month month day-of-week), found 6; seconds and years are not supported",
                "@reboot | '@reboot' is not one of @annually, @daily, @hourly, @midnight, @monthly, @weekly, @yearly",
                "0 0 30 2 * | it never fires: no month it allows has such a day",
                "0 0 31 4,6,9,11 * | it never fires: no month it allows has such a day",
                "٣ * * * * | only ASCII letters, digits and the signs * , - / # @ are known"
            })
    void saysWhatIsWrong(String expression, String reason) {
        assertThatThrownBy(() -> Cron.parse(expression)).hasMessage(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "@", "\n* * * * *", "* * * * *\0"})
    void refusesWhatIsNoExpressionAtAll(String expression) {
        assertThatThrownBy(() -> Cron.parse(expression)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesWhatIsTooLong() {
        assertThatThrownBy(() -> Cron.parse("0," + "0,".repeat(200) + "0 * * * *"))
                .hasMessage("it is longer than 200 letters");
    }

    @ParameterizedTest
    @CsvSource({
        "@yearly, 0 0 1 1 *",
        "@Annually, 0 0 1 1 *",
        "@monthly, 0 0 1 * *",
        "@weekly, 0 0 * * SUN",
        "@daily, 0 0 * * 7",
        "@hourly, 0 * * * *",
        "0 0 * * 5-7, 0 0 * * FRI-SUN",
        "0 0 * * 0-2, 0 0 * * sun-tue",
        "0 0 * jan-mar *, 0 0 * 1-3 *",
        "5/20 * * * *, '5,25,45 * * * *'"
    })
    void writesTheSameInSeveralWays(String one, String other) {
        if (other.endsWith("7")) {
            assertThat(next(one, NEW_YORK, "2024-02-27T00:00:00Z", 9))
                    .containsAll(next(other, NEW_YORK, "2024-02-27T00:00:00Z", 1));
        } else {
            assertThat(next(one, NEW_YORK, "2024-02-27T00:00:00Z", 9))
                    .isEqualTo(next(other, NEW_YORK, "2024-02-27T00:00:00Z", 9));
        }
    }

    @Test
    void takesDayOfMonthOrDayOfWeekWhereBothAreRestricted() {
        assertThat(next("0 0 13 * FRI", ZoneId.of("UTC"), "2024-09-06T00:00:00Z", 4))
                .isEqualTo(times(
                        "2024-09-13T00:00:00Z",
                        "2024-09-20T00:00:00Z",
                        "2024-09-27T00:00:00Z",
                        "2024-10-04T00:00:00Z"));
        assertThat(next("0 0 13 * *", ZoneId.of("UTC"), "2024-09-13T00:00:00Z", 1))
                .isEqualTo(times("2024-10-13T00:00:00Z"));
    }

    @Test
    void takesBothWhereOneBeginsWithAStar() {
        assertThat(next("0 0 */2 * MON", ZoneId.of("UTC"), "2024-09-01T00:00:00Z", 3))
                .isEqualTo(times("2024-09-09T00:00:00Z", "2024-09-23T00:00:00Z", "2024-10-07T00:00:00Z"));
    }

    @Test
    void beginsAgainWithEveryMonth() {
        assertThat(next("0 0 */10 * *", ZoneId.of("UTC"), "2024-01-31T23:58:30Z", 4))
                .isEqualTo(times(
                        "2024-02-01T00:00:00Z",
                        "2024-02-11T00:00:00Z",
                        "2024-02-21T00:00:00Z",
                        "2024-03-01T00:00:00Z"));
    }

    @Test
    void waitsForALeapYear() {
        assertThat(next("0 0 29 2 *", ZoneId.of("UTC"), "2096-03-01T00:00:00Z", 1))
                .isEqualTo(times("2104-02-29T00:00:00Z"));
        assertThat(next("0 0 * 2 MON#5", ZoneId.of("UTC"), "2024-01-01T00:00:00Z", 1))
                .isEqualTo(times("2044-02-29T00:00:00Z"));
    }

    @Test
    void aTimeOfDayThatIsLeftOutFiresWhenTheClockJumps() {
        assertThat(next("30 2 * * *", NEW_YORK, "2024-03-09T12:00:00Z", 2))
                .isEqualTo(times("2024-03-10T07:00:00Z", "2024-03-11T06:30:00Z"));
        assertThat(next("*/10 2 * * *", NEW_YORK, "2024-03-10T06:00:00Z", 2))
                .isEqualTo(times("2024-03-10T07:00:00Z", "2024-03-11T06:00:00Z"));
        assertThat(next("30 2,3 * * *", NEW_YORK, "2024-03-10T06:00:00Z", 2))
                .isEqualTo(times("2024-03-10T07:00:00Z", "2024-03-10T07:30:00Z"));
    }

    @Test
    void aTimeOfDayThatComesTwiceFiresAtTheFirst() {
        assertThat(next("30 1 * * *", NEW_YORK, "2024-11-03T04:00:00Z", 2))
                .isEqualTo(times("2024-11-03T05:30:00Z", "2024-11-04T06:30:00Z"));
        assertThat(next("30 1 * * *", NEW_YORK, "2024-11-03T06:10:00Z", 1)).isEqualTo(times("2024-11-04T06:30:00Z"));
        assertThat(next("30 1 * * *", ZoneId.of("Australia/Lord_Howe"), "2024-04-06T00:00:00Z", 2))
                .isEqualTo(times("2024-04-06T14:30:00Z", "2024-04-07T15:00:00Z"));
    }

    @Test
    void everyHourIsEveryHourWhateverTheClockDoes() {
        assertThat(next("30 * * * *", NEW_YORK, "2024-03-10T06:00:00Z", 2))
                .isEqualTo(times("2024-03-10T06:30:00Z", "2024-03-10T07:30:00Z"));
        assertThat(next("30 * * * *", NEW_YORK, "2024-11-03T05:00:00Z", 3))
                .isEqualTo(times("2024-11-03T05:30:00Z", "2024-11-03T06:30:00Z", "2024-11-03T07:30:00Z"));
    }

    @Test
    void aDayThatIsLeftOutFiresWhenTheCalendarJumps() {
        assertThat(next("0 12 * * *", ZoneId.of("Pacific/Apia"), "2011-12-29T12:00:00Z", 3))
                .isEqualTo(times("2011-12-29T22:00:00Z", "2011-12-30T10:00:00Z", "2011-12-30T22:00:00Z"));
    }

    @Test
    void endsWithTheYear9999() {
        assertThat(Cron.parse("* * * * *").next(Instant.parse("9999-12-31T23:59:30Z"), ZoneId.of("UTC")))
                .isEmpty();
    }
}
