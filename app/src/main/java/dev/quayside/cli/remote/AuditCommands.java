package dev.quayside.cli.remote;

import dev.quayside.cli.ExitCode;
import dev.quayside.cli.OutputOptions;
import dev.quayside.cli.ServerOptions;
import dev.quayside.cli.Terminal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// `audit ...`: who did what.
@Command(name = "audit", description = "List what people did, and verify that nobody has touched the record")
public final class AuditCommands {
    private static final String AUDIT = "/api/v1/admin/audit";

    private final Terminal terminal;

    public AuditCommands(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(
            name = "verify",
            description = "Verify the whole chain; ends with 1 and names the first row that does not fit")
    int verify(@Mixin ServerOptions server, @Mixin OutputOptions output) throws InterruptedException {
        JsonNode check = Api.of(server).get(AUDIT + "/verify");
        new Rows(terminal, output).show(check);
        return (check.path("intact").asBoolean(false) ? ExitCode.OK : ExitCode.FAILED).number();
    }

    @Command(name = "list", description = "List what people did, the newest first")
    int list(
            @Mixin ServerOptions server,
            @Mixin OutputOptions output,
            @Mixin PageOptions page,
            @Option(names = "--user", paramLabel = "USER", description = "only what this user did") @Nullable
                    String user,
            @Option(names = "--type", paramLabel = "TYPE", description = "only events of this type, as workflow.create")
                    @Nullable
                    String type,
            @Option(
                            names = "--resource",
                            paramLabel = "ID",
                            description = "only what touched this workflow, run or schedule")
                    @Nullable
                    String resource)
            throws InterruptedException {
        String filter = (user == null ? "" : "&user_id=" + Api.encoded(user))
                + (type == null ? "" : "&event_type=" + Api.encoded(type))
                + (resource == null ? "" : "&resource_id=" + Api.encoded(resource));
        new Rows(terminal, output)
                .list(
                        Api.of(server).get(AUDIT + "?" + page.query() + filter),
                        "timestamp",
                        "event_type",
                        "user_id",
                        "ip_address",
                        "resource_data");
        return ExitCode.OK.number();
    }
}
