package dev.quayside.workflow.journal;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One row of the table `journal`, ready to be written. Immutable.
///
/// @param atMicros microseconds since 1970
/// @param startedMicros when the call that this row ends began, in microseconds since 1970; 0 if it ends none
/// @param seq from 1, without gaps
/// @param item as [Call#item]
/// @param kind as [JournalCodec] numbers them
/// @param attempt 0 where the row is about no call
/// @param step the step's id, or null
/// @param data JSON, or null
public record JournalRow(
        long atMicros,
        long startedMicros,
        UUID run,
        int seq,
        int item,
        short kind,
        short attempt,
        @Nullable String step,
        @Nullable String data) {
    /// What the row weighs in a batch, in bytes, roughly.
    int weight() {
        return 80 + (data == null ? 0 : data.length());
    }
}
