package dev.quayside.benchmarks;

import dev.quayside.base.Json;
import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import dev.quayside.http.auth.ServerFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// Accounts under load, over sockets: logins, requests with a session, and what others feel of thousands of wrong
/// passwords. One thread at a time.
final class AccountFigures implements Benchmark {
    private static final int READERS = 32;
    private static final int ATTACKERS = 16;
    private static final int PACE = 100;

    /// Logins a second that Keycloak's makers count on for one processor. Source: Keycloak 26, guide "CPU and memory
    /// sizing".
    private static final double KEYCLOAK = 15;

    @Override
    public String name() {
        return "accounts";
    }

    @Override
    public String summary() {
        return "logins a second, session checks a second, and what others feel of thousands of wrong passwords";
    }

    @Override
    public List<Figure> figures() {
        return List.of(
                new Figure(
                        "ratio.logins_to_keycloak",
                        "logins/s on a core, to the 15 that Keycloak's guide counts on",
                        Figure.Unit.RATIO),
                new Figure(
                        "ratio.reads_under_attack",
                        "p50 of others' requests while passwords are guessed, to that without",
                        Figure.Unit.RATIO),
                new Figure(
                        "accounts.logins_per_core_second",
                        "logins with the right password, on each core that may hash",
                        Figure.Unit.REQUESTS_PER_SECOND),
                new Figure("accounts.login_p50_ms", "  p50, one at a time", Figure.Unit.MILLISECONDS),
                new Figure(
                        SessionLoad.CHECKS,
                        "checks of a session, one core, 100 sessions",
                        Figure.Unit.REQUESTS_PER_SECOND),
                new Figure(
                        "accounts.me_per_second",
                        "GET /auth/me with a session, 32 connections",
                        Figure.Unit.REQUESTS_PER_SECOND),
                new Figure("accounts.quiet_p50_ms", "GET a list, 100 a second, p50", Figure.Unit.MILLISECONDS),
                new Figure("accounts.quiet_p99_ms", "  p99", Figure.Unit.MILLISECONDS),
                new Figure(
                        "accounts.attacked_p50_ms",
                        "the same while passwords are guessed, p50",
                        Figure.Unit.MILLISECONDS),
                new Figure("accounts.attacked_p99_ms", "  p99", Figure.Unit.MILLISECONDS),
                new Figure("accounts.guesses_per_second", "guesses answered", Figure.Unit.REQUESTS_PER_SECOND));
    }

    @Override
    public Figures measure(Bench bench) throws InterruptedException {
        Figures figures = new Figures();
        Machine.describe(bench, figures);
        Path data = bench.folder("accounts");
        try {
            // Each guess claims to come from another network, as those of a botnet do.
            Files.writeString(data.resolve("quayside.yaml"), "server:\n  trust-forwarded: true\n");
            try (ServerProcess _ = ServerProcess.start(bench, data)) {
                ServerFile server = ServerFile.find(data)
                        .orElseThrow(() -> new ProblemException("bench.server-failed", "The server left no address"));
                measure(bench, server, figures);
            }
        } catch (IOException e) {
            throw new ProblemException(new Problem("bench.load-failed", "The API was not there: " + e.getMessage()), e);
        }
        bench.say("Checking sessions");
        new LoadJvm(bench)
                .measure(
                        SessionLoad.class,
                        List.of(bench.folder("sessions").toString(), String.valueOf(bench.choose(3, 8))),
                        figures);
        return figures;
    }

