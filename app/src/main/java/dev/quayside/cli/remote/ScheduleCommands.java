package dev.quayside.cli.remote;

import dev.quayside.base.Durations;
import dev.quayside.base.Json;
import dev.quayside.base.ProblemException;
import dev.quayside.cli.ExitCode;
import dev.quayside.cli.Inputs;
import dev.quayside.cli.OutputOptions;
import dev.quayside.cli.ServerOptions;
import dev.quayside.cli.Terminal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `schedule ...`: what starts workflows by itself.
@Command(name = "schedule", description = "Create, list, show, switch, trigger, back-fill and delete schedules")
public final class ScheduleCommands {
    private static final String WHICH = "id of the schedule";
    private static final String SCHEDULES = "/api/v1/schedules";

    private final Terminal terminal;

    public ScheduleCommands(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(name = "create", description = "Have a workflow started by the clock")
    int create(
            @Mixin ServerOptions server,
            @Mixin OutputOptions output,
            @Option(names = "--cron", paramLabel = "EXPR", description = "five fields, 0 is Sunday: '0 7 * * 1-5'")
                    @Nullable
                    String cron,
            @Option(names = "--every", paramLabel = "SPAN", description = "an interval, as 30s, 5m or 1h") @Nullable
                    String every,
            @Option(
                            names = "--timezone",
                            paramLabel = "ZONE",
                            description = "of the cron fields, as Europe/Berlin (default: UTC)")
                    @Nullable
                    String timezone,
            @Option(names = "--name", paramLabel = "NAME", description = "to tell it from others") @Nullable
                    String name,
            @Option(
                            names = {"-i", "--input"},
                            paramLabel = "NAME=VALUE",
                            description = "an input of its runs")
                    @Nullable
                    List<String> inputs,
            @Option(
                            names = "--missed",
                            paramLabel = "POLICY",
                            description = "what was missed while no server ran: none, last or all (default: last)")
                    @Nullable
                    String missed,
            @Option(
                            names = "--overlap",
                            paramLabel = "POLICY",
                            description = "while a run is under way: skip, queue or allow (default: skip)")
                    @Nullable
                    String overlap,
            @Parameters(paramLabel = "WORKFLOW", description = "id or name of the workflow") String workflow)
            throws InterruptedException {
        ObjectNode body = Json.object();
        put(body, "cron_expression", cron);
        if (every != null) {
            body.put("interval_seconds", seconds(every));
        }
        put(body, "timezone", timezone);
        put(body, "name", name);
        put(body, "missed", missed);
        put(body, "overlap", overlap);
        body.set("execution_inputs", Inputs.parse(inputs == null ? List.of() : inputs));
        Api api = Api.of(server);
        JsonNode created = api.post("/api/v1/workflows/" + api.workflow(workflow) + "/schedules", body);
        new Rows(terminal, output).show(created);
        return ExitCode.OK.number();
    }

    private static void put(ObjectNode body, String field, @Nullable String value) {
        if (value != null) {
            body.put(field, value);
        }
    }

    private static long seconds(String span) {
        try {
            return Durations.parse(span).toSeconds();
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    "run.input-form", "Write --every with a unit, as 30s, 5m or 1h, not '" + span + "'");
        }
    }

    @Command(name = "list", description = "List schedules, the newest first")
    int list(
            @Mixin ServerOptions server,
            @Mixin OutputOptions output,
            @Mixin PageOptions page,
            @Option(
                            names = "--workflow",
                            paramLabel = "WORKFLOW",
                            description = "only those of this workflow, by id or name")
                    @Nullable
                    String workflow)
            throws InterruptedException {
        Api api = Api.of(server);
        String filter = workflow == null ? "" : "&workflow_id=" + api.workflow(workflow);
        new Rows(terminal, output)
                .list(
                        api.get(SCHEDULES + "?" + page.query() + filter),
                        "id",
                        "name",
                        "workflow_id",
                        "cron_expression",
                        "interval_seconds",
                        "timezone",
                        "is_active",
                        "next_run_at");
        return ExitCode.OK.number();
    }

