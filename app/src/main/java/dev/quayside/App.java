package dev.quayside;

import dev.quayside.action.Actions;
import dev.quayside.action.file.FileSteps;
import dev.quayside.action.http.AddressGuard;
import dev.quayside.action.http.Resolver;
import dev.quayside.base.Pause;
import dev.quayside.cli.Program;
import dev.quayside.database.Database;
import dev.quayside.database.DatabaseTime;
import dev.quayside.database.Migrations;
import dev.quayside.document.DocumentSteps;
import dev.quayside.document.Documents;
import dev.quayside.document.SealedPasswords;
import dev.quayside.document.queue.RemoteSteps;
import dev.quayside.event.Events;
import dev.quayside.http.Stages;
import dev.quayside.http.Web;
import dev.quayside.http.WebSettings;
import dev.quayside.http.account.SetupRoutes;
import dev.quayside.http.server.Route;
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
import dev.quayside.workflow.journal.CrashPoints;
import dev.quayside.workflow.run.Engine;
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
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    private static final Duration DATABASE_PATIENCE = Duration.ofSeconds(30);

    private final Place place;
    private final Role role;
    private final Database database;
    private final Actions actions;
    private final Documents documents;
    private final @Nullable RemoteSteps workers;
    private final StepCatalogue catalogue;
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
    private final Web web;

    private App(
            AppSettings settings, RootKey root, Place place, Role role, CrashPoints crashPoints, List<StepType> more) {
        this.settings = settings;
        this.place = place;
        this.role = role;
        InstantSource clock = InstantSource.system();

        database = new Database(place.url(), CONNECTIONS, Pause.REAL);
        Sealer sealer = new Sealer(root);
        Events events = new Events(database);
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

        web = new Web(
                new WebSettings(
                        settings.server(),
                        settings.accounts().secureCookies(),
                        settings.queue().webhookSecret(),
                        settings.queue().remote(),
                        settings.docs(),
                        settings.environmentName()),
                new Stages(
                        database, events, tokens, audit, accounts, storage, documents, workflows, engine, runs, jobs,
                        schedules),
                figures,
                clock);
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
            web.start();
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
        web.ready();
        if (role == Role.SERVER) {
            scheduler.start();
            web.announce(settings.data());
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
        return role == Role.SERVER ? Optional.of(web.address()) : Optional.empty();
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
        return web.routes();
    }

    /// How many runs this process has in memory.
    public int activeRuns() {
        return engine.activeRuns();
    }

    /// Stops in the opposite order; waits for calls under way as long as the settings say. May be called twice.
    @Override
    public void close() {
        web.stopping(settings.data());
        scheduler.close();
        engine.prepareStop();
        web.close();
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
