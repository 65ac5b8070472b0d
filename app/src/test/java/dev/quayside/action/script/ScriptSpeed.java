package dev.quayside.action.script;

import dev.quayside.base.Json;
import dev.quayside.testing.StepCall;
import java.time.Instant;
import java.util.Arrays;

/// Measures a trivial script of each language on a warm worker; run by hand.
final class ScriptSpeed {
    private static final int CALLS = 200;

    private ScriptSpeed() {}

    /// Prints p50 and p99 in milliseconds.
    public static void main(String[] arguments) throws InterruptedException {
        try (var step = new ScriptStep(ScriptSettings.DEFAULT)) {
            for (String language : new String[] {"python", "javascript"}) {
                StepCall call = new StepCall(
                        Json.object().put("language", language).put("code", "output = input['a'] + 1"),
                        Json.object().put("a", 1),
                        Instant.EPOCH);
                long[] nanos = new long[CALLS];
                for (int i = -CALLS; i < CALLS; i++) {
                    long start = System.nanoTime();
                    Json.write(StepCall.output(step.run(call)));
                    nanos[Math.max(0, i)] = System.nanoTime() - start;
                }
                Arrays.sort(nanos);
                System.out.printf(
                        "%s: p50 %.2f ms, p99 %.2f ms%n", language, nanos[CALLS / 2] / 1e6, nanos[CALLS - 3] / 1e6);
            }
        }
    }
}
