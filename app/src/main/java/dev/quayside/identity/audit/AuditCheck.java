package dev.quayside.identity.audit;

/// What the check of the whole audit found.
public sealed interface AuditCheck {
    /// Every entry is there, as it was written, in its place.
    ///
    /// @param rows how many
    /// @param hash of the last, in hex. Whoever keeps both elsewhere can show later that nothing up to there was
    ///     taken away, even by somebody who has our key
    record Intact(long rows, String hash) implements AuditCheck {}

    /// Somebody changed the audit.
    ///
    /// @param n the first place at which something is wrong; what is before it is as it was written
    record Broken(long n, String reason) implements AuditCheck {}
}
