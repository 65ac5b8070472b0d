package dev.quayside;

import dev.quayside.action.Actions;
import dev.quayside.action.file.FileSteps;
import dev.quayside.action.http.AddressGuard;
import dev.quayside.action.http.Resolver;
import dev.quayside.base.Pause;
import dev.quayside.cli.Program;
import dev.quayside.config.Build;
import dev.quayside.database.Database;
import dev.quayside.database.DatabaseTime;
import dev.quayside.database.Migrations;
import dev.quayside.document.DocumentSteps;
import dev.quayside.document.Documents;
import dev.quayside.document.SealedPasswords;
import dev.quayside.document.queue.Callbacks;
import dev.quayside.document.queue.RemoteSteps;
import dev.quayside.document.queue.WebhookSecret;
import dev.quayside.event.Events;
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
import dev.quayside.identity.audit.Audit;
import dev.quayside.identity.password.HashQueue;
import dev.quayside.identity.token.Tokens;
import dev.quayside.secret.KeyFile;
import dev.quayside.secret.RootKey;
import dev.quayside.secret.Sealer;
import dev.quayside.step.StepCatalogue;
import dev.quayside.step.StepType;
import dev.quayside.storage.Storage;
import dev.quayside.workflow.definition.DefinitionReader;
import dev.quayside.workflow.job.Jobs;
import dev.quayside.workflow.job.WaitingRuns;
import dev.quayside.workflow.journal.CrashPoints;
import dev.quayside.workflow.run.Engine;
import dev.quayside.workflow.run.RunLogs;
import dev.quayside.workflow.run.Runs;
import dev.quayside.workflow.run.Surroundings;
import dev.quayside.workflow.run.WorkflowStep;
import dev.quayside.workflow.store.Workflows;
import dev.quayside.workflow.trigger.Scheduler;
import dev.quayside.workflow.trigger.Schedules;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The whole program, put together.
///
/// Every long-lived object is made in this constructor, in the order in which data flows through the stages; read
/// it from top to bottom to learn what uses what. The database is opened before it, because a database of our own
/// chooses its port when it starts.
public final class App implements Program {
    /// How a process takes part.
    public enum Role {
        /// Works on runs, whoever else does.
        SERVER,
        /// Works on runs only if no server is there; else leaves them to it.
        GUEST
    }

    private static final int CONNECTIONS = 12;
    private static final List<Router.Area> AREAS = List.of(
            new Router.Area("/api/v1", ErrorStyle.DETAIL),
            new Router.Area("/api/v1/files", ErrorStyle.PROBLEM),
            new Router.Area("/auth", ErrorStyle.FILES),
            new Router.Area("/files", ErrorStyle.FILES),
            new Router.Area("/webhooks", ErrorStyle.FILES));
    private static final Duration DATABASE_PATIENCE = Duration.ofSeconds(30);

    private final Place place;
    private final Role role;
    private final Database database;
    private final Actions actions;
    private final Documents documents;
    private final @Nullable RemoteSteps workers;
    private final StepCatalogue catalogue;
    private final Events events;
    private final Tokens tokens;
    private final Audit audit;
    private final Accounts accounts;
    private final Storage storage;
    private final Workflows workflows;
    private final Engine engine;
    private final Runs runs;
    private final Jobs jobs;
    private final Schedules schedules;
    private final Scheduler scheduler;
    private final PrometheusMeterRegistry figures = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final AppSettings settings;
    private final Health health;
    private final LocalAccess local;
    private final LiveRoutes live;
    private final List<Route> routes;
    private final Edge edge;
    private @Nullable ServerFile left;

