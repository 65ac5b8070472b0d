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

/// `user ...`: the accounts of people.
@Command(name = "user", description = "Add people to a server, give them roles, keep them out")
public final class UserCommands {
    private static final String USERS = "/api/v1/admin/users";

    private final Terminal terminal;

    public UserCommands(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(name = "add", description = "Add somebody, and print the link by which they choose a password")
    int add(
            @Mixin ServerOptions server,
            @Mixin OutputOptions output,
            @Parameters(paramLabel = "NAME", description = "how they log in") String name,
            @Option(names = "--email", paramLabel = "ADDRESS", required = true, description = "their e-mail address")
                    String email,
            @Option(
                            names = "--roles",
                            paramLabel = "LIST",
                            split = ",",
                            description = "what they may do, as operator,viewer (default: user; see role list)")
                    @Nullable
                    List<String> roles)
            throws InterruptedException {
        Api api = Api.of(server);
        ObjectNode order = Json.object().put("username", name).put("email", email);
        if (roles != null) {
            put(order, roles);
        }
        JsonNode added = api.post(USERS, order);
        if (output.json()) {
            terminal.print(added);
        } else {
            link(api, output, added.path("invitation"));
        }
        return ExitCode.OK.number();
    }

    private void link(Api api, OutputOptions output, JsonNode link) {
        terminal.print(api.url() + link.path("path").asString());
        terminal.progress(
                output,
                "Good once, until " + link.path("expires_at").asString() + "; give it to its owner and nobody else");
    }

    private static void put(ObjectNode order, List<String> roles) {
        ArrayNode list = order.putArray("roles");
        roles.stream().filter(role -> !role.isEmpty()).forEach(list::add);
    }

    @Command(name = "list", description = "List the accounts")
    int list(@Mixin ServerOptions server, @Mixin OutputOptions output, @Mixin PageOptions page)
            throws InterruptedException {
        new Rows(terminal, output)
                .list(
                        Api.of(server).get(USERS + "?" + page.query()),
                        "username",
                        "email",
                        "roles",
                        "is_2fa_enabled",
                        "last_login_at",
                        "disabled_at");
        return ExitCode.OK.number();
    }

    @Command(name = "show", description = "Show one account")
    int show(@Mixin ServerOptions server, @Mixin OutputOptions output, @Mixin Named user) throws InterruptedException {
        new Rows(terminal, output).show(Api.of(server).get(user.path()));
        return ExitCode.OK.number();
    }

    @Command(name = "roles", description = "Give somebody these roles and no others")
    int roles(
            @Mixin ServerOptions server,
            @Mixin OutputOptions output,
            @Mixin Named user,
            @Parameters(index = "1", paramLabel = "ROLES", split = ",", description = "as operator,viewer; '' for none")
                    List<String> roles)
            throws InterruptedException {
        ObjectNode order = Json.object();
        put(order, roles);
        new Rows(terminal, output).show(Api.of(server).put(user.path() + "/roles", order));
        return ExitCode.OK.number();
    }

    @Command(name = "disable", description = "Keep somebody out: sessions end, keys are refused")
    int disable(@Mixin ServerOptions server, @Mixin OutputOptions output, @Mixin Named user)
            throws InterruptedException {
        return act(server, output, user, "disable");
    }

    @Command(name = "enable", description = "Let somebody in again")
    int enable(@Mixin ServerOptions server, @Mixin OutputOptions output, @Mixin Named user)
            throws InterruptedException {
        return act(server, output, user, "enable");
    }

    @Command(name = "disable-2fa", description = "Take the second factor of somebody away who lost it")
    int disable2fa(@Mixin ServerOptions server, @Mixin OutputOptions output, @Mixin Named user)
            throws InterruptedException {
        return act(server, output, user, "disable-2fa");
    }

    private int act(ServerOptions server, OutputOptions output, Named user, String what) throws InterruptedException {
        new Rows(terminal, output).show(Api.of(server).post(user.path() + "/" + what, (JsonNode) null));
        return ExitCode.OK.number();
    }

    @Command(name = "invite", description = "Print a link by which somebody chooses a new password")
    int invite(@Mixin ServerOptions server, @Mixin OutputOptions output, @Mixin Named user)
            throws InterruptedException {
        Api api = Api.of(server);
        JsonNode link = api.post(user.path() + "/invite", (JsonNode) null);
        if (output.json()) {
            terminal.print(link);
        } else {
            link(api, output, link);
        }
        return ExitCode.OK.number();
    }

    /// Whose account.
    static final class Named {
        @Parameters(index = "0", paramLabel = "NAME", description = "user name or id")
        private String name = "";

        String path() {
            return USERS + "/" + Api.encoded(name);
        }
    }
}