    private static void measure(Bench bench, ServerFile server, Figures figures)
            throws IOException, InterruptedException {
        URI url = server.url();
        String cookie = register(url, "alice01");
        byte[] login = post(url, "/auth/login", Map.of(), body("alice01", "Str0ngPass"));
        int hashing = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        // Each with an account of its own: guesses at one are counted until they were found right.
        List<byte[]> logins = new ArrayList<>();
        for (int i = 0; i < 4 * hashing; i++) {
            String name = "person" + i;
            String _ = register(url, name);
            logins.add(post(url, "/auth/login", Map.of(), body(name, "Str0ngPass")));
        }
        byte[] me = LeanHttp.request(url, "GET", "/auth/me", Map.of("Cookie", cookie), "");
        byte[] list = LeanHttp.request(
                url, "GET", "/api/v1/workflows", Map.of("Authorization", "Bearer " + server.token()), "");
        Duration round = Duration.ofSeconds(bench.choose(3, 8));
        bench.say("Warming up");
        HttpLoad.closed(url, login, 201, 1, round);
        HttpLoad.closed(url, me, 200, READERS, round);
        HttpLoad.closed(url, list, 200, READERS, round);
        for (int i = 1; i <= 3; i++) {
            bench.say("Round " + i + " of 3");
            figures.add(
                    "accounts.login_p50_ms",
                    HttpLoad.closed(url, login, 201, 1, round).millis().median());
            figures.add(
                    "accounts.logins_per_core_second",
                    HttpLoad.closed(url, logins, 201, 4 * hashing, round).perSecond() / hashing);
            figures.add(
                    "accounts.me_per_second",
                    HttpLoad.closed(url, me, 200, READERS, round).perSecond());
            Sample quiet = HttpLoad.paced(url, list, PACE, round);
            figures.add("accounts.quiet_p50_ms", quiet.median());
            figures.add("accounts.quiet_p99_ms", quiet.percentile(99));
        }
        int guesses = bench.choose(2_000, 10_000);
        bench.say("Guessing " + guesses + " passwords");
        attack(url, list, guesses, figures);
        figures.addRatio("ratio.reads_under_attack", "accounts.attacked_p50_ms", "accounts.quiet_p50_ms");
        figures.find("accounts.logins_per_core_second")
                .ifPresent(rate -> figures.add("ratio.logins_to_keycloak", rate.median() / KEYCLOAK));
    }

    private static void attack(URI url, byte[] read, int most, Figures figures) throws InterruptedException {
        AtomicInteger guesses = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        long began = System.nanoTime();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> attackers = new ArrayList<>();
            for (int i = 0; i < ATTACKERS; i++) {
                attackers.add(threads.submit(() -> guess(url, guesses, most)));
            }
            Future<?> watcher = threads.submit(() -> {
                for (Future<?> attacker : attackers) {
                    attacker.get();
                }
                figures.add("accounts.guesses_per_second", most / ((System.nanoTime() - began) / 1e9));
                over.set(true);
                return null;
            });
            while (!over.get() && !watcher.isDone()) {
                Sample attacked = HttpLoad.paced(url, read, PACE, Duration.ofSeconds(3));
                figures.add("accounts.attacked_p50_ms", attacked.median());
                figures.add("accounts.attacked_p99_ms", attacked.percentile(99));
            }
            watcher.get();
        } catch (ExecutionException e) {
            throw new ProblemException(new Problem("bench.load-failed", "A guess failed: " + e.getCause()), e);
        }
    }

    private static Void guess(URI url, AtomicInteger guesses, int most) throws IOException {
        try (LeanHttp client = new LeanHttp(url)) {
            for (int n = guesses.getAndIncrement(); n < most; n = guesses.getAndIncrement()) {
                String network = "10.%d.%d.7".formatted(n / 250, n % 250);
                String name = n % 2 == 0 ? "alice01" : "nobody" + n;
                int status = client.exchange(post(
                                url, "/auth/login", Map.of("X-Forwarded-For", network), body(name, "Wr0ngPass" + n)))
                        .status();
                if (status != 401 && status != 429) {
                    throw new IOException("a wrong password was answered with " + status);
                }
            }
        }
        return null;
    }

    private static String register(URI url, String name) throws IOException {
        try (LeanHttp client = new LeanHttp(url)) {
            String order = Json.write(Json.object()
                    .put("username", name)
                    .put("email", name + "@example.com")
                    .put("password", "Str0ngPass")
                    .put("password1", "Str0ngPass"));
            client.exchange(post(url, "/auth/registration", Map.of(), order));
            return client.exchange(post(url, "/auth/login", Map.of(), body(name, "Str0ngPass")))
                    .cookie("session_id");
        }
    }

    private static byte[] post(URI url, String path, Map<String, String> headers, String body) {
        return LeanHttp.request(url, "POST", path, headers, body);
    }

    private static String body(String username, String password) {
        return Json.write(Json.object().put("username", username).put("password", password));
    }
}
