package dev.quayside.cli.remote;

import dev.quayside.cli.ExitCode;
import dev.quayside.cli.OutputOptions;
import dev.quayside.cli.ServerOptions;
import dev.quayside.cli.Terminal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
            @Mixin GrantOptions grant,
            @Option(
                            names = "--user",
                            paramLabel = "NAME",
                            description =
                                    "whose key it is: it never permits more than their roles do (default: nobody's)")
                    @Nullable
                    String user)
            throws InterruptedException {
        Api api = Api.of(server);
        String subject = user == null
                ? null
                : "user:"
                        + api.get("/api/v1/admin/users/" + Api.encoded(user))
                                .path("id")
                                .asString();
        return GrantOptions.show(terminal, output, api.post(KEYS, grant.order(subject)), "key");
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
