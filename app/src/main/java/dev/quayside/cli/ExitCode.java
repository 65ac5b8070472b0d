package dev.quayside.cli;

import dev.quayside.base.Problem;
import java.util.Set;

/// How a command ended, as the number that scripts see.
public enum ExitCode {
    OK(0),
    FAILED(1),
    USAGE(2),
    NOT_FOUND(3),
    DENIED(4),
    TIMED_OUT(5);

    /// What was given to the command cannot be understood.
    private static final Set<String> UNREADABLE = Set.of(
            "json.invalid",
            "yaml.invalid",
            "definition.too-large",
            "file.encoding",
            "request.invalid",
            "request.refused",
            "run.input-form",
            "run.key-reused");

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    /// What the process returns.
    public int number() {
        return number;
    }

    /// The exit code for a command that `problem` stopped: the last part of the problem's code decides.
    static ExitCode of(Problem problem) {
        String code = problem.code();
        if (UNREADABLE.contains(code)) {
            return USAGE;
        }
        return switch (code.substring(code.lastIndexOf('.') + 1)) {
            case "not-found", "unknown" -> NOT_FOUND;
            case "denied", "unauthenticated" -> DENIED;
            case "timeout", "timed-out" -> TIMED_OUT;
            default -> FAILED;
        };
    }
}
