package dev.quayside;

import dev.quayside.base.Json;
import dev.quayside.base.Pause;
import dev.quayside.database.DatabaseUrl;
import dev.quayside.database.embedded.EmbeddedPostgres;
import dev.quayside.database.embedded.EmbeddedSettings;
import dev.quayside.event.Actor;
import dev.quayside.step.Outcome;
import dev.quayside.testing.Await;
import dev.quayside.testing.ChildJvm;
import dev.quayside.workflow.definition.DefinitionReader;
import dev.quayside.workflow.journal.CrashPoints;
import dev.quayside.workflow.run.Runs;
import dev.quayside.workflow.store.WorkflowVersion;
import dev.quayside.workflow.store.Workflows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Servers in JVMs of their own over one database, work for them, and the means to make them suffer.
///
/// With one database of the test's own there may be several servers; with the server's embedded one there is one.
/// Half of the runs are started by the servers, half by a guest in the test's JVM. One thread at a time.
final class FaultCluster implements AutoCloseable {
    /// A run that was accepted.
    record Accepted(FaultLoad kind, UUID run) {}

    private final Path folder;
    private final boolean embedded;
    private final FaultEffects effects = new FaultEffects().start();
    private final Map<String, Accepted> accepted = new ConcurrentHashMap<>();
    /// Starts that a server was told and has not answered.
    private final Map<String, ChildJvm> told = new ConcurrentHashMap<>();
    private final List<ChildJvm> servers = new CopyOnWriteArrayList<>();
    private final List<Thread> starters = new CopyOnWriteArrayList<>();
    private final Random random;
    private final AtomicInteger loads = new AtomicInteger();
    private final FaultChecker checker;
    private final @Nullable EmbeddedPostgres postgres;
    private volatile String url = "-";
    private volatile @Nullable App guest;
    private volatile boolean closing;
    int kills;

    /// @param embedded whether the one server has its own database
    FaultCluster(Path folder, boolean embedded, long seed) {
        this.folder = folder;
        this.embedded = embedded;
        this.random = new Random(seed);
        this.checker = new FaultChecker(accepted, effects);
        this.postgres = embedded
                ? null
                : new EmbeddedPostgres(EmbeddedSettings.in(folder.resolve("postgres"), System.getenv()), Pause.REAL);
    }

    FaultCluster start(int count) throws InterruptedException {
        if (postgres != null) {
            url = postgres.start().reveal();
            checker.start(DatabaseUrl.parse(url));
        }
        for (int i = 0; i < count; i++) {
            servers.add(launch("-"));
        }
        servers.forEach(this::awaitReady);
        connect();
        App open = guest();
        for (FaultLoad kind : FaultLoad.values()) {
            var stored =
                    open.workflows().put(kind.workflow(), DefinitionReader.parse(kind.definition()), Actor.of("guest"));
            if (!(stored instanceof Workflows.Stored.Done)) {
                throw new AssertionError(kind + ": " + stored);
            }
        }
        Thread.startVirtualThread(this::completeTokens);
        return this;
    }

    int size() {
        return servers.size();
    }

    FaultEffects effects() {
        return effects;
    }

    /// The run that was accepted under a name.
    Accepted accepted(String load) {
        return java.util.Objects.requireNonNull(accepted.get(load), load);
    }

    int accepted() {
        return accepted.size();
    }

    FaultChecker checker() {
        return checker;
    }

    App guest() {
        App open = guest;
        if (open == null) {
            throw new IllegalStateException("no server is up");
        }
        return open;
    }

    /// Begins to start `count` runs of all kinds, over about `span`.
    void load(int count, Duration span) {
        starters.add(Thread.startVirtualThread(() -> {
            for (int i = 0; i < count && !closing; i++) {
                int number = loads.getAndIncrement();
                begin(FaultLoad.STARTED.get(number % FaultLoad.STARTED.size()), "load-" + number);
                sleep(span.dividedBy(count));
            }
        }));
    }

    private void begin(FaultLoad kind, String load) {
        ChildJvm server = servers.get(Math.floorMod(load.hashCode(), servers.size()));
        if (load.hashCode() % 3 == 0) {
            told.put(load, server);
            if (server.say("start " + kind.word() + " " + load + " " + effects.address())) {
                return;
            }
            told.remove(load);
        }
        starters.add(Thread.startVirtualThread(() -> beginAsGuest(kind, load)));
    }

    /// Again and again, under the same key, until it is accepted.
    private void beginAsGuest(FaultLoad kind, String load) {
        while (!closing) {
            App open = guest;
            try {
                if (open != null) {
                    WorkflowVersion version =
                            open.workflows().find(kind.workflow()).orElseThrow().newest();
                    var inputs = Json.object().put("load", load).put("to", effects.address());
                    var start = (Runs.Start.Accepted) open.runs().start(version, inputs, Actor.of("guest"), load);
                    accepted.put(load, new Accepted(kind, start.run()));
                    return;
                }
            } catch (RuntimeException _) {
                // No server or no database at the moment: that is what these tests are about.
            }
            sleep(Duration.ofMillis(100));
        }
    }

