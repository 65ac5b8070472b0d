package dev.quayside.workflow.trigger;

import dev.quayside.base.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What somebody wants a schedule to be; not checked. Immutable once it was handed over.
///
/// @param timezone an id of the time zone database, such as `Europe/Berlin`, or an offset
/// @param inputs of the runs it starts
/// @param active whether it fires by itself
public record Draft(
        @Nullable String name,
        @Nullable String description,
        Timing timing,
        String timezone,
        ObjectNode inputs,
        boolean active,
        Missed missed,
        Overlap overlap) {
    /// A schedule with everything else as it is by default.
    public static Draft of(Timing timing) {
        return new Draft(null, null, timing, "UTC", Json.object(), true, Missed.LAST, Overlap.SKIP);
    }

    /// The same with another name.
    public Draft withName(@Nullable String other) {
        return new Draft(other, description, timing, timezone, inputs, active, missed, overlap);
    }

    /// The same with another description.
    public Draft withDescription(@Nullable String other) {
        return new Draft(name, other, timing, timezone, inputs, active, missed, overlap);
    }

    /// The same with another timing.
    public Draft withTiming(Timing other) {
        return new Draft(name, description, other, timezone, inputs, active, missed, overlap);
    }

    /// The same in another time zone.
    public Draft withTimezone(String other) {
        return new Draft(name, description, timing, other, inputs, active, missed, overlap);
    }

    /// The same with other inputs.
    public Draft withInputs(ObjectNode other) {
        return new Draft(name, description, timing, timezone, other, active, missed, overlap);
    }

    /// The same, active or not.
    public Draft withActive(boolean other) {
        return new Draft(name, description, timing, timezone, inputs, other, missed, overlap);
    }

    /// The same with another policy for what was missed.
    public Draft withMissed(Missed other) {
        return new Draft(name, description, timing, timezone, inputs, active, other, overlap);
    }

    /// The same with another policy for what overlaps.
    public Draft withOverlap(Overlap other) {
        return new Draft(name, description, timing, timezone, inputs, active, missed, other);
    }

    /// Whether it fires without being asked.
    boolean firesByItself() {
        return active && !(timing instanceof Timing.ByHand);
    }
}
