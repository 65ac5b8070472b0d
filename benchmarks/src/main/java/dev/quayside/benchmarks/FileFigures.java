package dev.quayside.benchmarks;

import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import dev.quayside.http.auth.ServerFile;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Files in and out: a large one through the server to its disk, and to an S3 server on the same machine, beside curl
/// that talks to that S3 server itself; many small ones; and the heap of the server meanwhile. One thread at a time.
final class FileFigures implements Benchmark {
    private static final int CLIENTS = 16;
    private static final int AT_ONCE = 4;
    private static final int SMALL = 4_096;
    private static final int CROWD = 100;

    @Override
    public String name() {
        return "files";
    }

    @Override
    public String summary() {
        return "MB a second in and out, on disk and in S3, beside curl to S3 itself; small files a second; the heap";
    }

    @Override
    public List<Figure> figures() {
        return List.of(
                new Figure("ratio.s3_upload_to_curl", "upload into S3, to curl into S3 itself", Figure.Unit.RATIO),
                new Figure("ratio.s3_download_to_curl", "download from S3, to curl from S3 itself", Figure.Unit.RATIO),
                new Figure("disk.upload_mb_s", "a large file, upload to disk", Figure.Unit.MEGABYTES_PER_SECOND),
                new Figure("disk.download_mb_s", "  download, its hash checked", Figure.Unit.MEGABYTES_PER_SECOND),
                new Figure("s3.upload_mb_s", "the same, upload into S3", Figure.Unit.MEGABYTES_PER_SECOND),
                new Figure("s3.download_mb_s", "  download, its hash checked", Figure.Unit.MEGABYTES_PER_SECOND),
                new Figure("curl.upload_mb_s", "curl into S3 itself", Figure.Unit.MEGABYTES_PER_SECOND),
                new Figure("curl.download_mb_s", "curl from S3 itself", Figure.Unit.MEGABYTES_PER_SECOND),
                new Figure("disk.small_per_second", "files of 4 kB to disk, 16 at once", Figure.Unit.FILES_PER_SECOND),
                new Figure("disk.heap_idle_mb", "heap at rest", Figure.Unit.MEGABYTES),
                new Figure("disk.heap_busy_mb", "heap amid 4 uploads of the large file", Figure.Unit.MEGABYTES),
                new Figure("disk.crowd", "uploads of 200 MB to disk at once, their hashes checked", Figure.Unit.COUNT),
                new Figure("disk.crowd_heap_mb", "  heap in their middle", Figure.Unit.MEGABYTES),
                new Figure("disk.crowd_direct_mb", "  buffers outside the heap", Figure.Unit.MEGABYTES),
                new Figure("disk.crowd_memory_mb", "  memory of the process (PSS)", Figure.Unit.MEGABYTES),
                new Figure("disk.crowd_peak_mb", "  most memory at any time (RSS)", Figure.Unit.MEGABYTES),
                new Figure("s3.crowd", "uploads of 50 MB into S3 at once, their hashes checked", Figure.Unit.COUNT),
                new Figure("s3.crowd_heap_mb", "  heap in their middle", Figure.Unit.MEGABYTES),
                new Figure("s3.crowd_direct_mb", "  buffers outside the heap", Figure.Unit.MEGABYTES),
                new Figure("s3.crowd_memory_mb", "  memory of the process (PSS)", Figure.Unit.MEGABYTES),
                new Figure("s3.crowd_peak_mb", "  most memory at any time (RSS)", Figure.Unit.MEGABYTES));
    }

    /// A server under load.
    ///
    /// @param access header field that lets in
    private record Target(URI url, String access) {
        String at(String path) {
            return url + path;
        }
    }

