package dev.quayside.document.queue;

import dev.quayside.step.Outcome;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A piece of work that was sent to workers. Immutable.
///
/// @param token by which the waiting step is completed, and which callbacks show
/// @param run that waits for it
/// @param owner of the file
/// @param file its id
/// @param key where it lies in the bucket
/// @param name what people call it
/// @param to the extension of the file that is to be made; empty where none is
/// @param outcome how it ended; null as long as it is waited for
public record SentWork(
        String token,
        String run,
        String owner,
        Work work,
        long file,
        String key,
        String name,
        String to,
        Instant sent,
        @Nullable Outcome outcome) {
    /// Without the token.
    @Override
    public String toString() {
        return "SentWork[run=" + run + ", work=" + work + ", file=" + file + "]";
    }
}