    private void completeTokens() {
        while (!closing) {
            try {
                String token = effects.tokens().take();
                long wait = random.nextInt(4) == 0 ? 0 : random.nextInt(1_500);
                Thread.startVirtualThread(() -> complete(token, wait));
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    private void complete(String token, long wait) {
        sleep(Duration.ofMillis(wait));
        while (!closing) {
            App open = guest;
            try {
                if (open != null) {
                    open.runs()
                            .complete(token, new Outcome.Succeeded(Json.object().put("yes", true)));
                    return;
                }
            } catch (RuntimeException _) {
                // As above.
            }
            sleep(Duration.ofMillis(100));
        }
    }

    /// Kills a server as `kill -9` does.
    void kill(int server) throws InterruptedException {
        kills++;
        if (embedded) {
            disconnect();
        }
        servers.get(server).kill();
    }

    /// Starts a server anew that is gone.
    void restart(int server) {
        restart(server, "-");
    }

    /// @param crash as [FaultServer] takes it
    void restart(int server, String crash) {
        ChildJvm fresh = launch(crash);
        servers.set(server, fresh);
        if (crash.equals("-")) {
            awaitReady(fresh);
            if (embedded) {
                connect();
            }
        } else {
            Thread.startVirtualThread(() -> read(fresh));
        }
    }

    /// Waits until a server has died at its crash point; one that does not come by there for a while is killed.
    void awaitDeath(int server) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(8).toNanos();
        while (servers.get(server).alive() && System.nanoTime() < end) {
            sleep(Duration.ofMillis(20));
        }
        servers.get(server).kill();
        kills++;
        if (embedded) {
            disconnect();
        }
    }

    boolean alive(int server) {
        return servers.get(server).alive();
    }

    /// Stops a server in order.
    ///
    /// @return its exit code
    int terminate(int server) throws InterruptedException {
        servers.get(server).terminate();
        return servers.get(server).exitCode();
    }

    /// Sends a signal to a server, `STOP` or `CONT` for example.
    void signal(int server, String signal) {
        signal(servers.get(server).pid(), signal);
    }

    /// Sends a signal to PostgreSQL's first process.
    void signalPostgres(String signal) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            Path file = files.filter(path -> path.endsWith("postmaster.pid"))
                    .findFirst()
                    .orElseThrow();
            signal(Long.parseLong(Files.readAllLines(file).getFirst()), signal);
        }
    }

    private static void signal(long pid, String signal) {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private ChildJvm launch(String crash) {
        return ChildJvm.start(FaultServer.class, folder.resolve("data").toString(), embedded ? "-" : url, crash);
    }

    private void awaitReady(ChildJvm server) {
        String _ = server.await("READY");
        Thread.startVirtualThread(() -> read(server));
    }

    private void read(ChildJvm server) {
        try {
            server.rest().forEach(line -> {
                String[] words = line.split(" ", -1);
                if (words[0].equals("REFUSED")) {
                    told.remove(words[1]);
                } else if (words[0].equals("ACCEPTED")) {
                    int number = Integer.parseInt(words[1].substring("load-".length()));
                    FaultLoad kind = FaultLoad.STARTED.get(number % FaultLoad.STARTED.size());
                    accepted.put(words[1], new Accepted(kind, UUID.fromString(words[2])));
                    told.remove(words[1]);
                } else {
                    checker.said(server.pid() + ": " + line);
                }
            });
        } catch (RuntimeException _) {
            // It was killed in the middle of a line.
        }
    }

    private void connect() {
        if (embedded) {
            url = EmbeddedPostgres.findRunning(folder.resolve("data/postgres"))
                    .orElseThrow()
                    .reveal();
            checker.start(DatabaseUrl.parse(url));
        }
        try {
            guest = App.start(
                    FaultServer.settings(folder.resolve("guest"), url),
                    App.Role.GUEST,
                    CrashPoints.NONE,
                    List.of(FaultServer.askType(), FaultServer.haltType()));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void disconnect() {
        App open = guest;
        guest = null;
        if (open != null) {
            open.close();
        }
    }

    /// Starts a run whose only step kills its server, whenever it is called; its handler has an effect.
    UUID beginPoison() {
        var stored = (Workflows.Stored.Done)
                guest().workflows().put("fault-poison", DefinitionReader.parse("""
                {"steps": [{"id": "halt", "type": "halt"}], "on_error": [{"id": "tell", "type": "http", "config":
                 {"method": "POST", "url": "{{ inputs.to }}/effect", "json": {"load": "poison", "step": "tell"}}}]}
                """), Actor.of("guest"));
        var start = (Runs.Start.Accepted) guest().runs()
                .start(stored.version(), Json.object().put("to", effects.address()), Actor.of("guest"), "poison");
        checker.mayFail(start.run());
        return start.run();
    }

    /// Starts servers anew that are gone.
    void restartTheDead() {
        for (int server = 0; server < servers.size(); server++) {
            if (!alive(server)) {
                kills++;
                restart(server);
            }
        }
    }

    /// Waits until all starts are answered and all runs have ended, then looks at everything.
    void settle() throws InterruptedException {
        for (Thread starter : List.copyOf(starters)) {
            starter.join();
        }
        List<Thread> more = List.copyOf(starters);
        for (Thread starter : more) {
            starter.join();
        }
        try {
            Await.until("all starts answered", () -> told.values().stream().noneMatch(ChildJvm::alive));
            Await.until("all runs ended", () -> checker.open() == 0);
        } catch (AssertionError stuck) {
            throw new AssertionError(stuck.getMessage() + "\n" + explain(), stuck);
        }
        checker.check();
    }

    /// Why runs have not ended.
    private String explain() {
        StringBuilder text = new StringBuilder();
        for (UUID run : checker.openRuns()) {
            App open = guest;
            String why = open == null ? "" : open.runs().why(run).orElse("");
            text.append(run).append(": ").append(why).append('\n');
            text.append(checker.journal(run)).append('\n');
        }
        return text.append(checker.lastWords()).toString();
    }

    static void sleep(Duration span) {
        try {
            Thread.sleep(span);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing = true;
        disconnect();
        servers.forEach(server -> signal(server.pid(), "CONT"));
        for (ChildJvm server : servers) {
            try {
                server.kill();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
        checker.close();
        if (postgres != null) {
            postgres.close();
        }
        effects.close();
    }
}
