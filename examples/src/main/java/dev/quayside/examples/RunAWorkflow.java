package dev.quayside.examples;

import dev.quayside.App;
import dev.quayside.AppSettings;
import dev.quayside.base.Json;
import dev.quayside.event.Actor;
import dev.quayside.workflow.definition.DefinitionReader;
import dev.quayside.workflow.journal.Run;
import dev.quayside.workflow.run.Runs;
import dev.quayside.workflow.store.Workflows;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// Starts Quayside in this process, runs a workflow and prints what its steps gave.
public final class RunAWorkflow {
    private RunAWorkflow() {}

    /// Takes the data folder as its only argument.
    public static void main(String... arguments) throws InterruptedException {
        var definition = DefinitionReader.parse("""
                steps:
                  - {id: greet, type: transform, config: {output: {text: "Hello, {{ inputs.name }}"}}}
                """);
        AppSettings settings = AppSettings.read(Path.of(arguments[0]).toAbsolutePath(), Map.of());
        try (App app = App.start(settings, App.Role.GUEST)) {
            if (app.workflows().put("greet", definition, Actor.of("example"))
                            instanceof Workflows.Stored.Done(var version, var _)
                    && app.runs().start(version, Json.object().put("name", "Ada"), Actor.of("example"), null)
                            instanceof Runs.Start.Accepted accepted) {
                Run run = app.runs().await(accepted.run(), Duration.ofMinutes(1));
                System.out.println(run.status().word() + ": "
                        + app.runs().outputs(run).path("greet").path("text").asString());
            }
        }
    }
}
