package dev.quayside.workflow.run;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Settings for tests.
final class ShortSpans {
    private ShortSpans() {}

    /// A lease of a second; runs that only wait leave memory after 300 ms; a stop waits two seconds.
    static EngineSettings settings() {
        EngineSettings usual = EngineSettings.DEFAULT;
        return new EngineSettings(
                Duration.ofSeconds(1),
                usual.runsInMemory(),
                Duration.ofMillis(300),
                usual.spillBytes(),
                usual.maxOutputBytes(),
                usual.maxItems(),
                usual.maxDepth(),
                usual.retention(),
                Duration.ofSeconds(2),
                Map.of(),
                List.of());
    }
}
