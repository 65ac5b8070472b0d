package dev.quayside.benchmarks;

import dev.quayside.base.Json;
import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import dev.quayside.http.auth.ServerFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

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
        HttpLoad.closed(url, read, 200, READERS, round);
        HttpLoad.closed(url, start, 202, STARTERS, round);
        HttpLoad.closed(url, wait, 200, WAITERS, round);
        for (int i = 1; i <= 3; i++) {
            bench.say("Round " + i + " of 3");
            add(figures, HttpLoad.closed(url, read, 200, READERS, round), "api.reads_per_second", "api.read");
            add(figures, HttpLoad.closed(url, start, 202, STARTERS, round), "api.starts_per_second", "api.start");
            add(figures, HttpLoad.closed(url, wait, 200, WAITERS, round), "api.waits_per_second", "api.wait");
            Sample paced = HttpLoad.paced(url, wait, PACE, round);
            figures.add("api.paced_p50_ms", paced.median());
            figures.add("api.paced_p99_ms", paced.percentile(99));
        }
        figures.find("api.starts_per_second")
                .ifPresent(starts -> figures.add("ratio.starts_to_n8n", starts.median() / N8N));
        figures.find("api.waits_per_second")
                .ifPresent(waits -> figures.add("ratio.waits_to_kestra", waits.median() / KESTRA));
    }

    private static void add(Figures figures, HttpLoad.Measured load, String rate, String latency) {
        figures.add(rate, load.perSecond());
        figures.add(latency + "_p50_ms", load.millis().median());
        figures.add(latency + "_p99_ms", load.millis().percentile(99));
    }
}