    @Override
    public Figures measure(Bench bench) throws InterruptedException {
        Figures figures = new Figures();
        Machine.describe(bench, figures);
        try (S3Process s3 = S3Process.start(bench, bench.folder("objects"))) {
            Path large = large(bench.folder("input"), bench.choose(50, 200));
            curlItself(bench, figures, large, "http://127.0.0.1:" + s3.open() + "/" + S3Server.BUCKET + "/itself");
            onDisk(bench, figures, large);
            inBucket(bench, figures, large, s3.signed());
        } catch (IOException e) {
            throw new ProblemException(new Problem("bench.load-failed", "Files were not moved: " + e.getMessage()), e);
        }
        figures.addRatio("ratio.s3_upload_to_curl", "s3.upload_mb_s", "curl.upload_mb_s");
        figures.addRatio("ratio.s3_download_to_curl", "s3.download_mb_s", "curl.download_mb_s");
        return figures;
    }

    private static Path large(Path folder, int megabytes) throws IOException {
        Path file = folder.resolve("large.bin");
        byte[] block = new byte[1_000_000];
        var random = new Random(1);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < megabytes; i++) {
                random.nextBytes(block);
                out.write(block);
            }
        }
        return file;
    }

    private static void curlItself(Bench bench, Figures figures, Path large, String object)
            throws IOException, InterruptedException {
        Curl curl = new Curl(bench.children());
        double megabytes = Files.size(large) / 1e6;
        for (int round = 0; round < 4; round++) {
            bench.say(round == 0 ? "curl to S3 itself, warming up" : "curl to S3 itself, round " + round + " of 3");
            double up = curl.seconds("-T", large.toString(), object);
            double down = curl.seconds(object);
            if (round > 0) {
                figures.add("curl.upload_mb_s", megabytes / up);
                figures.add("curl.download_mb_s", megabytes / down);
            }
        }
    }

    private static void onDisk(Bench bench, Figures figures, Path large) throws IOException, InterruptedException {
        Path data = bench.folder("disk");
        Files.writeString(data.resolve("quayside.yaml"), "storage:\n  quota-mb: 0\n");
        try (ServerProcess server = ServerProcess.start(bench, data)) {
            Target target = target(data);
            transfers(bench, figures, large, target, "disk");
            bench.say("Small files");
            Duration span = Duration.ofSeconds(bench.choose(3, 8));
            double warm = small(target, span);
            bench.say("Warmed up at %.0f files/s".formatted(warm));
            for (int round = 0; round < 3; round++) {
                figures.add("disk.small_per_second", small(target, span));
            }
            heap(bench, figures, large, target, server);
        }
        crowd(bench, figures, "disk", "", bench.choose(20, 200));
    }

    /// A server of its own, so that its peak is that of the crowd; its files are removed before others come.
    private static void crowd(Bench bench, Figures figures, String where, String settings, int megabytes)
            throws IOException, InterruptedException {
        try (Scratch data = Scratch.in(bench.folder(where + "-crowd"))) {
            Files.writeString(data.path().resolve("quayside.yaml"), "storage:\n  quota-mb: 0\n" + settings);
            try (ServerProcess server = ServerProcess.start(bench, data.path())) {
                Target target = target(data.path());
                var memory = new ServerMemory(bench, target.url(), server);
                bench.say(CROWD + " uploads at once, " + where);
                new UploadCrowd(target.url(), target.access(), CROWD, megabytes * 1_000_000L).upload(() -> {
                    figures.add(where + ".crowd_memory_mb", memory.proportional());
                    figures.add(where + ".crowd_direct_mb", memory.direct());
                    figures.add(where + ".crowd_heap_mb", memory.heap());
                });
                figures.add(where + ".crowd", CROWD);
                figures.add(where + ".crowd_peak_mb", memory.peak());
            }
        }
    }

    private static void inBucket(Bench bench, Figures figures, Path large, int port)
            throws IOException, InterruptedException {
        Path data = bench.folder("bucket");
        String settings = """
                  s3:
                    bucket: %s
                    endpoint: http://127.0.0.1:%d
                    path-style: true
                    access-key: %s
                    secret-key: %s
                """.formatted(S3Server.BUCKET, port, S3Server.KEY, S3Server.SECRET);
        Files.writeString(data.resolve("quayside.yaml"), "storage:\n  quota-mb: 0\n" + settings);
        try (ServerProcess _ = ServerProcess.start(bench, data)) {
            transfers(bench, figures, large, target(data), "s3");
        }
        crowd(bench, figures, "s3", settings, bench.choose(20, 50));
    }

    private static Target target(Path data) {
        ServerFile server = ServerFile.find(data)
                .orElseThrow(() -> new ProblemException("bench.server-failed", "The server left no address"));
        return new Target(server.url(), "Authorization: Bearer " + server.token());
    }

    private static void transfers(Bench bench, Figures figures, Path large, Target target, String where)
            throws IOException, InterruptedException {
        Curl curl = new Curl(bench.children());
        double megabytes = Files.size(large) / 1e6;
        for (int round = 0; round < 4; round++) {
            bench.say(round == 0 ? where + ", warming up" : where + ", round " + round + " of 3");
            double up = curl.seconds("-H", target.access(), "-F", "file=@" + large, target.at("/api/v1/files"));
            double down = curl.seconds("-H", target.access(), target.at("/api/v1/files/" + (round + 1) + "/content"));
            if (round > 0) {
                figures.add(where + ".upload_mb_s", megabytes / up);
                figures.add(where + ".download_mb_s", megabytes / down);
            }
        }
    }

    private static double small(Target target, Duration span) throws InterruptedException {
        long begin = System.nanoTime();
        List<Callable<Integer>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            byte[] request = small(target, "small-" + i + ".bin");
            clients.add(() -> small(target.url(), request, begin + span.toNanos()));
        }
        int stored = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> client : threads.invokeAll(clients)) {
                stored += client.get();
            }
        } catch (ExecutionException e) {
            throw new ProblemException(new Problem("bench.load-failed", "A client failed: " + e.getCause()), e);
        }
        return stored / ((System.nanoTime() - begin) / 1e9);
    }

    private static byte[] small(Target target, String name) {
        String form = "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name + "\"\r\n\r\n"
                + "x".repeat(SMALL) + "\r\n--xyz--\r\n";
        String[] access = target.access().split(": ", 2);
        return LeanHttp.request(
                target.url(),
                "POST",
                "/api/v1/files",
                Map.of(access[0], access[1], "Content-Type", "multipart/form-data; boundary=xyz"),
                form);
    }

    private static int small(URI url, byte[] request, long end) throws IOException {
        int stored = 0;
        try (LeanHttp client = new LeanHttp(url)) {
            for (; System.nanoTime() < end; stored++) {
                LeanHttp.Answer answer = client.exchange(request);
                if (answer.status() != 201) {
                    throw new IOException("expected status 201, got " + answer);
                }
            }
        }
        return stored;
    }

    /// What is in use after a full collection, at rest and in the middle of uploads that are held back.
    private static void heap(Bench bench, Figures figures, Path large, Target target, ServerProcess server)
            throws IOException, InterruptedException {
        bench.say("Heap");
        var memory = new ServerMemory(bench, target.url(), server);
        figures.add("disk.heap_idle_mb", memory.heap());
        Curl curl = new Curl(bench.children());
        List<Process> uploads = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            uploads.add(curl.start(
                    "--limit-rate",
                    bench.choose(5, 20) + "M",
                    "-H",
                    target.access(),
                    "-F",
                    "file=@" + large,
                    target.at("/api/v1/files")));
        }
        for (int i = 0; i < 3; i++) {
            Thread.sleep(Duration.ofSeconds(2));
            figures.add("disk.heap_busy_mb", memory.heap());
        }
        if (uploads.stream().noneMatch(Process::isAlive)) {
            throw new ProblemException("bench.load-failed", "The uploads had ended before the heap was measured");
        }
        uploads.forEach(bench.children()::stop);
    }
}
