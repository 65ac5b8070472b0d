package dev.quayside.cli.file;

import dev.quayside.base.Json;
import dev.quayside.base.Pause;
import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import dev.quayside.cli.ExitCode;
import dev.quayside.cli.OutputOptions;
import dev.quayside.cli.ServerOptions;
import dev.quayside.cli.Terminal;
import dev.quayside.cli.remote.Api;
import dev.quayside.cli.remote.PageOptions;
import dev.quayside.cli.remote.Rows;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// `file ...`: the files of whoever calls, on a server.
@Command(name = "file", description = "Put files on a server, get, list, remove and restore them")
public final class FileCommands {
    /// How files are named on the command line.
    static final String WHICH = "id of the file, or its name for the newest version";

    private final Terminal terminal;
    private final Pause pause;

    /// @param pause between a broken connection and the next
    public FileCommands(Terminal terminal, Pause pause) {
        this.terminal = terminal;
        this.pause = pause;
    }

    @Command(name = "put", description = "Send files; a name that is there gets a new version")
    int put(
            @Mixin ServerOptions server,
            @Mixin OutputOptions output,
            @Option(names = "--name", paramLabel = "NAME", description = "what it is called there; for one file")
                    @Nullable
                    String name,
            @Option(
                            names = "--upload",
                            paramLabel = "ID",
                            description = "go on with an upload that broke off; for one file")
                    @Nullable
                    String upload,
            @Parameters(arity = "1..*", paramLabel = "FILE", description = "what to send") List<Path> files)
            throws InterruptedException {
        if (files.size() > 1 && (name != null || upload != null)) {
            throw new ProblemException("run.input-form", "--name and --upload are for one file");
        }
        Api api = Api.of(server);
        ArrayNode sent = Json.mapper().createArrayNode();
        for (Path file : files) {
            String called =
                    name == null ? file.toAbsolutePath().normalize().toFile().getName() : name;
            try {
                if (Files.isDirectory(file)) {
                    throw new IOException("it is a folder");
                }
                var transfer = new Transfer(terminal, output, pause, called, Files.size(file));
                sent.add(new Sender(api, transfer).send(file, called, upload));
            } catch (IOException e) {
                throw unreadable(file, e);
            }
        }
        new Rows(terminal, output).list(Json.object().set("items", sent), "id", "name", "version", "size");
        return ExitCode.OK.number();
    }

    static ProblemException unreadable(Path file, IOException e) {
        return Files.exists(file)
                ? new ProblemException(
                        new Problem("file.unreadable", "The file " + file + " cannot be read: " + e.getMessage()), e)
                : new ProblemException(new Problem("file.not-found", "There is no file " + file), e);
    }

    @Command(
            name = "get",
            description = "Fetch a file; what broke off goes on, and the content is compared with its hash")
    int get(
            @Mixin ServerOptions server,
            @Mixin OutputOptions output,
            @Option(
                            names = "--to",
                            paramLabel = "PATH",
                            description = "file or folder to write to, - for standard output (default: its name, here)")
                    @Nullable
                    String to,
            @Option(names = "--force", description = "replace what is there") boolean force,
            @Parameters(paramLabel = "FILE", description = WHICH) String file)
            throws InterruptedException {
        Api api = Api.of(server);
        JsonNode found = find(api, file);
        String name = found.path("name").asString();
        var fetcher = new Fetcher(
                api,
                new Transfer(terminal, output, pause, name, found.path("size").asLong()));
        if ("-".equals(to)) {
            try {
                fetcher.fetch(found, terminal.out());
            } catch (IOException e) {
                throw unwritable("standard output", e);
            }
            terminal.out().flush();
            return ExitCode.OK.number();
        }
        Path target = target(to, name);
        if (Files.exists(target) && !force) {
            throw new ProblemException(
                    "file.exists", target + " is there already; --force replaces it, --to names another place");
        }
        save(fetcher, found, target);
        return ExitCode.OK.number();
    }

    /// A name that comes from a server stays in its folder.
    private static Path target(@Nullable String to, String name) {
        Path given = Path.of(to == null ? "." : to);
        if (!Files.isDirectory(given)) {
            return given;
        }
        if (name.matches(".*[/\\\\\\p{Cntrl}].*|\\.{0,2}")) {
            throw new ProblemException(
                    "file.name", "No file can be called '" + Terminal.printable(name) + "' here; use --to");
        }
        return given.resolve(name).normalize();
    }

