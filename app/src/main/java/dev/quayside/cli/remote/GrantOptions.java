package dev.quayside.cli.remote;

import dev.quayside.base.Json;
import dev.quayside.cli.ExitCode;
import dev.quayside.cli.OutputOptions;
import dev.quayside.cli.Terminal;
import dev.quayside.identity.Permission;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a token or a key that is made is good for, and for how long.
final class GrantOptions {
    @Option(
            names = "--permissions",
            paramLabel = "LIST",
            required = true,
            split = ",",
            description = "what it is good for, as read:workflows,execute:workflows; all for everything")
    private List<String> permissions = List.of();

    @Option(names = "--ttl", paramLabel = "SPAN", description = "how long it is good, as 12h or 30d (default: 30d)")
    private String ttl = "30d";

    @Option(names = "--name", paramLabel = "NAME", description = "to tell it from others (default: cli)")
    private String name = "cli";

    /// The order for the server.
    ///
    /// @param subject whom it speaks for; null for its own name
    ObjectNode order(@Nullable String subject) {
        ObjectNode order = Json.object()
                .put("name", name)
                .put("subject", subject == null ? name : subject)
                .put("ttl", ttl);
        ArrayNode list = order.putArray("permissions");
        List<String> wanted = permissions.equals(List.of("all"))
                ? Permission.all().stream().map(Permission::word).toList()
                : permissions;
        wanted.forEach(list::add);
        return order;
    }

    /// Shows what was made, once.
    ///
    /// @param noun of the command, and of the answer's field that holds it
    static int show(Terminal terminal, OutputOptions output, JsonNode created, String noun) {
        if (output.json()) {
            terminal.print(created);
        } else {
            terminal.print(created.path(noun).asString());
            terminal.progress(
                    output,
                    "Good until %s; revoke it with: quayside %s revoke %s"
                            .formatted(
                                    created.path("expires_at").asString(),
                                    noun,
                                    created.path("id").asString()));
        }
        return ExitCode.OK.number();
    }
}
