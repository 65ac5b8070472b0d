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
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `role ...`: named sets of permissions.
@Command(name = "role", description = "List the roles of a server, make others")
public final class RoleCommands {
    private static final String ROLES = "/api/v1/admin/roles";

    private final Terminal terminal;

    public RoleCommands(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(name = "list", description = "List the roles, those of the program first")
    int list(@Mixin ServerOptions server, @Mixin OutputOptions output) throws InterruptedException {
        new Rows(terminal, output).list(Api.of(server).get(ROLES), "name", "built_in", "description", "permissions");
        return ExitCode.OK.number();
    }

    @Command(name = "set", description = "Make a role, or change what it permits")
    int set(
            @Mixin ServerOptions server,
            @Mixin OutputOptions output,
            @Parameters(paramLabel = "NAME", description = "small letters, digits and hyphens") String name,
            @Option(
                            names = "--permissions",
                            paramLabel = "LIST",
                            required = true,
                            split = ",",
                            description = "as read:workflows,execute:workflows")
                    List<String> permissions,
            @Option(names = "--description", paramLabel = "TEXT", description = "what it is for") @Nullable
                    String description)
            throws InterruptedException {
        ObjectNode order = Json.object().put("description", description == null ? "" : description);
        ArrayNode list = order.putArray("permissions");
        permissions.forEach(list::add);
        new Rows(terminal, output).show(Api.of(server).put(ROLES + "/" + Api.encoded(name), order));
        return ExitCode.OK.number();
    }

    @Command(name = "remove", description = "Remove a role that nobody has")
    int remove(
            @Mixin ServerOptions server,
            @Mixin OutputOptions output,
            @Parameters(paramLabel = "NAME", description = "of the role") String name)
            throws InterruptedException {
        Api.of(server).delete(ROLES + "/" + Api.encoded(name));
        terminal.progress(output, "Removed " + Terminal.printable(name));
        return ExitCode.OK.number();
    }
}
