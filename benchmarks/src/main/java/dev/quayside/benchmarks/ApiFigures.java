package dev.quayside.benchmarks;

import dev.quayside.base.Json;
import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import dev.quayside.http.auth.ServerFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The API under load, over sockets: reading a workflow, starting runs, starting runs and waiting for their ends. One
/// thread at a time.
final class ApiFigures implements Benchmark {
    private static final int READERS = 32;
    private static final int STARTERS = 64;
    private static final int WAITERS = 16;
    private static final int PACE = 100;

    /// Runs a second that n8n publishes for one instance on two cores. Source: n8n-docs,
    /// hosting/scaling/performance-benchmarking.md at 067ccce.
    private static final double N8N = 220;

    /// Runs of two tasks a second that Kestra 1.2 publishes for four cores and a database of four. Source: Kestra's
    /// documentation, performance/benchmark at 0181a52: 1,500 a minute.
    private static final double KESTRA = 1_500 / 60.0;

    /// What a load brought.
    ///
    /// @param perSecond answers that were as they should be
    /// @param millis how long each took
    private record Load(double perSecond, Sample millis) {}

    @Override
    public String name() {
        return "api";
    }

    @Override
    public String summary() {
        return "requests a second of the API: reading a workflow, starting runs durably, starting and waiting";
    }

    @Override
    public List<Figure> figures() {
        return List.of(
                new Figure(
                        "ratio.starts_to_n8n",
                        "durable starts/s, to the 220 runs/s that n8n publishes",
                        Figure.Unit.RATIO),
                new Figure(
                        "ratio.waits_to_kestra",
                        "runs of 2 steps/s, to the 1,500 a minute that Kestra publishes",
                        Figure.Unit.RATIO),
                new Figure("api.reads_per_second", "GET a workflow, 32 connections", Figure.Unit.REQUESTS_PER_SECOND),
                new Figure("api.read_p50_ms", "  p50", Figure.Unit.MILLISECONDS),
                new Figure("api.read_p99_ms", "  p99", Figure.Unit.MILLISECONDS),
                new Figure(
                        "api.starts_per_second",
                        "start a run of 2 steps, durably, 64 connections",
                        Figure.Unit.REQUESTS_PER_SECOND),
                new Figure("api.start_p50_ms", "  p50", Figure.Unit.MILLISECONDS),
                new Figure("api.start_p99_ms", "  p99", Figure.Unit.MILLISECONDS),
                new Figure(
                        "api.waits_per_second",
                        "start and wait for the end, 16 connections",
                        Figure.Unit.REQUESTS_PER_SECOND),
                new Figure("api.wait_p50_ms", "  p50", Figure.Unit.MILLISECONDS),
                new Figure("api.wait_p99_ms", "  p99", Figure.Unit.MILLISECONDS),
                new Figure("api.paced_p50_ms", "start and wait, 100 a second, p50", Figure.Unit.MILLISECONDS),
                new Figure("api.paced_p99_ms", "  p99", Figure.Unit.MILLISECONDS));
    }

    @Override
    public Figures measure(Bench bench) throws InterruptedException {
        Figures figures = new Figures();
        Machine.describe(bench, figures);
        Path data = bench.folder("api");
        try (ServerProcess _ = ServerProcess.start(bench, data)) {
            ServerFile server = ServerFile.find(data)
                    .orElseThrow(() -> new ProblemException("bench.server-failed", "The server left no address"));
            measure(bench, server, figures);
        } catch (IOException e) {
            throw new ProblemException(new Problem("bench.load-failed", "The API was not there: " + e.getMessage()), e);
        }
        return figures;
    }

