package dev.quayside.workflow.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Pause;
import dev.quayside.database.embedded.EmbeddedPostgres;
import dev.quayside.database.embedded.EmbeddedSettings;
import dev.quayside.testing.ChildJvm;
import dev.quayside.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/// The engine's tests hold on a server that Quayside did not start, too.
class ExternalServerTest {
    /// Runs the engine's tests on the server that the first argument names.
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            System.setProperty(TestDatabase.EXTERNAL, arguments[0]);
            LauncherDiscoveryRequest tests = LauncherDiscoveryRequestBuilder.request()
                    .selectors(DiscoverySelectors.selectClass(EngineTest.class))
                    .filters(EngineFilter.includeEngines("junit-jupiter"))
                    .build();
            var listener = new SummaryGeneratingListener();
            LauncherFactory.create().execute(tests, listener);
            TestExecutionSummary summary = listener.getSummary();
            StringBuilder failures = new StringBuilder();
            for (TestExecutionSummary.Failure failure : summary.getFailures()) {
                failures.append("; ").append(failure.getTestIdentifier().getDisplayName());
                failures.append(": ")
                        .append(String.valueOf(failure.getException()).replace('\n', ' '));
            }
            System.out.println("result " + summary.getTestsSucceededCount() + " passed, "
                    + summary.getTotalFailureCount() + " failed" + failures);
            System.exit(0);
        }
    }

    @Test
    void theEnginesTestsPassOnAnExternalServer(@TempDir Path folder) throws Exception {
        try (var external =
                new EmbeddedPostgres(EmbeddedSettings.in(folder.resolve("external"), System.getenv()), Pause.REAL)) {
            String address = external.start().reveal().replace("postgresql:", "postgresql+asyncpg:");

            try (ChildJvm child = ChildJvm.start(Program.class, address)) {
                String result = child.await("result");

                assertThat(result).matches("(1[5-9]|[2-9]\\d) passed, 0 failed");
            }
        }
    }
}
