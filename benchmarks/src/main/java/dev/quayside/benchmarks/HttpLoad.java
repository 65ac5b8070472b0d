package dev.quayside.benchmarks;

import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Clients that send one request again and again.
final class HttpLoad {
    private HttpLoad() {}

    /// What a load brought.
    ///
    /// @param perSecond answers that were as they should be
    /// @param millis how long each took
    record Measured(double perSecond, Sample millis) {}

    /// Every connection sends, waits for the answer, and sends again.
    static Measured closed(URI url, byte[] request, int expected, int connections, Duration span)
            throws InterruptedException {
        return closed(url, List.of(request), expected, connections, span);
    }

    /// As the other, with requests dealt out to the connections in turn.
    static Measured closed(URI url, List<byte[]> requests, int expected, int connections, Duration span)
            throws InterruptedException {
        long begin = System.nanoTime();
        long end = begin + span.toNanos();
        List<Callable<List<Long>>> clients = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            byte[] request = requests.get(i % requests.size());
            clients.add(() -> client(url, request, expected, end));
        }
        List<Long> nanos = all(clients);
        return new Measured(nanos.size() / ((System.nanoTime() - begin) / 1e9), Sample.ofNanos(nanos, 1e6));
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

    /// So many requests a second, however long the answers take: the time counts from when a request was due.
    static Sample paced(URI url, byte[] request, int perSecond, Duration span) throws InterruptedException {
        int connections = 20;
        long between = 1_000_000_000L * connections / perSecond;
        long begin = System.nanoTime();
        List<Callable<List<Long>>> clients = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            long first = begin + i * (1_000_000_000L / perSecond);
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
