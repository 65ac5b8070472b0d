package dev.quayside.workflow.decider;

/// Where a run stands. A terminal status never changes.
public enum RunStatus {
    /// Accepted, not begun.
    QUEUED(0),
    /// In the memory of a node.
    RUNNING(1),
    /// Begun, and at rest until a moment or a token; in no node's memory.
    WAITING(2),
    /// Told to pause.
    PAUSED(3),
    COMPLETED(10),
    FAILED(11),
    CANCELLED(12);

    private final int code;

    RunStatus(int code) {
        this.code = code;
    }

    /// The number that the table `run` keeps.
    public short code() {
        return (short) code;
    }

    /// The status of a number.
    ///
    /// @throws IllegalArgumentException if no status has that number
    public static RunStatus of(int code) {
        for (RunStatus status : values()) {
            if (status.code == code) {
                return status;
            }
        }
        throw new IllegalArgumentException("no run status has the number " + code);
    }

    /// Whether the run is over for good.
    public boolean ended() {
        return code >= 10;
    }

    /// The word of the Workflow Automation API: pending, running, completed, failed or cancelled.
    public String word() {
        return switch (this) {
            case QUEUED -> "pending";
            case RUNNING, WAITING, PAUSED -> "running";
            case COMPLETED -> "completed";
            case FAILED -> "failed";
            case CANCELLED -> "cancelled";
        };
    }
}