    /// Whole or not at all: beside it first, then in its place.
    private static void save(Fetcher fetcher, JsonNode file, Path target) throws InterruptedException {
        Path folder = target.toAbsolutePath().getParent();
        try {
            Path part = Files.createTempFile(folder, ".quayside-", ".part");
            try {
                try (OutputStream out = Files.newOutputStream(part)) {
                    fetcher.fetch(file, out);
                }
                Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                boolean _ = Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw unwritable(target.toString(), e);
        }
    }

    private static ProblemException unwritable(String target, IOException e) {
        return new ProblemException(new Problem("file.unwritable", target + " cannot be written: " + e), e);
    }

    /// The file that an id or a name means.
    static JsonNode find(Api api, String idOrName) throws InterruptedException {
        if (idOrName.matches("\\d{1,18}")) {
            return api.get("/api/v1/files/" + idOrName);
        }
        for (int skip = 0; ; skip += 100) {
            JsonNode page = api.get("/api/v1/files?limit=100&skip=" + skip + "&search=" + Api.encoded(idOrName));
            for (JsonNode item : page.path("items")) {
                if (item.path("name").asString("").equals(idOrName)) {
                    return item;
                }
            }
            if (page.path("items").size() < 100) {
                throw new ProblemException(
                        "file.unknown", "There is no file '" + Terminal.printable(idOrName) + "' among yours");
            }
        }
    }

    @Command(name = "list", description = "List your files, the newest first")
    int list(
            @Mixin ServerOptions server,
            @Mixin OutputOptions output,
            @Mixin PageOptions page,
            @Option(names = "--search", paramLabel = "TEXT", description = "only names with this in them") @Nullable
                    String search,
            @Option(names = "--all-versions", description = "older versions too") boolean allVersions,
            @Option(names = "--trash", description = "what was removed, and nothing else") boolean trash)
            throws InterruptedException {
        String filter = (search == null ? "" : "&search=" + Api.encoded(search))
                + (allVersions ? "&all_versions=true" : "")
                + (trash ? "&trash=true" : "");
        new Rows(terminal, output)
                .list(
                        Api.of(server).get("/api/v1/files?" + page.query() + filter),
                        "id",
                        "name",
                        "version",
                        "size",
                        "content_type",
                        trash ? "removed_at" : "created_at");
        return ExitCode.OK.number();
    }

    @Command(name = "show", description = "Show what is known of a file")
    int show(
            @Mixin ServerOptions server,
            @Mixin OutputOptions output,
            @Parameters(paramLabel = "FILE", description = WHICH) String file)
            throws InterruptedException {
        new Rows(terminal, output).show(find(Api.of(server), file));
        return ExitCode.OK.number();
    }

    @Command(name = "versions", description = "List the versions of a file, the newest first")
    int versions(
            @Mixin ServerOptions server,
            @Mixin OutputOptions output,
            @Parameters(paramLabel = "FILE", description = WHICH) String file)
            throws InterruptedException {
        Api api = Api.of(server);
        JsonNode versions = api.get(path(find(api, file)) + "/versions").path("versions");
        new Rows(terminal, output)
                .list(Json.object().set("items", versions), "id", "name", "version", "size", "sha256", "created_at");
        return ExitCode.OK.number();
    }

    @Command(name = "remove", description = "Move files to the trash: of each, the version that is meant")
    int remove(
            @Mixin ServerOptions server,
            @Mixin OutputOptions output,
            @Parameters(arity = "1..*", paramLabel = "FILE", description = WHICH) List<String> files)
            throws InterruptedException {
        Api api = Api.of(server);
        for (String file : files) {
            JsonNode found = find(api, file);
            api.delete(path(found));
            terminal.progress(
                    output,
                    "Removed %s, version %d; `file restore %d` brings it back"
                            .formatted(
                                    Terminal.printable(found.path("name").asString()),
                                    found.path("version").asInt(),
                                    found.path("id").asLong()));
        }
        return ExitCode.OK.number();
    }

    @Command(name = "restore", description = "Take a file out of the trash")
    int restore(
            @Mixin ServerOptions server,
            @Mixin OutputOptions output,
            @Parameters(paramLabel = "ID", description = "id of the file, as list --trash shows it") long id)
            throws InterruptedException {
        new Rows(terminal, output).show(Api.of(server).post("/api/v1/files/" + id + "/restore", Json.object()));
        return ExitCode.OK.number();
    }

    private static String path(JsonNode file) {
        return "/api/v1/files/" + file.path("id").asLong();
    }
}
