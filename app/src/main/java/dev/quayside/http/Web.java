package dev.quayside.http;

import dev.quayside.base.Pause;
import dev.quayside.config.Build;
import dev.quayside.document.Documents;
import dev.quayside.document.queue.Callbacks;
import dev.quayside.document.queue.WebhookSecret;
import dev.quayside.http.account.AccountRoutes;
import dev.quayside.http.account.KeyRoutes;
import dev.quayside.http.account.LoginRoutes;
import dev.quayside.http.account.RoleRoutes;
import dev.quayside.http.account.SetupRoutes;
import dev.quayside.http.account.TokenRoutes;
import dev.quayside.http.account.UserRoutes;
import dev.quayside.http.api.AuditRoutes;
import dev.quayside.http.api.ExecutionRoutes;
import dev.quayside.http.api.Health;
import dev.quayside.http.api.HealthRoutes;
import dev.quayside.http.api.LogLevelRoutes;
import dev.quayside.http.api.ScheduleRoutes;
import dev.quayside.http.api.WorkflowFileRoutes;
import dev.quayside.http.api.WorkflowRoutes;
import dev.quayside.http.auth.Connections;
import dev.quayside.http.auth.LocalAccess;
import dev.quayside.http.auth.OriginCheck;
import dev.quayside.http.auth.ServerFile;
import dev.quayside.http.auth.SessionAuthenticator;
import dev.quayside.http.auth.SessionCookies;
import dev.quayside.http.auth.TokenAuthenticator;
import dev.quayside.http.file.DocumentRoutes;
import dev.quayside.http.file.FileRoutes;
import dev.quayside.http.file.JobRoutes;
import dev.quayside.http.file.OperationRoutes;
import dev.quayside.http.file.UploadRoutes;
import dev.quayside.http.hook.WebhookRoutes;
import dev.quayside.http.live.LiveRoutes;
import dev.quayside.http.live.LiveSettings;
import dev.quayside.http.openapi.DocsRoutes;
import dev.quayside.http.server.Edge;
import dev.quayside.http.server.ErrorStyle;
import dev.quayside.http.server.Route;
import dev.quayside.http.server.Router;
import dev.quayside.identity.account.Accounts;
import dev.quayside.storage.Storage;
import dev.quayside.workflow.job.Jobs;
import dev.quayside.workflow.job.WaitingRuns;
import dev.quayside.workflow.run.RunLogs;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The edge, put together: who calls, what is served, and where.
public final class Web implements AutoCloseable {
    private static final List<Router.Area> AREAS = List.of(
            new Router.Area("/api/v1", ErrorStyle.DETAIL),
            new Router.Area("/api/v1/files", ErrorStyle.PROBLEM),
            new Router.Area("/auth", ErrorStyle.FILES),
            new Router.Area("/files", ErrorStyle.FILES),
            new Router.Area("/webhooks", ErrorStyle.FILES));

    private final Health health;
    private final LocalAccess local;
    private final LiveRoutes live;
    private final List<Route> routes;
    private final Edge edge;
    private @Nullable ServerFile left;

    public Web(WebSettings settings, Stages stages, PrometheusMeterRegistry figures, InstantSource clock) {
        Accounts accounts = stages.accounts();
        Storage storage = stages.storage();
        Documents documents = stages.documents();
        Jobs jobs = stages.jobs();
        health = new Health(
                clock,
                stages.database()::answers,
                storage::usable,
                () -> !stages.engine().isGuest());
        local = new LocalAccess(System.getProperty("user.name", "somebody"), new SecureRandom());
        TokenAuthenticator authenticator = new TokenAuthenticator(
                local,
                accounts.keys()::check,
                token -> stages.tokens().verifier().verify(token));
        Connections connections = new Connections(
                settings.server().trustForwarded(),
                settings.secureCookies(),
                settings.server().corsOrigins());
        OriginCheck origins = new OriginCheck(connections);
        SessionCookies cookies =
                new SessionCookies(connections, accounts.sessions().idle());
        SessionAuthenticator sessions = new SessionAuthenticator(
                accounts.sessions(), accounts.keys()::check, accounts.roles(), cookies, origins);
        live = new LiveRoutes(
                new RunLogs(stages.engine(), stages.workflows()),
                authenticator,
                clock,
                Pause.REAL,
                LiveSettings.DEFAULT,
                figures);
        List<Route> api = Stream.of(
                        new HealthRoutes(health, settings.environment(), figures).routes(),
                        new WorkflowRoutes(stages.workflows()).routes(),
                        new WorkflowFileRoutes(stages.workflows()).routes(),
                        new ExecutionRoutes(stages.runs(), stages.workflows()).routes(),
                        new ScheduleRoutes(stages.schedules()).routes(),
                        live.routes(),
                        new AuditRoutes(stages.audit()).routes(),
                        new TokenRoutes(stages.tokens().issuer()).routes(),
                        new KeyRoutes(accounts, sessions).routes(),
                        new RoleRoutes(accounts.roles()).routes(),
                        new UserRoutes(accounts).routes(),
                        new SetupRoutes(accounts.invitations(), origins).routes(),
                        new LoginRoutes(accounts, sessions, cookies, origins).routes(),
                        new AccountRoutes(accounts, sessions, cookies).routes(),
                        new DocumentRoutes(storage, accounts.users(), connections).routes(),
                        new OperationRoutes(storage, documents, settings.remoteWork(), jobs, connections).routes(),
                        new WebhookRoutes(
                                        new Callbacks(stages.database(), storage, new WaitingRuns(stages.runs())),
                                        new WebhookSecret(settings.webhookSecret()),
                                        clock)
                                .routes(),
                        new JobRoutes(storage.files(), documents, jobs).routes(),
                        new FileRoutes(storage).routes(),
                        new UploadRoutes(storage.uploads()).routes(),
                        new LogLevelRoutes(stages.events()).routes())
                .flatMap(List::stream)
                .toList();
        Stream<Route> docs =
                settings.docs() ? new DocsRoutes(api, Build.read().program()).routes().stream() : Stream.empty();
        routes = Stream.concat(api.stream(), docs).toList();
        Router router = new Router(routes, AREAS, authenticator, sessions, health::isReady);
        edge = new Edge(settings.server(), router, figures);
    }

    /// Begins to listen; until [#ready], requests are told to come back.
    public void start() {
        edge.start();
    }

    /// Everything has been started.
    public void ready() {
        health.ready();
    }

    /// Leaves the address in the data folder, and what opens it to whoever may read that.
    public void announce(Path data) {
        left = new ServerFile(edge.address(), local.token());
        left.write(data);
    }

    /// The stop has begun.
    public void stopping(Path data) {
        health.stopping();
        if (left != null) {
            left.delete(data);
        }
    }

    public URI address() {
        return edge.address();
    }

    /// All that is served, in the order of the documentation.
    public List<Route> routes() {
        return routes;
    }

    /// Ends streams, and answers what is under way.
    @Override
    public void close() {
        live.close();
        edge.close();
    }
}
