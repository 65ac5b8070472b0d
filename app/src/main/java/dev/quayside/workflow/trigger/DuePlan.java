package dev.quayside.workflow.trigger;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a schedule whose moment has come is to do. Immutable; a pure decision.
///
/// @param catchUp moments that were missed and are to fire, the oldest first
/// @param fire the latest moment, if it is to fire
/// @param leftOutFrom the first of the moments that were missed and do not fire; null if there are none
/// @param next when it fires next
record DuePlan(
        List<Instant> catchUp,
        @Nullable Instant fire,
        @Nullable Instant leftOutFrom,
        @Nullable Instant next) {
    /// A moment that was noticed later than this was missed.
    static final Duration GRACE = Duration.ofMinutes(1);

    /// Most moments that are caught up with.
    static final int MOST_CATCH_UP = 1_000;

    DuePlan {
        catchUp = List.copyOf(catchUp);
    }

    /// Decides.
    ///
    /// @param first the moment that it was to fire at; not after `now`
    static DuePlan of(Timetable timetable, Missed policy, Instant first, Instant now) {
        Instant latest = timetable.latest(first.plusNanos(1), now).orElse(first);
        boolean late = latest.isBefore(now.minus(GRACE));
        Instant next = timetable.next(now).orElse(null);
        return switch (policy) {
            case NONE ->
                new DuePlan(List.of(), late ? null : latest, late || first.isBefore(latest) ? first : null, next);
            case LAST -> new DuePlan(List.of(), latest, first.isBefore(latest) ? first : null, next);
            case ALL -> all(timetable, first, latest, late, next);
        };
    }

    private static DuePlan all(
            Timetable timetable, Instant first, Instant latest, boolean late, @Nullable Instant next) {
        List<Instant> missed = new ArrayList<>();
        Optional<Instant> moment = Optional.of(first);
        while (moment.isPresent() && moment.get().isBefore(latest) && missed.size() < MOST_CATCH_UP) {
            missed.add(moment.get());
            moment = timetable.next(moment.get());
        }
        Instant leftOut = moment.filter(left -> left.isBefore(latest)).orElse(null);
        if (!late) {
            return new DuePlan(missed, latest, leftOut, next);
        }
        if (missed.size() == MOST_CATCH_UP) {
            return new DuePlan(missed, null, leftOut == null ? latest : leftOut, next);
        }
        missed.add(latest);
        return new DuePlan(missed, null, null, next);
    }

    /// What an active schedule of an inactive workflow does: nothing, and later no more about it.
    static DuePlan nothing(Timetable timetable, Instant now) {
        return new DuePlan(List.of(), null, null, timetable.next(now).orElse(null));
    }
}
