package dev.quayside.cli.file;

import dev.quayside.base.Json;
import dev.quayside.cli.ExitCode;
import dev.quayside.cli.OutputOptions;
import dev.quayside.cli.ServerOptions;
import dev.quayside.cli.Terminal;
import dev.quayside.cli.remote.Api;
import dev.quayside.cli.remote.PageOptions;
import dev.quayside.cli.remote.Rows;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `job ...`: work on one document, on a server.
@Command(name = "job", description = "Have a server convert a document, find words in it or judge it")
public final class JobCommands {
    private static final String JOBS = "/api/v1/files/jobs";
    private static final String WHICH = "id of the job";

    private final Terminal terminal;

    public JobCommands(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(name = "start", description = "Begin to work on a file")
    int start(
            @Mixin ServerOptions server,
            @Mixin OutputOptions output,
            @Option(names = "--to", paramLabel = "FORMAT", description = "for convert: what to make, as pdf") @Nullable
                    String to,
            @Option(names = "--keyword", paramLabel = "WORD", description = "for sentences: what to look for") @Nullable
                    List<String> keywords,
            @Option(names = "--limit", paramLabel = "N", description = "for keywords: most of them") @Nullable
                    Integer limit,
            @Option(
                            names = "--password-file",
                            paramLabel = "PATH",
                            description = "where the password of the document stands, as /dev/stdin")
                    @Nullable
                    Path password,
            @Option(names = "--wait", description = "wait for the end; the exit code tells the outcome") boolean wait,
            @Parameters(paramLabel = "OPERATION", description = "text, keywords, sentences, tonality or convert")
                    String operation,
            @Parameters(paramLabel = "FILE", description = FileCommands.WHICH) String file)
            throws InterruptedException {
        ObjectNode order = Json.object().put("operation", operation);
        if (to != null) {
            order.put("to", to);
        }
        if (keywords != null) {
            ArrayNode words = order.putArray("keywords");
            keywords.forEach(words::add);
        }
        if (limit != null) {
            order.put("limit", limit);
        }
        if (password != null) {
            order.put("password", firstLine(password));
        }
        Api api = Api.of(server);
        long id = FileCommands.find(api, file).path("id").asLong();
        JsonNode job = api.post("/api/v1/files/" + id + "/jobs", order);
        return show(output, wait ? ended(api, job) : job);
    }

    private static String firstLine(Path file) {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            return Objects.requireNonNullElse(lines.readLine(), "");
        } catch (IOException e) {
            throw FileCommands.unreadable(file, e);
        }
    }

    private static JsonNode ended(Api api, JsonNode job) throws InterruptedException {
        JsonNode now = job;
        while (now.path("ended_at").isNull()) {
            now = api.get(JOBS + "/" + job.path("id").asString() + "?wait=60s");
        }
        return now;
    }

    private int show(OutputOptions output, JsonNode job) {
        new Rows(terminal, output).show(job);
        boolean bad = List.of("failed", "cancelled").contains(job.path("status").asString());
        return (bad ? ExitCode.FAILED : ExitCode.OK).number();
    }

    @Command(name = "list", description = "List your jobs, the newest first")
    int list(
            @Mixin ServerOptions server,
            @Mixin OutputOptions output,
            @Mixin PageOptions page,
            @Option(
                            names = "--status",
                            paramLabel = "STATUS",
                            description = "pending, running, completed, failed or cancelled")
                    @Nullable
                    String status)
            throws InterruptedException {
        String filter = status == null ? "" : "&status=" + Api.encoded(status);
        new Rows(terminal, output)
                .list(
                        Api.of(server).get(JOBS + "?" + page.query() + filter),
                        "id",
                        "operation",
                        "file_id",
                        "status",
                        "created_at",
                        "ended_at");
        return ExitCode.OK.number();
    }

    @Command(name = "show", description = "Show a job and what came of it")
    int show(
            @Mixin ServerOptions server,
            @Mixin OutputOptions output,
            @Option(names = "--wait", description = "wait for the end") boolean wait,
            @Parameters(paramLabel = "JOB", description = WHICH) String id)
            throws InterruptedException {
        Api api = Api.of(server);
        JsonNode job = api.get(JOBS + "/" + Api.encoded(id));
        new Rows(terminal, output).show(wait ? ended(api, job) : job);
        return ExitCode.OK.number();
    }

    @Command(name = "cancel", description = "Have a job stop")
    int cancel(
            @Mixin ServerOptions server,
            @Mixin OutputOptions output,
            @Parameters(paramLabel = "JOB", description = WHICH) String id)
            throws InterruptedException {
        Api.of(server).delete(JOBS + "/" + Api.encoded(id));
        terminal.progress(output, "Told to stop: " + Terminal.printable(id));
        return ExitCode.OK.number();
    }
}
