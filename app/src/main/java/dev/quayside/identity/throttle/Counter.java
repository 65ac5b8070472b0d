package dev.quayside.identity.throttle;

import java.time.Duration;

/// One thing that guesses are counted for.
///
/// @param key names it: what is guessed, and whose it is or from where
public record Counter(String key, Rule rule) {
    /// What follows from guesses that were wrong.
    ///
    /// @param free how many have no consequence; each one after them makes the next wait twice as long, from a
    ///     second
    /// @param locksAt from how many on the wait is `lock`
    /// @param lock the longest wait
    /// @param forget after how long without a guess all are forgotten
    public record Rule(int free, int locksAt, Duration lock, Duration forget) {}
}
