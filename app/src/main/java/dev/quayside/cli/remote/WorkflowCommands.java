package dev.quayside.cli.remote;

import dev.quayside.cli.ExitCode;
import dev.quayside.cli.GivenFile;
import dev.quayside.cli.OutputOptions;
import dev.quayside.cli.ServerOptions;
import dev.quayside.cli.Terminal;
import dev.quayside.workflow.definition.DefinitionReader;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `workflow ...`: the workflows of a server.
@Command(name = "workflow", description = "Store, list, show, compare, check and delete workflows of a server")
public final class WorkflowCommands {
    private static final String WHICH = "id or name of the workflow";

    private final Terminal terminal;

    public WorkflowCommands(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(name = "apply", description = "Create or update workflows from files; the same file twice changes nothing")
    int apply(
            @Mixin ServerOptions server,
            @Mixin OutputOptions output,
            @Option(
                            names = "--name",
                            paramLabel = "NAME",
                            description = "the name, for a single file; else the file's own")
                    @Nullable
                    String name,
            @Parameters(paramLabel = "FILE", arity = "1..*", description = "workflows, JSON or YAML") List<Path> files)
            throws InterruptedException {
        Api api = Api.of(server);
        for (Path file : files) {
            String text = GivenFile.text(file);
            JsonNode own = DefinitionReader.parse(text).path("name");
            String wanted = name != null ? name : own.isString() ? own.stringValue() : GivenFile.plainName(file);
            JsonNode applied = api.post("/api/v1/workflows/import?name=" + Api.encoded(wanted), text);
            if (output.json()) {
                terminal.print(applied);
            } else {
                String what = applied.path("created").asBoolean()
                        ? "created"
                        : applied.path("changed").asBoolean() ? "updated" : "unchanged";
                JsonNode workflow = applied.path("workflow");
                terminal.print(what + "  " + Terminal.printable(wanted) + "  version "
                        + workflow.path("version").asInt() + "  "
                        + workflow.path("id").asString());
            }
        }
        return ExitCode.OK.number();
    }

    @Command(name = "list", description = "List workflows, the newest first")
    int list(
            @Mixin ServerOptions server,
            @Mixin OutputOptions output,
            @Mixin PageOptions page,
            @Option(names = "--name", paramLabel = "TEXT", description = "only those with this in their name") @Nullable
                    String name)
            throws InterruptedException {
        String filter = name == null ? "" : "&name=" + Api.encoded(name);
        new Rows(terminal, output)
                .list(
                        Api.of(server).get("/api/v1/workflows?" + page.query() + filter),
                        "id",
                        "name",
                        "version",
                        "is_active",
                        "is_scheduled",
                        "updated_at");
        return ExitCode.OK.number();
    }

    @Command(name = "show", description = "Show a workflow; with --yaml or -o json as a file that apply takes")
    int show(
            @Mixin ServerOptions server,
            @Mixin OutputOptions output,
            @Option(names = "--yaml", description = "as a YAML file") boolean yaml,
            @Parameters(paramLabel = "WORKFLOW", description = WHICH) String workflow)
            throws InterruptedException {
        Api api = Api.of(server);
        String path = "/api/v1/workflows/" + api.workflow(workflow);
        if (yaml || output.json()) {
            terminal.print(api.text(path + "/export?format=" + (yaml ? "yaml" : "json"))
                    .stripTrailing());
        } else {
            new Rows(terminal, output).show(api.get(path));
        }
        return ExitCode.OK.number();
    }

    @Command(name = "delete", description = "Delete a workflow; its runs under way go on to their ends")
    int delete(
            @Mixin ServerOptions server,
            @Mixin OutputOptions output,
            @Parameters(paramLabel = "WORKFLOW", description = WHICH) String workflow)
            throws InterruptedException {
        Api api = Api.of(server);
        api.delete("/api/v1/workflows/" + api.workflow(workflow));
        terminal.progress(output, "Deleted " + Terminal.printable(workflow));
        return ExitCode.OK.number();
    }

    @Command(name = "diff", description = "Compare two versions of a workflow; ends with 1 if they differ")
    int diff(
            @Mixin ServerOptions server,
            @Mixin OutputOptions output,
            @Option(names = "--from", paramLabel = "N", description = "the version before") int from,
            @Option(names = "--to", paramLabel = "N", description = "the version after") int to,
            @Parameters(paramLabel = "WORKFLOW", description = WHICH) String workflow)
            throws InterruptedException {
        Api api = Api.of(server);
        JsonNode diff = api.get("/api/v1/workflows/" + api.workflow(workflow) + "/diff?from=" + from + "&to=" + to);
        if (output.json()) {
            terminal.print(diff);
        } else {
            diff.path("changes").forEach(this::print);
        }
        return (diff.path("changes").isEmpty() ? ExitCode.OK : ExitCode.FAILED).number();
    }

    private void print(JsonNode change) {
        String path = change.path("path").asString();
        if (!change.path("before").isNull()) {
            terminal.print("- " + path + ": " + change.path("before"));
        }
        if (!change.path("after").isNull()) {
            terminal.print("+ " + path + ": " + change.path("after"));
        }
    }

    @Command(name = "validate", description = "Check workflow files without storing them")
    int validate(
            @Mixin ServerOptions server,
            @Mixin OutputOptions output,
            @Parameters(paramLabel = "FILE", arity = "1..*", description = "workflows, JSON or YAML") List<Path> files)
            throws InterruptedException {
        Api api = Api.of(server);
        for (Path file : files) {
            JsonNode valid = api.post("/api/v1/workflows/validate", GivenFile.text(file));
            if (output.json()) {
                terminal.print(valid);
            } else {
                terminal.print("valid  " + file + "  " + valid.path("steps").asInt() + " steps");
            }
        }
        return ExitCode.OK.number();
    }
}
