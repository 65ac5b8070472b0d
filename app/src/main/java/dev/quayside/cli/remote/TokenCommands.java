package dev.quayside.cli.remote;

import dev.quayside.base.Json;
import dev.quayside.cli.ExitCode;
import dev.quayside.cli.OutputOptions;
import dev.quayside.cli.ServerOptions;
import dev.quayside.cli.Terminal;
import dev.quayside.identity.Permission;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `token ...`: access tokens that the server itself signs.
@Command(name = "token", description = "Create, list and revoke access tokens of a server")
public final class TokenCommands {
    private static final String TOKENS = "/api/v1/admin/tokens";

    private final Terminal terminal;

    public TokenCommands(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(name = "create", description = "Create a token and print it; it is shown this once")
    int create(
            @Mixin ServerOptions server,
            @Mixin OutputOptions output,
            @Option(
                            names = "--permissions",
                            paramLabel = "LIST",
                            required = true,
                            split = ",",
                            description =
                                    "what it is good for, as read:workflows,execute:workflows; all for everything")
                    List<String> permissions,
            @Option(
                            names = "--ttl",
                            paramLabel = "SPAN",
                            description = "how long it is good, as 12h or 30d (default: 30d)")
                    @Nullable
                    String ttl,
            @Option(names = "--subject", paramLabel = "USER", description = "whom the audit names (default: the name)")
                    @Nullable
                    String subject,
            @Option(names = "--name", paramLabel = "NAME", description = "to tell it from others (default: cli)")
                    @Nullable
                    String name)
            throws InterruptedException {
        String called = name == null ? "cli" : name;
        ObjectNode order = Json.object()
                .put("name", called)
                .put("subject", subject == null ? called : subject)
                .put("ttl", ttl == null ? "30d" : ttl);
        ArrayNode list = order.putArray("permissions");
        List<String> wanted = permissions.equals(List.of("all"))
                ? Permission.all().stream().map(Permission::word).toList()
                : permissions;
        wanted.forEach(list::add);
        JsonNode created = Api.of(server).post(TOKENS, order);
        if (output.json()) {
            terminal.print(created);
        } else {
            terminal.print(created.path("token").asString());
            terminal.progress(
                    output,
                    "Good until " + created.path("expires_at").asString() + "; revoke it with: quayside token revoke "
                            + created.path("id").asString());
        }
        return ExitCode.OK.number();
    }

    @Command(name = "list", description = "List the tokens that were created")
    int list(@Mixin ServerOptions server, @Mixin OutputOptions output, @Mixin PageOptions page)
            throws InterruptedException {
        new Rows(terminal, output)
                .list(
                        Api.of(server).get(TOKENS + "?" + page.query()),
                        "id",
                        "name",
                        "subject",
                        "permissions",
                        "expires_at",
                        "revoked_at");
        return ExitCode.OK.number();
    }

    @Command(name = "revoke", description = "Make a token worthless, on every server at once")
    int revoke(
            @Mixin ServerOptions server,
            @Mixin OutputOptions output,
            @Parameters(paramLabel = "TOKEN", description = "id of the token, as list shows it") String id)
            throws InterruptedException {
        Api.of(server).delete(TOKENS + "/" + Api.encoded(id));
        terminal.progress(output, "Revoked " + Terminal.printable(id));
        return ExitCode.OK.number();
    }
}
