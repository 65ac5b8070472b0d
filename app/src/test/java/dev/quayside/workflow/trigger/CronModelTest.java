package dev.quayside.workflow.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Compares [Cron] with a model that looks at every minute, and with another implementation.
class CronModelTest {
    private static final int LOOK_MINUTES = 3 * 24 * 60;

    private static final CronParser OTHER = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

    /// A field as text, and the values it allows.
    record Part(String text, Set<Integer> values) {
        boolean star() {
            return text.startsWith("*");
        }
    }

    record Expression(Part minute, Part hour, Part day, Part month, Part weekday) {
        boolean allows(LocalDateTime local) {
            boolean inMonth = day.values.contains(local.getDayOfMonth());
            boolean inWeek = weekday.values.contains(local.getDayOfWeek().getValue() % 7);
            boolean both = day.star() || weekday.star();
            return minute.values.contains(local.getMinute())
                    && hour.values.contains(local.getHour())
                    && month.values.contains(local.getMonthValue())
                    && (both ? inMonth && inWeek : inMonth || inWeek);
        }

        @Override
        public String toString() {
            return String.join(" ", minute.text, hour.text, day.text, month.text, weekday.text);
        }
    }

    /// Moments around which something happens to the clocks, and some others.
    @Provide
    Arbitrary<ZonedDateTime> starts() {
        Arbitrary<ZoneId> zones = Arbitraries.of(
                        "UTC",
                        "America/New_York",
                        "Europe/Berlin",
                        "Asia/Kolkata",
                        "Australia/Lord_Howe",
                        "America/Havana",
                        "America/Sao_Paulo",
                        "Africa/Cairo",
                        "Asia/Beirut",
                        "America/Asuncion",
                        "Antarctica/Troll",
                        "Pacific/Apia",
                        "America/Nuuk")
                .map(ZoneId::of);
        Arbitrary<Instant> moments = Arbitraries.longs()
                .between(
                        Instant.parse("2005-01-01T00:00:00Z").getEpochSecond(),
                        Instant.parse("2030-01-01T00:00:00Z").getEpochSecond())
                .map(Instant::ofEpochSecond);
        return Combinators.combine(
                        zones, moments, Arbitraries.integers().between(0, 50 * 60), Arbitraries.of(true, true, false))
                .as((zone, moment, minutesBefore, near) -> {
                    ZoneOffsetTransition change = zone.getRules().nextTransition(moment);
                    Instant start = near && change != null
                            ? change.getInstant()
                                    .minus(minutesBefore, ChronoUnit.MINUTES)
                                    .plusSeconds(moment.getEpochSecond() % 60)
                            : moment;
                    return start.atZone(zone);
                });
    }

    @Provide
    Arbitrary<Expression> expressions() {
        return Combinators.combine(field(0, 59), field(0, 23), field(1, 31), field(1, 12), field(0, 6))
                .as(Expression::new);
    }

    private static Arbitrary<Part> field(int low, int high) {
        Arbitrary<Integer> value = Arbitraries.integers().between(low, high);
        Arbitrary<Integer> step = Arbitraries.integers().between(1, Math.max(1, high / 2));
        Arbitrary<Part> star = Arbitraries.just(new Part("*", range(low, high, 1)));
        Arbitrary<Part> stars = step.map(by -> new Part("*/" + by, range(low, high, by)));
        Arbitrary<Part> one = value.map(it -> new Part(String.valueOf(it), Set.of(it)));
        Arbitrary<Part> ranges = Combinators.combine(value, value, step).as((a, b, by) -> {
            int from = Math.min(a, b);
            int to = Math.max(a, b);
            return new Part(from + "-" + to + (by == 1 ? "" : "/" + by), range(from, to, by));
        });
        Arbitrary<Part> lists =
                Arbitraries.oneOf(one, ranges).list().ofMinSize(2).ofMaxSize(3).map(CronModelTest::list);
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(5, star),
                net.jqwik.api.Tuple.of(2, stars),
                net.jqwik.api.Tuple.of(2, one),
                net.jqwik.api.Tuple.of(1, ranges),
                net.jqwik.api.Tuple.of(1, lists));
    }

    private static Part list(List<Part> parts) {
        Set<Integer> values = new TreeSet<>();
        parts.forEach(part -> values.addAll(part.values));
        return new Part(parts.stream().map(Part::text).collect(Collectors.joining(",")), values);
    }

    private static Set<Integer> range(int from, int to, int by) {
        return IntStream.rangeClosed(from, to)
                .filter(value -> (value - from) % by == 0)
                .boxed()
                .collect(Collectors.toSet());
    }

    /// Whether it fires at this minute, by looking at the clock alone.
    private static boolean fires(Expression expression, Instant minute, ZoneRules rules) {
        ZoneOffset offset = rules.getOffset(minute);
        LocalDateTime local = LocalDateTime.ofInstant(minute, offset);
        if (expression.hour.star()) {
            return expression.allows(local);
        }
        if (expression.allows(local) && rules.getValidOffsets(local).getFirst().equals(offset)) {
            return true;
        }
        ZoneOffset before = rules.getOffset(minute.minusNanos(1));
        LocalDateTime leftOut = LocalDateTime.ofInstant(minute, before);
        while (leftOut.isBefore(local)) {
            if (expression.allows(leftOut)) {
                return true;
            }
            leftOut = leftOut.plusMinutes(1);
        }
        return false;
    }

    @Property(tries = 1500, edgeCases = EdgeCasesMode.NONE)
    void firesAtTheMinutesTheClockShows(
            @ForAll("expressions") Expression expression, @ForAll("starts") ZonedDateTime start) {
        ZoneRules rules = start.getZone().getRules();
        Instant first = start.toInstant().truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
        List<Instant> expected = IntStream.range(0, LOOK_MINUTES)
                .mapToObj(minute -> first.plus(minute, ChronoUnit.MINUTES))
                .filter(minute -> fires(expression, minute, rules))
                .limit(40)
                .toList();
        Cron cron = parsed(expression);

        Instant last = start.toInstant();
        for (Instant moment : expected) {
            last = cron.next(last, start.getZone()).orElseThrow();
            assertThat(last).isEqualTo(moment);
        }
        if (expected.size() < 40) {
            assertThat(cron.next(last, start.getZone()).orElse(Instant.MAX))
                    .isAfterOrEqualTo(first.plus(LOOK_MINUTES, ChronoUnit.MINUTES));
        }
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void firesWhereAnotherImplementationDoes(
            @ForAll("expressions") Expression expression, @ForAll("starts") ZonedDateTime start) {
        // Theirs takes `*/2` beside the other day field as a restriction.
        Assume.that(expression.day.text.equals("*") || !expression.day.star());
        Assume.that(expression.weekday.text.equals("*") || !expression.weekday.star());
        Cron cron = parsed(expression);
        ExecutionTime other = ExecutionTime.forCron(OTHER.parse(expression.toString()));

        Instant last = start.toInstant();
        for (int i = 0; i < 5; i++) {
            last = cron.next(last, ZoneOffset.UTC).orElseThrow();
            ZonedDateTime theirs = other.nextExecution(
                            (i == 0 ? start.toInstant() : last.minusSeconds(1)).atZone(ZoneOffset.UTC))
                    .orElseThrow();
            assertThat(last).isEqualTo(theirs.toInstant());
        }
    }

    private static Cron parsed(Expression expression) {
        boolean fires = true;
        try {
            return Cron.parse(expression.toString());
        } catch (IllegalArgumentException never) {
            assertThat(never).hasMessageContaining("never fires");
            fires = false;
        }
        Assume.that(fires);
        throw new IllegalStateException();
    }
}
