package dev.quayside.workflow.trigger;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/// The moments at which a schedule fires. Immutable.
sealed interface Timetable {
    /// Nothing fires beyond the year 9999.
    Instant END = Instant.parse("9999-12-31T23:59:59Z");

    /// The first moment after `after`.
    Optional<Instant> next(Instant after);

    /// The last moment from `from` to `to`, both included.
    Optional<Instant> latest(Instant from, Instant to);

    record OnCron(Cron cron, ZoneId zone) implements Timetable {
        /// Stretches before the end that are searched one after the other: what fires every minute is found in the
        /// first, and what fires once a year does not fire often in the last.
        private static final List<Duration> STRETCHES =
                List.of(Duration.ofHours(1), Duration.ofDays(1), Duration.ofDays(32), Duration.ofDays(367));

        @Override
        public Optional<Instant> next(Instant after) {
            return after.isBefore(END) ? cron.next(after, zone) : Optional.empty();
        }

        @Override
        public Optional<Instant> latest(Instant from, Instant to) {
            for (Duration stretch : STRETCHES) {
                Instant begin = to.minus(stretch);
                Optional<Instant> found = last(begin.isBefore(from) ? from : begin, to);
                if (found.isPresent() || !begin.isAfter(from)) {
                    return found;
                }
            }
            return last(from, to);
        }

        private Optional<Instant> last(Instant from, Instant to) {
            Optional<Instant> last = Optional.empty();
            Optional<Instant> moment = next(from.minusNanos(1));
            while (moment.isPresent() && !moment.get().isAfter(to)) {
                last = moment;
                moment = next(moment.get());
            }
            return last;
        }
    }

    /// Again and again after so many seconds.
    ///
    /// @param origin what is counted from
    record Every(Instant origin, long seconds) implements Timetable {
        @Override
        public Optional<Instant> next(Instant after) {
            if (!after.isBefore(END)) {
                return Optional.empty();
            }
            Instant next = atOrBefore(after).plusSeconds(seconds);
            return next.isAfter(END) ? Optional.empty() : Optional.of(next);
        }

        @Override
        public Optional<Instant> latest(Instant from, Instant to) {
            return Optional.of(atOrBefore(to)).filter(moment -> !moment.isBefore(from));
        }

        private Instant atOrBefore(Instant moment) {
            long count = Math.floorDiv(Duration.between(origin, moment).toSeconds(), seconds);
            return origin.plusSeconds(Math.multiplyExact(count, seconds));
        }
    }

    record Never() implements Timetable {
        @Override
        public Optional<Instant> next(Instant after) {
            return Optional.empty();
        }

        @Override
        public Optional<Instant> latest(Instant from, Instant to) {
            return Optional.empty();
        }
    }

    /// The timetable of a schedule that was checked.
    ///
    /// @throws IllegalArgumentException if it cannot be understood, for example because a time zone is gone
    static Timetable of(Schedule schedule) {
        Draft draft = schedule.draft();
        return of(draft.timing(), draft.timezone(), schedule.countedFrom());
    }

    /// As [#of(Schedule)].
    static Timetable of(Timing timing, String timezone, Instant countedFrom) {
        return switch (timing) {
            case Timing.OnCron(String expression) -> new OnCron(Cron.parse(expression), zone(timezone));
            case Timing.Every(long seconds) -> new Every(countedFrom, seconds);
            case Timing.ByHand() -> new Never();
        };
    }

    private static ZoneId zone(String timezone) {
        try {
            return ZoneId.of(timezone);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("there is no time zone '" + timezone + "'", e);
        }
    }
}
