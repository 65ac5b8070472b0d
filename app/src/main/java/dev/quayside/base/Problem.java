package dev.quayside.base;

/// What went wrong, for a person and for a program.
///
/// Immutable.
///
/// @param code stable and dotted, for example `http.timeout`; listed in docs/reference/problems.md
/// @param detail one or two sentences that name the thing, the value and what to do next; never a secret
public record Problem(String code, String detail) {
    public Problem {
        if (code.isBlank()) {
            throw new IllegalArgumentException("a problem needs a code");
        }
    }

    @Override
    public String toString() {
        return detail + " [" + code + "]";
    }
}
