package dev.quayside.cli.remote;

import dev.quayside.base.Json;
import dev.quayside.cli.ExitCode;
import dev.quayside.cli.OutputOptions;
import dev.quayside.cli.Program;
import dev.quayside.cli.Program.Purpose;
import dev.quayside.cli.Terminal;
import dev.quayside.http.auth.ServerFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// `demo`: the main job from end to end, in a scratch folder and over the API that everybody uses. Sample documents are
/// uploaded, and a workflow reads, judges and converts them and writes a report.
@Command(name = "demo", description = "Read, judge and convert sample documents by a workflow, in a scratch folder")
public final class DemoCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Program.Opener opener;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "use this folder instead of one that is removed at the end")
    private @Nullable Path data;

    @Option(names = "--keep", description = "go on serving until Ctrl-C; the scratch folder is removed then")
    private boolean keep;

    public DemoCommand(Terminal terminal, Program.Opener opener) {
        this.terminal = terminal;
        this.opener = opener;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        Path chosen = data;
        Path folder = chosen == null ? Files.createTempDirectory("quayside-demo") : chosen.toAbsolutePath();
        try {
            return play(folder);
        } finally {
            if (chosen == null) {
                remove(folder);
            }
        }
    }

    private int play(Path folder) throws InterruptedException {
        say("Starting a server with a database of its own in " + folder + " ...");
        try (Program program = opener.open(folder, null, Purpose.DEMO)) {
            Api api = Api.at(ServerFile.find(folder)
                    .orElseThrow(() -> new IllegalStateException("a server that runs has left its file")));
            boolean office = byOffice(api);
            say("It is at " + api.url() + ". "
                    + (office
                            ? "LibreOffice converts documents."
                            : "Java converts documents, plainly: there is no LibreOffice here, or it is off."));
            DemoReport report = work(api, office);
            report.print(terminal, output);
            if (keep) {
                stay(program, folder);
            } else if (data == null) {
                say("The server ends now, and its folder goes with it; --keep leaves both to look at.");
            }
            return (report.asExpected() ? ExitCode.OK : ExitCode.FAILED).number();
        }
    }

    private DemoReport work(Api api, boolean office) throws InterruptedException {
        ArrayNode files = Json.mapper().createArrayNode();
        for (String name : DemoFiles.DOCUMENTS) {
            files.add(api.upload(name, DemoFiles.document(name)));
        }
        say("Uploaded " + files.size() + " documents; one of them, " + DemoFiles.BROKEN + ", is cut off on purpose.");
        JsonNode workflow = api.post("/api/v1/workflows/import", DemoFiles.workflow());
        JsonNode run = api.start(
                workflow.path("workflow").path("id").stringValue(),
                Json.object().set("inputs", Json.object().set("documents", files)),
                Optional.empty());
        String id = run.path("id").stringValue();
        say("The workflow " + workflow.path("workflow").path("name").asString() + " works on them:");
        DemoProgress progress = new DemoProgress(
                terminal, output, files, Instant.parse(run.path("started_at").asString()));
        var _ = api.events("/api/v1/executions/" + id + "/logs/stream", progress::show);
        return new DemoReport(files, RunCommands.ended(api, id), progress.failures(), office);
    }

    /// Whether LibreOffice makes PDFs of documents here, or else Java does.
    private static boolean byOffice(Api api) throws InterruptedException {
        return api.get("/api/v1/files/conversions")
                .path("conversions")
                .valueStream()
                .filter(pair -> pair.path("from").asString().equals("docx"))
                .filter(pair -> pair.path("to").asString().equals("pdf"))
                .anyMatch(pair -> pair.path("means").asString().equals("office"));
    }

    private void stay(Program program, Path folder) throws InterruptedException {
        say("");
        program.address().ifPresent(address -> say("Still serving: " + address + "/docs shows the API."));
        program.invitation().ifPresent(link -> say("Who opens this link administers the server: " + link));
        say("In another shell: ./quayside run list --data " + folder + "   (Ctrl-C here ends the server)");
        CountDownLatch told = new CountDownLatch(1);
        Thread main = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            told.countDown();
            try {
                main.join(Duration.ofSeconds(40));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        told.await();
    }

    private void say(String line) {
        terminal.progress(output, line);
    }

    private static void remove(Path folder) throws IOException {
        List<Path> all;
        try (var walk = Files.walk(folder)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            boolean _ = Files.deleteIfExists(path);
        }
    }
}
