package dev.quayside.workflow.run;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// How a node runs workflows.
///
/// @param lease how long a node may be silent before others take its runs
/// @param runsInMemory most runs that a node works on at once; further ones wait in the database
/// @param restAfter how long a run that only waits stays in memory
/// @param spillBytes outputs of more bytes are kept beside the journal
/// @param maxOutputBytes longest output of a step, as JSON
/// @param maxItems most items of a `for_each`
/// @param maxDepth how deep runs may start runs
/// @param retention how long ended runs are kept
/// @param stopPatience how long a stop waits for calls under way
/// @param stepsAtOnce calls of a step type that a node makes at the same time, where they are limited
/// @param environment names of the environment variables that templates may read
public record EngineSettings(
        Duration lease,
        int runsInMemory,
        Duration restAfter,
        int spillBytes,
        int maxOutputBytes,
        int maxItems,
        int maxDepth,
        Duration retention,
        Duration stopPatience,
        Map<String, Integer> stepsAtOnce,
        List<String> environment) {
    /// What applies where nothing is set.
    public static final EngineSettings DEFAULT = new EngineSettings(
            Duration.ofSeconds(10),
            10_000,
            Duration.ofSeconds(2),
            256 << 10,
            16 << 20,
            100_000,
            100,
            Duration.ofDays(30),
            Duration.ofSeconds(30),
            Map.of("http", 200),
            List.of());

    public EngineSettings {
        stepsAtOnce = Map.copyOf(stepsAtOnce);
        environment = List.copyOf(environment);
        if (lease.compareTo(Duration.ofMillis(500)) < 0) {
            throw new IllegalArgumentException("workflow.lease must be at least 500ms, was " + lease);
        }
        if (runsInMemory < 1) {
            throw new IllegalArgumentException("workflow.runs-in-memory must be at least 1, was " + runsInMemory);
        }
    }

    /// The same with another lease.
    public EngineSettings withLease(Duration other) {
        return new EngineSettings(
                other,
                runsInMemory,
                restAfter,
                spillBytes,
                maxOutputBytes,
                maxItems,
                maxDepth,
                retention,
                stopPatience,
                stepsAtOnce,
                environment);
    }

    /// The same with another depth.
    public EngineSettings withMaxDepth(int other) {
        return new EngineSettings(
                lease,
                runsInMemory,
                restAfter,
                spillBytes,
                maxOutputBytes,
                maxItems,
                other,
                retention,
                stopPatience,
                stepsAtOnce,
                environment);
    }

    /// The same with other limits for types of steps.
    public EngineSettings withStepsAtOnce(Map<String, Integer> other) {
        return new EngineSettings(
                lease,
                runsInMemory,
                restAfter,
                spillBytes,
                maxOutputBytes,
                maxItems,
                maxDepth,
                retention,
                stopPatience,
                other,
                environment);
    }
}
