package dev.quayside.cli.remote;

import dev.quayside.base.Json;
import dev.quayside.cli.ExitCode;
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
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `key ...`: API keys, which programs show instead of logging in.
@Command(name = "key", description = "Create, list and revoke API keys of a server")
public final class KeyCommands {
    private static final String KEYS = "/api/v1/admin/keys";

    private final Terminal terminal;

    public KeyCommands(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(name = "create", description = "Create an API key and print it; it is shown this once")
    int create(
            @Mixin ServerOptions server,
            @Mixin OutputOptions output,
            @Option(
                            names = "--permissions",
                            paramLabel = "LIST",
                            required = true,
                            split = ",",
                            description = "the most that it permits, as read:files,write:files")
                    List<String> permissions,
            @Option(
                            names = "--ttl",
                            paramLabel = "SPAN",
                            description = "how long it is good, as 12h or 90d (default: 90d)")
                    @Nullable
                    String ttl,
            @Option(
                            names = "--user",
                            paramLabel = "NAME",
                            description =
                                    "whose key it is: it never permits more than their roles do (default: nobody's)")
                    @Nullable
                    String user,
            @Option(
                            names = "--name",
                            paramLabel = "NAME",
                            description =
                                    "to tell it from others, and whom the audit names if it is nobody's (default: cli)")
                    @Nullable
                    String name)
            throws InterruptedException {
        Api api = Api.of(server);
        String called = name == null ? "cli" : name;
        String subject = user == null
                ? called
                : "user:"
                        + api.get("/api/v1/admin/users/" + Api.encoded(user))
                                .path("id")
                                .asString();
        ObjectNode order =
                Json.object().put("name", called).put("subject", subject).put("ttl", ttl == null ? "90d" : ttl);
        ArrayNode list = order.putArray("permissions");
        permissions.forEach(list::add);
        JsonNode created = api.post(KEYS, order);
        if (output.json()) {
            terminal.print(created);
        } else {
            terminal.print(created.path("key").asString());
            terminal.progress(
                    output,
                    "Good until " + created.path("expires_at").asString() + "; revoke it with: quayside key revoke "
                            + created.path("id").asString());
        }
        return ExitCode.OK.number();
    }

    @Command(name = "list", description = "List the keys")
    int list(@Mixin ServerOptions server, @Mixin OutputOptions output, @Mixin PageOptions page)
            throws InterruptedException {
        new Rows(terminal, output)
                .list(
                        Api.of(server).get(KEYS + "?" + page.query()),
                        "id",
                        "beginning",
                        "name",
                        "subject",
                        "permissions",
                        "expires_at",
                        "last_used_at");
        return ExitCode.OK.number();
    }

    @Command(name = "revoke", description = "Make a key worthless, on every server at once")
    int revoke(
            @Mixin ServerOptions server,
            @Mixin OutputOptions output,
            @Parameters(paramLabel = "KEY", description = "id of the key, as list shows it") String id)
            throws InterruptedException {
        Api.of(server).delete(KEYS + "/" + Api.encoded(id));
        terminal.progress(output, "Revoked " + Terminal.printable(id));
        return ExitCode.OK.number();
    }
}
