package dev.quayside.benchmarks;

import dev.quayside.App;
import dev.quayside.AppSettings;
import dev.quayside.workflow.store.WorkflowVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/// Loads the engine of its own process and writes each value as a line `figure KEY VALUE` as soon as it is measured.
///
/// Started by [EngineFigures] in a JVM with the class path and the options of the packaged program. The load comes from
/// inside that JVM, through [dev.quayside.workflow.run.Runs], and so shares its processors with the engine.
public final class EngineLoad {
    /// First words of a line with a value, and of one about the work.
    static final String FIGURE = "figure ";

    static final String PROGRESS = "progress ";

    private static final int MANY = 500;
    private static final int FEW = 16;
    private static final int STEPS = 10;
    private static final int SINGLE_RUNS = 20;
    private static final int SCRIPT_RUNS = 100;

    private final App app;
    private final Duration round;
    private final Consumer<String> out;
    private final ClosedLoop loop;

    private EngineLoad(App app, Duration round, Consumer<String> out) {
        this.app = app;
        this.round = round;
        this.out = out;
        loop = new ClosedLoop(app.runs());
    }

    /// Measures on a new data folder.
    ///
    /// @param arguments data folder, seconds of warm-up, milliseconds of a round, number of rounds
    public static void main(String... arguments) throws InterruptedException {
        Path data = Path.of(arguments[0]);
        Duration warmUp = Duration.ofSeconds(Integer.parseInt(arguments[1]));
        Duration round = Duration.ofMillis(Integer.parseInt(arguments[2]));
        int rounds = Integer.parseInt(arguments[3]);
        try (App app = App.start(AppSettings.read(data, Map.of("PORT", "0")), App.Role.SERVER)) {
            new EngineLoad(app, round, System.out::println).measure(warmUp, rounds);
        }
    }

    private void measure(Duration warmUp, int rounds) throws InterruptedException {
        WorkflowVersion ten = store("w10", LoadWorkflow.chain(STEPS));
        WorkflowVersion forty = store("l40", LoadWorkflow.chain(40));
        WorkflowVersion fan = store("f100", LoadWorkflow.fan(100));
        WorkflowVersion python = store("python", LoadWorkflow.python());
        out.accept(PROGRESS + "warming up for " + warmUp.toSeconds() + " s");
        ClosedLoop.Measured warmMany = loop.run(ten, MANY, warmUp.dividedBy(2), 1);
        ClosedLoop.Measured warmFew = loop.run(ten, FEW, warmUp.dividedBy(4), 1);
        ClosedLoop.Measured warmLong = loop.run(forty, 1, warmUp.dividedBy(8), SINGLE_RUNS);
        ClosedLoop.Measured warmFan = loop.run(fan, 1, warmUp.dividedBy(8), SINGLE_RUNS);
        boolean scripts = warmScripts(python);
        out.accept(PROGRESS + "warmed up with "
                + (warmMany.nanos().size()
                        + warmFew.nanos().size()
                        + warmLong.nanos().size()
                        + warmFan.nanos().size())
                + " runs");
        for (int i = 1; i <= rounds; i++) {
            out.accept(PROGRESS + "round " + i + " of " + rounds);
            tenSteps(ten, MANY, "w10.steps_per_second", "w10.run");
            tenSteps(ten, FEW, "w10.p16_steps_per_second", "w10.p16_run");
            say("l40.seconds", single(forty, SINGLE_RUNS).median() / 1e3);
            say("f100.seconds", single(fan, SINGLE_RUNS).median() / 1e3);
            if (scripts) {
                say("python_step.p50_ms", single(python, SCRIPT_RUNS).median());
            }
        }
    }

    private WorkflowVersion store(String name, ObjectNode definition) {
        return LoadWorkflow.store(app.workflows(), name, definition);
    }

    /// Whether scripts can be run here.
    private boolean warmScripts(WorkflowVersion python) throws InterruptedException {
        try {
            return !loop.run(python, 1, Duration.ZERO, SCRIPT_RUNS).nanos().isEmpty();
        } catch (IllegalStateException e) {
            out.accept(PROGRESS + "python steps are left out: " + e.getMessage());
            return false;
        }
    }

    private void tenSteps(WorkflowVersion ten, int clients, String rate, String run) throws InterruptedException {
        ClosedLoop.Measured measured = loop.run(ten, clients, round, 1);
        say(rate, measured.runsPerSecond() * STEPS);
        say(run + "_p50_ms", measured.milliseconds().median());
        say(run + "_p99_ms", measured.milliseconds().percentile(99));
    }

    private Sample single(WorkflowVersion version, int atLeast) throws InterruptedException {
        return loop.run(version, 1, round.dividedBy(4), atLeast).milliseconds();
    }

    private void say(String key, double value) {
        out.accept(FIGURE + key + " " + value);
    }
}