    @Command(name = "show", description = "Show a schedule and when it fires next")
    int show(
            @Mixin ServerOptions server,
            @Mixin OutputOptions output,
            @Parameters(paramLabel = "SCHEDULE", description = WHICH) String schedule)
            throws InterruptedException {
        Api api = Api.of(server);
        ObjectNode found = (ObjectNode) api.get(path(schedule));
        found.set("next", api.get(path(schedule) + "/next?count=5").path("times"));
        new Rows(terminal, output).show(found);
        return ExitCode.OK.number();
    }

    @Command(name = "enable", description = "Let a schedule fire")
    int enable(
            @Mixin ServerOptions server,
            @Mixin OutputOptions output,
            @Parameters(paramLabel = "SCHEDULE", description = WHICH) String schedule)
            throws InterruptedException {
        return switchTo(server, output, schedule, true);
    }

    @Command(name = "disable", description = "Keep a schedule from firing")
    int disable(
            @Mixin ServerOptions server,
            @Mixin OutputOptions output,
            @Parameters(paramLabel = "SCHEDULE", description = WHICH) String schedule)
            throws InterruptedException {
        return switchTo(server, output, schedule, false);
    }

    private int switchTo(ServerOptions server, OutputOptions output, String schedule, boolean active)
            throws InterruptedException {
        JsonNode changed = Api.of(server).put(path(schedule), Json.object().put("is_active", active));
        new Rows(terminal, output).show(changed);
        return ExitCode.OK.number();
    }

    @Command(name = "take-over", description = "Have the runs of a schedule work with your files from now on")
    int takeOver(
            @Mixin ServerOptions server,
            @Mixin OutputOptions output,
            @Parameters(paramLabel = "SCHEDULE", description = WHICH) String schedule)
            throws InterruptedException {
        new Rows(terminal, output).show(Api.of(server).post(path(schedule) + "/take-over", Json.object()));
        return ExitCode.OK.number();
    }

    @Command(name = "trigger", description = "Start a run of a schedule now")
    int trigger(
            @Mixin ServerOptions server,
            @Mixin OutputOptions output,
            @Parameters(paramLabel = "SCHEDULE", description = WHICH) String schedule)
            throws InterruptedException {
        new Rows(terminal, output).show(Api.of(server).post(path(schedule) + "/trigger", Json.object()));
        return ExitCode.OK.number();
    }

    @Command(name = "backfill", description = "Start a run for every moment of a past stretch that has none")
    int backfill(
            @Mixin ServerOptions server,
            @Mixin OutputOptions output,
            @Option(names = "--from", required = true, paramLabel = "MOMENT", description = "as 2026-01-31T00:00:00Z")
                    String from,
            @Option(names = "--to", required = true, paramLabel = "MOMENT", description = "as 2026-02-01T00:00:00Z")
                    String to,
            @Parameters(paramLabel = "SCHEDULE", description = WHICH) String schedule)
            throws InterruptedException {
        JsonNode body = Json.object().put("from", from).put("to", to);
        new Rows(terminal, output).show(Api.of(server).post(path(schedule) + "/backfill", body));
        return ExitCode.OK.number();
    }

    @Command(name = "delete", description = "Delete a schedule; its runs stay")
    int delete(
            @Mixin ServerOptions server,
            @Mixin OutputOptions output,
            @Parameters(paramLabel = "SCHEDULE", description = WHICH) String schedule)
            throws InterruptedException {
        Api.of(server).delete(path(schedule));
        terminal.progress(output, "Deleted " + Terminal.printable(schedule));
        return ExitCode.OK.number();
    }

    private static String path(String schedule) {
        return SCHEDULES + "/" + Api.encoded(schedule);
    }
}
