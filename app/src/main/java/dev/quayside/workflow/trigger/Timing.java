package dev.quayside.workflow.trigger;

/// When a schedule is to fire, as somebody wrote it; not checked.
public sealed interface Timing {
    /// At the times that a cron expression names in the schedule's time zone.
    record OnCron(String expression) implements Timing {}

    /// Again and again after so many seconds, counted from the moment at which this was set.
    record Every(long seconds) implements Timing {}

    /// Only when somebody asks for it.
    record ByHand() implements Timing {}

    /// As the API and the table write it: cron, interval or manual.
    default String kind() {
        return switch (this) {
            case OnCron _ -> "cron";
            case Every _ -> "interval";
            case ByHand _ -> "manual";
        };
    }
}
