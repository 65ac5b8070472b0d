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
            @Mixin GrantOptions grant,
            @Option(names = "--subject", paramLabel = "USER", description = "whom the audit names (default: the name)")
                    @Nullable
                    String subject)
            throws InterruptedException {
        return GrantOptions.show(terminal, output, Api.of(server).post(TOKENS, grant.order(subject)), "token");
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
