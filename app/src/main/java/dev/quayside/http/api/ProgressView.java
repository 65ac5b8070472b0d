package dev.quayside.http.api;

import dev.quayside.workflow.run.StepProgress;
import dev.quayside.workflow.run.StepView;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How far a step says it is.
///
/// @param done how much is done
/// @param total how much there is; null if nobody knows
/// @param unit what is counted, for example `pages`
/// @param perSecond how much was done in a second so far; null if it cannot be told
/// @param secondsLeft how long the rest takes if it goes on like that; null if it cannot be told
/// @param updatedAt when the step said so
public record ProgressView(
        long done,
        @Nullable Long total,
        String unit,
        @Nullable Double perSecond,
        @Nullable Double secondsLeft,
        Instant updatedAt) {
    /// The progress of a step; null if it has said nothing, or has ended.
    public static @Nullable ProgressView of(StepView step) {
        StepProgress said = step.progress();
        if (said == null) {
            return null;
        }
        // A step that is tried again counts from the beginning, but its first call began earlier.
        Instant began = step.attempts() > 1 ? null : step.startedAt();
        return new ProgressView(
                said.done(),
                said.total() > 0 ? said.total() : null,
                said.unit(),
                began == null
                        ? null
                        : said.perSecond(began).map(ProgressView::rounded).orElse(null),
                began == null || said.total() == 0
                        ? null
                        : said.left(began)
                                .map(Duration::toMillis)
                                .map(millis -> millis / 1000.0)
                                .orElse(null),
                said.at());
    }

    private static double rounded(double perSecond) {
        return Math.round(perSecond * 1000) / 1000.0;
    }
}
