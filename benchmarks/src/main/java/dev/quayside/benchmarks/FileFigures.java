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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Files in and out: a large one through the server to its disk, and to an S3 server on the same machine, beside curl
/// that talks to that S3 server itself; many small ones; and the heap of the server meanwhile. One thread at a time.
final class FileFigures implements Benchmark {
    private static final int CLIENTS = 16;
    private static final int AT_ONCE = 4;
    private static final int SMALL = 4_096;
    private static final Pattern HEAP = Pattern.compile("jvm_memory_used_bytes\\{area=\"heap\",.*} (\\S+)");

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
                new Figure("disk.heap_busy_mb", "heap amid 4 uploads of the large file", Figure.Unit.MEGABYTES));
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
    }

    private static void inBucket(Bench bench, Figures figures, Path large, int port)
            throws IOException, InterruptedException {
        Path data = bench.folder("bucket");
        Files.writeString(
                data.resolve("quayside.yaml"), """
                storage:
                  quota-mb: 0
                  s3:
                    bucket: %s
                    endpoint: http://127.0.0.1:%d
                    path-style: true
                    access-key: %s
                    secret-key: %s
                """.formatted(S3Server.BUCKET, port, S3Server.KEY, S3Server.SECRET));
        try (ServerProcess _ = ServerProcess.start(bench, data)) {
            transfers(bench, figures, large, target(data), "s3");
        }
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
        String form = "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"small.bin\"\r\n\r\n"
                + "x".repeat(SMALL) + "\r\n--xyz--\r\n";
        String[] access = target.access().split(": ", 2);
        byte[] request = LeanHttp.request(
                target.url(),
                "POST",
                "/api/v1/files",
                Map.of(access[0], access[1], "Content-Type", "multipart/form-data; boundary=xyz"),
                form);
        long begin = System.nanoTime();
        List<Callable<Integer>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
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
        figures.add("disk.heap_idle_mb", heap(bench, target, server));
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
            figures.add("disk.heap_busy_mb", heap(bench, target, server));
        }
        if (uploads.stream().noneMatch(Process::isAlive)) {
            throw new ProblemException("bench.load-failed", "The uploads had ended before the heap was measured");
        }
        uploads.forEach(bench.children()::stop);
    }

    private static double heap(Bench bench, Target target, ServerProcess server)
            throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process collection = bench.children()
                .start(new ProcessBuilder(jcmd, String.valueOf(server.jvm().pid()), "GC.run")
                        .redirectErrorStream(true));
        var _ = collection.getInputStream().readAllBytes();
        bench.children().stop(collection);
        double bytes = 0;
        try (LeanHttp client = new LeanHttp(target.url())) {
            Matcher lines =
                    HEAP.matcher(client.exchange(LeanHttp.request(target.url(), "GET", "/metrics", Map.of(), ""))
                            .body());
            while (lines.find()) {
                bytes += Double.parseDouble(lines.group(1));
            }
        }
        return bytes / 1e6;
    }
}
