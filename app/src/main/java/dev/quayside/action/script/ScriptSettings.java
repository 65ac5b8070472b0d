package dev.quayside.action.script;

import java.time.Duration;

/// What scripts may use.
///
/// @param python the interpreter: a path, or a name to find on the PATH
/// @param workers how many scripts of each language may run at once, and so how many warm processes are kept
/// @param allowUnisolated whether scripts run where the system cannot isolate them: with the server's user, files and
///     network. Only for machines on which everyone who may write a workflow is trusted with all of that
/// @param maxTimeout the longest time a step may ask for
/// @param maxMemoryBytes the most memory a step may ask for
/// @param maxOutputBytes the largest output, as JSON
public record ScriptSettings(
        String python,
        int workers,
        boolean allowUnisolated,
        Duration maxTimeout,
        long maxMemoryBytes,
        long maxOutputBytes) {
    /// One worker a processor, ten minutes, 1 GB of memory, 10 MB of output.
    public static final ScriptSettings DEFAULT = new ScriptSettings(
            "python3",
            Math.max(2, Runtime.getRuntime().availableProcessors()),
            false,
            Duration.ofMinutes(10),
            1L << 30,
            10L << 20);

    public ScriptSettings {
        if (workers < 1 || workers > 256) {
            throw new IllegalArgumentException("scripts.workers must be 1 to 256, was " + workers);
        }
        if (maxTimeout.toMillis() < 1) {
            throw new IllegalArgumentException("scripts.max-timeout must be above 0, was " + maxTimeout);
        }
        if (maxMemoryBytes < 16 << 20) {
            throw new IllegalArgumentException("scripts.max-memory must be at least 16 MB, was " + maxMemoryBytes);
        }
        if (maxOutputBytes < 1 || maxOutputBytes > 512 << 20) {
            throw new IllegalArgumentException("scripts.max-output must be 1 byte to 512 MB, was " + maxOutputBytes);
        }
    }
}