    private App(
            AppSettings settings, RootKey root, Place place, Role role, CrashPoints crashPoints, List<StepType> more) {
        this.settings = settings;
        this.place = place;
        this.role = role;
        InstantSource clock = InstantSource.system();

        database = new Database(place.url(), CONNECTIONS, Pause.REAL);
        Sealer sealer = new Sealer(root);
        events = new Events(database);
        tokens = new Tokens(database, events, sealer, settings.tokens(), clock, Pause.REAL);
        audit = new Audit(database, events, root, clock, Pause.REAL);
        accounts = new Accounts(
                database, events, root, settings.accounts(), HashQueue.forThisMachine(), clock, Pause.REAL);
        storage = new Storage(database, events, root, settings.storage(), clock, Pause.REAL);

        AddressGuard guard = new AddressGuard(settings.http(), Resolver.SYSTEM);
        actions = new Actions(settings.http(), guard, settings.scripts(), clock);
        SealedPasswords passwords = new SealedPasswords(sealer);
        documents = new Documents(settings.documents(), settings.environment());
        List<StepType> types = new ArrayList<>(actions.types());
        types.addAll(new FileSteps(storage).types());
        List<StepType> onDocuments = new DocumentSteps(database, storage, documents, passwords, clock).types();
        workers = settings.queue().remote()
                ? new RemoteSteps(settings.queue(), database, storage.files(), documents, clock)
                : null;
        types.addAll(workers == null ? onDocuments : workers.types(onDocuments));
        types.add(
                new WorkflowStep(this::runs, this::workflows, settings.engine().maxDepth()).type());
        types.addAll(more);
        catalogue = new StepCatalogue(types);

        workflows = new Workflows(database, events, new DefinitionReader(catalogue));
        Surroundings surroundings =
                new Surroundings(settings.environment(), settings.engine().environment(), accounts.standing());
        engine = new Engine(
                database, settings.engine(), workflows, events, surroundings, clock, Pause.REAL, crashPoints);
        engine.measure(figures);
        storage.measure(figures);
        for (MeterBinder binder :
                List.of(new JvmMemoryMetrics(), new JvmThreadMetrics(), new ProcessorMetrics(), new UptimeMetrics())) {
            binder.bindTo(figures);
        }
        runs = new Runs(engine, workflows);
        jobs = new Jobs(workflows, runs, passwords, settings.jobs());

        InstantSource sharedTime = new DatabaseTime(database);
        schedules = new Schedules(database, workflows, runs, events, sharedTime);
        Gauge.builder("quayside.schedule.lag", schedules, Schedules::lagSeconds)
                .baseUnit("seconds")
                .description("How long the schedule that is due longest has waited")
                .register(figures);
        scheduler = new Scheduler(database, workflows, runs, events, sharedTime, Pause.REAL);

        health = new Health(clock, database::answers, storage::usable, () -> !engine.isGuest());
        local = new LocalAccess(System.getProperty("user.name", "somebody"), new SecureRandom());
        TokenAuthenticator authenticator = new TokenAuthenticator(
                local, accounts.keys()::check, token -> tokens.verifier().verify(token));
        Connections connections = new Connections(
                settings.server().trustForwarded(),
                settings.accounts().secureCookies(),
                settings.server().corsOrigins());
        OriginCheck origins = new OriginCheck(connections);
        SessionCookies cookies =
                new SessionCookies(connections, accounts.sessions().idle());
        SessionAuthenticator sessions = new SessionAuthenticator(
                accounts.sessions(), accounts.keys()::check, accounts.roles(), cookies, origins);
        live = new LiveRoutes(
                new RunLogs(engine, workflows), authenticator, clock, Pause.REAL, LiveSettings.DEFAULT, figures);
        List<Route> api = Stream.of(
                        new HealthRoutes(health, settings.environmentName(), figures).routes(),
                        new WorkflowRoutes(workflows).routes(),
                        new WorkflowFileRoutes(workflows).routes(),
                        new ExecutionRoutes(runs, workflows).routes(),
                        new ScheduleRoutes(schedules).routes(),
                        live.routes(),
                        new AuditRoutes(audit).routes(),
                        new TokenRoutes(tokens.issuer()).routes(),
                        new KeyRoutes(accounts, sessions).routes(),
                        new RoleRoutes(accounts.roles()).routes(),
                        new UserRoutes(accounts).routes(),
                        new SetupRoutes(accounts.invitations(), origins).routes(),
                        new LoginRoutes(accounts, sessions, cookies, origins).routes(),
                        new AccountRoutes(accounts, sessions, cookies).routes(),
                        new DocumentRoutes(storage, accounts.users(), connections).routes(),
                        new OperationRoutes(storage, documents, workers != null, jobs, connections).routes(),
                        new WebhookRoutes(
                                        new Callbacks(database, storage, new WaitingRuns(runs)),
                                        new WebhookSecret(settings.queue().webhookSecret()),
                                        clock)
                                .routes(),
                        new JobRoutes(storage.files(), documents, jobs).routes(),
                        new FileRoutes(storage).routes(),
                        new UploadRoutes(storage.uploads()).routes(),
                        new LogLevelRoutes(events).routes())
                .flatMap(List::stream)
                .toList();
        Stream<Route> docs =
                settings.docs() ? new DocsRoutes(api, Build.read().program()).routes().stream() : Stream.empty();
        routes = Stream.concat(api.stream(), docs).toList();
        Router router = new Router(routes, AREAS, authenticator, sessions, health::isReady);
        edge = new Edge(settings.server(), router, figures);
    }

