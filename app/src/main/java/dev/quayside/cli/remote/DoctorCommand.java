package dev.quayside.cli.remote;

import dev.quayside.base.Json;
import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import dev.quayside.cli.ExitCode;
import dev.quayside.cli.OutputOptions;
import dev.quayside.cli.ServerOptions;
import dev.quayside.cli.Terminal;
import dev.quayside.storage.StoreProbe;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `doctor`: what could keep the program from working here.
@Command(name = "doctor", description = "Check the machine, the settings, the data folder and the server")
public final class DoctorCommand implements Callable<Integer> {
    private static final long LITTLE_BYTES = 1L << 30;

    private final Terminal terminal;
    private final Function<Path, Optional<Problem>> settings;
    private final Function<Path, StoreProbe.Result> storage;

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    /// How a check went.
    private enum Verdict {
        OK,
        WARN,
        FAIL
    }

    /// A check.
    private record Check(String name, Verdict verdict, String detail) {}

    /// Takes what is checked elsewhere.
    ///
    /// @param settings what is wrong with the settings of a data folder
    /// @param storage how the store of files is; asked only if nothing is wrong with the settings
    public DoctorCommand(
            Terminal terminal, Function<Path, Optional<Problem>> settings, Function<Path, StoreProbe.Result> storage) {
        this.terminal = terminal;
        this.settings = settings;
        this.storage = storage;
    }

    @Override
    public Integer call() throws InterruptedException {
        List<Check> checks = new ArrayList<>(List.of(java(), settings(), data(), python(), isolation()));
        if (checks.get(1).verdict() == Verdict.OK) {
            checks.add(3, storage());
        }
        checks.addAll(server());
        if (output.json()) {
            ArrayNode list = Json.mapper().createArrayNode();
            checks.forEach(check -> list.add(json(check)));
            terminal.print(list);
        } else {
            checks.forEach(check -> terminal.print(
                    String.format(Locale.ROOT, "%-5s %-10s %s", word(check.verdict()), check.name(), check.detail())));
        }
        boolean failed = checks.stream().anyMatch(check -> check.verdict() == Verdict.FAIL);
        return (failed ? ExitCode.FAILED : ExitCode.OK).number();
    }

    private static String word(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT);
    }

    private static ObjectNode json(Check check) {
        return Json.object()
                .put("check", check.name())
                .put("verdict", word(check.verdict()))
                .put("detail", check.detail());
    }

    private static Check java() {
        return new Check(
                "java",
                Verdict.OK,
                Runtime.version() + ", " + Runtime.getRuntime().availableProcessors() + " processors, at most "
                        + (Runtime.getRuntime().maxMemory() >> 20) + " MB of heap");
    }

    private Check settings() {
        return settings.apply(server.data())
                .map(problem -> new Check("settings", Verdict.FAIL, problem.detail()))
                .orElseGet(() -> new Check("settings", Verdict.OK, "understood"));
    }

    private Check data() {
        Path folder = server.data();
        Path there = folder;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        if (!Files.isWritable(there)) {
            return new Check("data", Verdict.FAIL, "cannot be written: " + folder);
        }
        try {
            long free = Files.getFileStore(there).getUsableSpace();
            return new Check(
                    "data",
                    free < LITTLE_BYTES ? Verdict.WARN : Verdict.OK,
                    folder + (Files.exists(folder) ? "" : " (not there yet)") + ", " + (free >> 20) + " MB free");
        } catch (IOException e) {
            return new Check("data", Verdict.WARN, folder + ": " + e.getMessage());
        }
    }

    private Check storage() {
        StoreProbe.Result result = storage.apply(server.data());
        if (result.problem().isPresent()) {
            return new Check(
                    "storage",
                    Verdict.FAIL,
                    result.where() + ": " + result.problem().get().detail());
        }
        long free = result.free().orElse(Long.MAX_VALUE);
        return new Check(
                "storage",
                free < LITTLE_BYTES ? Verdict.WARN : Verdict.OK,
                result.where() + ", can be written, read and deleted"
                        + (free == Long.MAX_VALUE ? "" : ", " + (free >> 20) + " MB free"));
    }

    private static Check python() {
        return onPath("python3")
                ? new Check("python", Verdict.OK, "python3 is there, for script steps")
                : new Check("python", Verdict.WARN, "no python3 on the PATH: Python scripts cannot run");
    }

    private static Check isolation() {
        boolean all = Stream.of("unshare", "setpriv", "prlimit").allMatch(DoctorCommand::onPath);
        return all
                ? new Check("isolation", Verdict.OK, "what walls scripts in is there")
                : new Check(
                        "isolation",
                        Verdict.WARN,
                        "unshare, setpriv or prlimit is missing (package util-linux): scripts are refused");
    }

    private static boolean onPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private List<Check> server() throws InterruptedException {
        try {
            Api api = Api.of(server);
            JsonNode status = api.get("/status");
            boolean healthy = status.path("status").asString().equals("healthy");
            return List.of(
                    new Check(
                            "server",
                            healthy ? Verdict.OK : Verdict.FAIL,
                            api.url() + ", version "
                                    + status.path("application").path("version").asString() + ", up for "
                                    + status.path("uptime_seconds").asLong() + " s"),
                    component("database", status, "healthy"),
                    component("files", "storage", status, "healthy"),
                    component("scheduler", status, "running"));
        } catch (ProblemException e) {
            boolean none = e.problem().code().equals("server.not-running");
            return List.of(new Check(
                    "server", none ? Verdict.WARN : Verdict.FAIL, e.problem().detail()));
        }
    }

    private static Check component(String name, JsonNode status, String good) {
        return component(name, name, status, good);
    }

    private static Check component(String check, String name, JsonNode status, String good) {
        String state = status.path("components").path(name).asString();
        return new Check(check, state.equals(good) ? Verdict.OK : Verdict.FAIL, state);
    }
}
