package dev.quayside.base;

/// Told how far some work is, as often as the work likes: who shows it to people sees to the pace.
@FunctionalInterface
public interface Progress {
    /// Nobody wants to know.
    Progress NONE = (_, _, _) -> {};

    /// The work is so far.
    ///
    /// @param done how much is done, 0 to `total`
    /// @param total how much there is; 0 if nobody knows
    /// @param unit what is counted, for example `pages`
    void at(long done, long total, String unit);
}