    /// Opens the database and starts everything.
    ///
    /// @throws dev.quayside.base.ProblemException if something is missing or broken; nothing is left running then
    public static App start(AppSettings settings, Role role) throws InterruptedException {
        return start(settings, role, CrashPoints.NONE, List.of());
    }

    /// As [#start(AppSettings, Role)], for tests.
    ///
    /// @param more step types over those of the program
    static App start(AppSettings settings, Role role, CrashPoints crashPoints, List<StepType> more)
            throws InterruptedException {
        App app = new App(settings, root(settings), Place.of(settings, role), role, crashPoints, more);
        boolean started = false;
        try {
            app.start();
            started = true;
            return app;
        } finally {
            if (!started) {
                app.close();
            }
        }
    }

    /// Before the database is started: a secret that is missing leaves nothing running.
    private static RootKey root(AppSettings settings) {
        return KeyFile.open(
                settings.secretKey(), settings.data(), settings.databaseUrl().isPresent(), settings.production());
    }

    private void start() throws InterruptedException {
        if (role == Role.SERVER) {
            edge.start();
        }
        database.start(DATABASE_PATIENCE);
        new Migrations(database).migrate();
        if (role == Role.SERVER) {
            tokens.start();
            audit.start();
            accounts.start();
        }
        storage.start();
        actions.start();
        jobs.start();
        if (role == Role.GUEST && place.own() == null && engine.othersWork()) {
            engine.startAsGuest();
        } else {
            engine.start(place.own() != null);
        }
        health.ready();
        if (role == Role.SERVER) {
            scheduler.start();
            left = new ServerFile(edge.address(), local.token());
            left.write(settings.data());
        }
    }

    @Override
    public Runs runs() {
        return runs;
    }

    @Override
    public Workflows workflows() {
        return workflows;
    }

    /// The people who use the product.
    public Accounts accounts() {
        return accounts;
    }

    /// What starts runs by itself; only a server fires them.
    public Schedules schedules() {
        return schedules;
    }

    /// All step types.
    public StepCatalogue catalogue() {
        return catalogue;
    }

    @Override
    public Optional<URI> address() {
        return role == Role.SERVER ? Optional.of(edge.address()) : Optional.empty();
    }

    @Override
    public Optional<URI> invitation() {
        return address()
                .flatMap(server -> accounts.invitations()
                        .inviteFirst()
                        .map(invitation -> server.resolve(SetupRoutes.path(invitation, null))));
    }

    @Override
    public String databaseAddress() {
        return place.url().toString();
    }

    @Override
    public boolean guest() {
        return engine.isGuest();
    }

    /// All that is served, in the order of the documentation.
    public List<Route> routes() {
        return routes;
    }

    /// How many runs this process has in memory.
    public int activeRuns() {
        return engine.activeRuns();
    }

    /// Stops in the opposite order; waits for calls under way as long as the settings say. May be called twice.
    @Override
    public void close() {
        health.stopping();
        if (left != null) {
            left.delete(settings.data());
        }
        scheduler.close();
        engine.prepareStop();
        live.close();
        edge.close();
        engine.close();
        actions.close();
        documents.close();
        if (workers != null) {
            workers.close();
        }
        storage.close();
        accounts.close();
        audit.close();
        tokens.close();
        database.close();
        place.close();
    }
}
