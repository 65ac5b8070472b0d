package dev.quayside.workflow.trigger;

import dev.quayside.workflow.trigger.CronReader.Field;
import dev.quayside.workflow.trigger.CronReader.Values;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Optional;

/// A cron expression of five fields: minute, hour, day of month, month, day of week. Immutable.
///
/// Clocks that are put forward or back: an expression whose hour field begins with `*` follows real time: it fires
/// whenever the clock on the wall shows what it allows, so twice where an hour comes twice, and not in an hour that is
/// left out. Every other expression names times of day, and each of them fires once: at the first of two, and one
/// that is left out at the moment the clock jumps over it.
///
/// Source: crontab(5) of Vixie cron for fields, for `day of month or day of week`, and for the two kinds of jobs.
public final class Cron {
    /// Feb 29 on a given weekday comes at least once in 40 years; after 400 the calendar repeats.
    private static final int MOST_YEARS = 400;

    private static final int LAST_YEAR = 9999;

    private final String text;
    private final Values minutes;
    private final Values hours;
    private final Values days;
    private final Values months;
    private final Values weekdays;

    private Cron(String text, List<Values> fields) {
        this.text = text;
        this.minutes = fields.get(0);
        this.hours = fields.get(1);
        this.days = fields.get(2);
        this.months = fields.get(3);
        this.weekdays = fields.get(4);
    }

    /// Reads an expression.
    ///
    /// @throws IllegalArgumentException with the reason, in words that go after `Invalid cron expression: <expr>: `
    public static Cron parse(String expression) {
        List<String> fields = CronReader.fields(expression);
        Field[] kinds = Field.values();
        List<Values> values = java.util.stream.IntStream.range(0, kinds.length)
                .mapToObj(i -> CronReader.read(kinds[i], fields.get(i)))
                .toList();
        Cron cron = new Cron(expression.strip(), values);
        if (cron.nextLocal(LocalDateTime.of(2000, 1, 1, 0, 0)).isEmpty()) {
            throw new IllegalArgumentException("it never fires: no month it allows has such a day");
        }
        return cron;
    }

    /// The first moment after `after` at which it fires; empty only beyond the year 9999.
    public Optional<Instant> next(Instant after, ZoneId zone) {
        ZoneRules rules = zone.getRules();
        return hours.star() ? nextInRealTime(after, rules) : nextTimeOfDay(after, rules);
    }

    /// Local times in their order: their moments never go back, so that the first one after `after` is the next.
    private Optional<Instant> nextTimeOfDay(Instant after, ZoneRules rules) {
        Optional<LocalDateTime> local = nextLocal(nextMinute(LocalDateTime.ofInstant(after, rules.getOffset(after))));
        while (local.isPresent()) {
            Instant moment = moment(local.get(), rules);
            if (moment.isAfter(after)) {
                return Optional.of(moment);
            }
            local = nextLocal(local.get().plusMinutes(1));
        }
        return Optional.empty();
    }

    private static Instant moment(LocalDateTime local, ZoneRules rules) {
        List<ZoneOffset> offsets = rules.getValidOffsets(local);
        return offsets.isEmpty() ? rules.getTransition(local).getInstant() : local.toInstant(offsets.getFirst());
    }

    /// Stretches of time between two changes of the clock, one after the other.
    private Optional<Instant> nextInRealTime(Instant after, ZoneRules rules) {
        ZoneOffset offset = rules.getOffset(after);
        LocalDateTime from = nextMinute(LocalDateTime.ofInstant(after, offset));
        Instant stretch = after;
        while (true) {
            Optional<LocalDateTime> local = nextLocal(from);
            if (local.isEmpty()) {
                return Optional.empty();
            }
            Instant moment = local.get().toInstant(offset);
            ZoneOffsetTransition change = rules.nextTransition(stretch);
            if (change == null || moment.isBefore(change.getInstant())) {
                return Optional.of(moment);
            }
            stretch = change.getInstant();
            offset = change.getOffsetAfter();
            LocalDateTime begin = change.getDateTimeAfter();
            from = begin.getSecond() == 0 ? begin : nextMinute(begin);
        }
    }

    private static LocalDateTime nextMinute(LocalDateTime local) {
        return local.withSecond(0).withNano(0).plusMinutes(1);
    }

    /// The first local time from `from` on that the fields allow, `from` included.
    private Optional<LocalDateTime> nextLocal(LocalDateTime from) {
        LocalDate first = from.toLocalDate();
        if (first.getYear() > LAST_YEAR) {
            return Optional.empty();
        }
        if (allows(first)) {
            Optional<LocalTime> time = nextTime(from.toLocalTime());
            if (time.isPresent()) {
                return Optional.of(LocalDateTime.of(first, time.get()));
            }
        }
        return nextDay(first.plusDays(1))
                .map(day -> LocalDateTime.of(day, nextTime(LocalTime.MIDNIGHT).orElseThrow()));
    }

    private Optional<LocalTime> nextTime(LocalTime from) {
        if (has(hours.bits(), from.getHour())) {
            int minute = firstBit(minutes.bits(), from.getMinute());
            if (minute >= 0) {
                return Optional.of(LocalTime.of(from.getHour(), minute));
            }
        }
        int hour = firstBit(hours.bits(), from.getHour() + 1);
        return hour < 0 ? Optional.empty() : Optional.of(LocalTime.of(hour, firstBit(minutes.bits(), 0)));
    }

    private Optional<LocalDate> nextDay(LocalDate from) {
        LocalDate end = from.plusYears(MOST_YEARS);
        LocalDate day = from;
        while (day.isBefore(end) && day.getYear() <= LAST_YEAR) {
            if (!has(months.bits(), day.getMonthValue())) {
                day = day.withDayOfMonth(1).plusMonths(1);
            } else if (allows(day)) {
                return Optional.of(day);
            } else {
                day = day.plusDays(1);
            }
        }
        return Optional.empty();
    }

    private boolean allows(LocalDate day) {
        if (!has(months.bits(), day.getMonthValue())) {
            return false;
        }
        int dayOfMonth = day.getDayOfMonth();
        int weekday = day.getDayOfWeek().getValue() % 7;
        boolean inMonth = has(days.bits(), dayOfMonth) || (days.last() && dayOfMonth == day.lengthOfMonth());
        boolean inWeek = has(weekdays.bits(), weekday) || has(weekdays.nth(), 7 * ((dayOfMonth - 1) / 7) + weekday);
        boolean both = days.star() || weekdays.star();
        return both ? inMonth && inWeek : inMonth || inWeek;
    }

    private static boolean has(long bits, int value) {
        return ((bits >>> value) & 1) == 1;
    }

    /// The lowest value from `from` on, or -1.
    private static int firstBit(long bits, int from) {
        long left = (bits >>> from) << from;
        return left == 0 ? -1 : Long.numberOfTrailingZeros(left);
    }

    /// The expression as it was given, without spaces around it.
    @Override
    public String toString() {
        return text;
    }
}
