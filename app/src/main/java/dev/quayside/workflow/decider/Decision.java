package dev.quayside.workflow.decider;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the driver is to do, once the entries that belong to it are durable.
public sealed interface Decision {
    /// Call a step.
    ///
    /// @param firstCalled when the call was made for the first time; null if this is the first time
    record Make(Call call, @Nullable Instant firstCalled) implements Decision {}

    /// Read the items of a step and tell their number.
    record ReadItems(Call call) implements Decision {}

    /// Tell [RunEvent.Due] at that moment.
    record WakeAt(Call call, Instant at) implements Decision {}

    /// Tell the call to stop; it may be under way or parked.
    record Interrupt(Call call) implements Decision {}

    /// What one event led to.
    ///
    /// @param entries what happened, in order; empty if the event meant nothing
    /// @param decisions what to do after that
    record Transition(List<Entry> entries, List<Decision> decisions) {}
}
