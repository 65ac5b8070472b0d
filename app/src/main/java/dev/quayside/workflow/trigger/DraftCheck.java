package dev.quayside.workflow.trigger;

import dev.quayside.base.Problem;
import dev.quayside.base.Suggestion;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Says what is wrong with a schedule before it is stored.
final class DraftCheck {
    /// Ten years.
    private static final long LONGEST_SECONDS = 315_360_000;

    private static final int LONGEST_ZONE = 64;

    private DraftCheck() {}

    /// The first thing that is wrong, but for what concerns the inputs.
    static Optional<Problem> problem(Draft draft) {
        return text("name", draft.name())
                .or(() -> text("description", draft.description()))
                .or(() -> zone(draft.timezone()))
                .or(() -> switch (draft.timing()) {
                    case Timing.OnCron(String expression) -> cron(expression);
                    case Timing.Every(long seconds) -> interval(seconds);
                    case Timing.ByHand() -> Optional.empty();
                });
    }

    static Optional<Problem> cron(String expression) {
        try {
            Cron.parse(expression);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(new Problem(
                    "schedule.cron-invalid", "Invalid cron expression: " + expression + ": " + e.getMessage()));
        }
    }

    static Optional<Problem> zone(String timezone) {
        boolean known = false;
        try {
            known = timezone.length() <= LONGEST_ZONE
                    && !ZoneId.of(timezone).getId().isEmpty();
        } catch (DateTimeException e) {
            known = false;
        }
        return known
                ? Optional.empty()
                : Optional.of(new Problem(
                        "schedule.timezone-unknown",
                        "Invalid timezone: " + timezone + Suggestion.phrase(timezone, ZoneId.getAvailableZoneIds())));
    }

    private static Optional<Problem> interval(long seconds) {
        return seconds >= 1 && seconds <= LONGEST_SECONDS
                ? Optional.empty()
                : Optional.of(new Problem(
                        "schedule.interval-invalid",
                        "Invalid interval: " + seconds + ": it must be between 1 and " + LONGEST_SECONDS + " seconds"));
    }

    private static Optional<Problem> text(String what, @Nullable String text) {
        return text == null || text.indexOf('\0') < 0
                ? Optional.empty()
                : Optional.of(
                        new Problem("schedule.text-invalid", "Invalid " + what + ": it contains the character U+0000"));
    }
}