    private static void measure(Bench bench, ServerFile server, Figures figures)
            throws IOException, InterruptedException {
        URI url = server.url();
        Map<String, String> access = Map.of("Authorization", "Bearer " + server.token());
        String workflow;
        try (LeanHttp client = new LeanHttp(url)) {
            String body =
                    Json.write(Json.object().put("name", "two").set("workflow_definition", LoadWorkflow.chain(2)));
            workflow = Json.parse(client.exchange(LeanHttp.request(url, "POST", "/api/v1/workflows/", access, body))
                            .body())
                    .path("id")
                    .asString();
        }
        String path = "/api/v1/workflows/" + workflow;
        byte[] read = LeanHttp.request(url, "GET", path, access, "");
        byte[] start = LeanHttp.request(url, "POST", path + "/executions", access, "{\"inputs\":{}}");
        byte[] wait = LeanHttp.request(url, "POST", path + "/executions?wait=30s", access, "{\"inputs\":{}}");
        Duration round = Duration.ofSeconds(bench.choose(3, 8));
        bench.say("Warming up");
        closed(url, read, 200, READERS, round);
        closed(url, start, 202, STARTERS, round);
        closed(url, wait, 200, WAITERS, round);
        for (int i = 1; i <= 3; i++) {
            bench.say("Round " + i + " of 3");
            add(figures, closed(url, read, 200, READERS, round), "api.reads_per_second", "api.read");
            add(figures, closed(url, start, 202, STARTERS, round), "api.starts_per_second", "api.start");
            add(figures, closed(url, wait, 200, WAITERS, round), "api.waits_per_second", "api.wait");
            Sample paced = paced(url, wait, round);
            figures.add("api.paced_p50_ms", paced.median());
            figures.add("api.paced_p99_ms", paced.percentile(99));
        }
        figures.find("api.starts_per_second")
                .ifPresent(starts -> figures.add("ratio.starts_to_n8n", starts.median() / N8N));
        figures.find("api.waits_per_second")
                .ifPresent(waits -> figures.add("ratio.waits_to_kestra", waits.median() / KESTRA));
    }

    private static void add(Figures figures, Load load, String rate, String latency) {
        figures.add(rate, load.perSecond());
        figures.add(latency + "_p50_ms", load.millis().median());
        figures.add(latency + "_p99_ms", load.millis().percentile(99));
    }

    /// Every connection sends, waits for the answer, and sends again.
    private static Load closed(URI url, byte[] request, int expected, int connections, Duration span)
            throws InterruptedException {
        long begin = System.nanoTime();
        long end = begin + span.toNanos();
        List<Callable<List<Long>>> clients = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            clients.add(() -> client(url, request, expected, end));
        }
        List<Long> nanos = all(clients);
        return new Load(nanos.size() / ((System.nanoTime() - begin) / 1e9), Sample.ofNanos(nanos, 1e6));
    }

    private static List<Long> client(URI url, byte[] request, int expected, long end) throws IOException {
        List<Long> nanos = new ArrayList<>();
        try (LeanHttp client = new LeanHttp(url)) {
            while (System.nanoTime() < end) {
                nanos.add(timed(client, request, expected));
            }
        }
        return nanos;
    }

    private static long timed(LeanHttp client, byte[] request, int expected) throws IOException {
        long begin = System.nanoTime();
        LeanHttp.Answer answer = client.exchange(request);
        if (answer.status() != expected) {
            throw new IOException("expected status " + expected + ", got " + answer);
        }
        return System.nanoTime() - begin;
    }

    /// A hundred requests a second, however long the answers take: the time counts from when a request was due.
    private static Sample paced(URI url, byte[] request, Duration span) throws InterruptedException {
        int connections = 20;
        long between = 1_000_000_000L * connections / PACE;
        long begin = System.nanoTime();
        List<Callable<List<Long>>> clients = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            long first = begin + i * (1_000_000_000L / PACE);
            clients.add(() -> pacedClient(url, request, first, between, begin + span.toNanos()));
        }
        return Sample.ofNanos(all(clients), 1e6);
    }

    private static List<Long> pacedClient(URI url, byte[] request, long first, long between, long end)
            throws IOException, InterruptedException {
        List<Long> nanos = new ArrayList<>();
        try (LeanHttp client = new LeanHttp(url)) {
            for (long due = first; due < end; due += between) {
                long early = due - System.nanoTime();
                if (early > 0) {
                    Thread.sleep(Duration.ofNanos(early));
                }
                timed(client, request, 200);
                nanos.add(System.nanoTime() - due);
            }
        }
        return nanos;
    }

    private static List<Long> all(List<Callable<List<Long>>> clients) throws InterruptedException {
        List<Long> nanos = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<List<Long>> client : threads.invokeAll(clients)) {
                nanos.addAll(client.get());
            }
        } catch (ExecutionException e) {
            throw new ProblemException(new Problem("bench.load-failed", "A client failed: " + e.getCause()), e);
        }
        return nanos;
    }
}
