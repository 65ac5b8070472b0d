package dev.quayside.benchmarks;

import dev.quayside.base.Pause;
import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import dev.quayside.database.embedded.EmbeddedPostgres;
import dev.quayside.database.embedded.EmbeddedSettings;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The same work done by Celery, Redis and PostgreSQL: a task a step, two log rows a task, eight worker processes.
///
/// The PostgreSQL is ours, with the same settings, in a data folder of its own; Redis keeps nothing on disk. One thread
/// at a time.
final class CeleryBaseline {
    private static final int WORKERS = 8;
    private static final int PATIENCE_SECONDS = 60;

    private final Bench bench;

    CeleryBaseline(Bench bench) {
        this.bench = bench;
    }

    /// The programs it is made of, and where its harness lies.
    private record Tools(Path python, Path redis, Path harness) {}

    /// Adds `baseline.*`; nothing, and a word about it, where the programs or the harness are missing.
    ///
    /// @throws ProblemException `bench.baseline-failed`
    void measure(Figures figures) throws InterruptedException {
        Optional<Tools> tools = find();
        if (tools.isEmpty()) {
            return;
        }
        EmbeddedSettings settings = EmbeddedSettings.in(bench.scratch().resolve("baseline-postgres"), System.getenv());
        try (EmbeddedPostgres postgres = new EmbeddedPostgres(settings, Pause.REAL)) {
            String database = postgres.start().reveal();
            int port = ServerProcess.freePort();
            Map<String, String> places = Map.of("BROKER", "redis://127.0.0.1:" + port + "/0", "DB", database);
            Process redis = start("redis", redisLine(tools.get(), port), tools.get(), places);
            Process worker = start("worker", workerLine(tools.get()), tools.get(), places);
            try {
                measure(tools.get(), places, figures);
            } finally {
                bench.children().stop(worker);
                bench.children().stop(redis);
            }
        }
    }

    private void measure(Tools tools, Map<String, String> places, Figures figures) throws InterruptedException {
        CeleryOutput _ = load(tools, places, 40, 10);
        for (int i = 0; i < bench.choose(2, 3); i++) {
            figures.add(
                    "baseline.celery_steps_per_second",
                    load(tools, places, 200, 10).stepsPerSecond());
        }
        for (int i = 0; i < bench.choose(3, 5); i++) {
            figures.add(
                    "baseline.celery_l40_seconds", load(tools, places, 1, 40).runSeconds());
        }
    }

    private CeleryOutput load(Tools tools, Map<String, String> places, int runs, int steps)
            throws InterruptedException {
        String name = "load-" + runs + "x" + steps;
        List<String> line =
                List.of(tools.python().toString(), "celery_bench.py", Integer.toString(runs), Integer.toString(steps));
        Process process = start(name, line, tools, places);
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new ProblemException(
                        "bench.baseline-failed",
                        "Celery did not end " + runs + " runs of " + steps + " steps in " + PATIENCE_SECONDS
                                + " s; its worker said: " + said("worker").strip());
            }
            return CeleryOutput.parse(said(name));
        } finally {
            bench.children().stop(process);
        }
    }

    private Process start(String name, List<String> line, Tools tools, Map<String, String> places) {
        var builder = new ProcessBuilder(line)
                .directory(tools.harness().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log(name).toFile());
        builder.environment().putAll(places);
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        return bench.children().start(builder);
    }

    private Path log(String name) {
        return bench.scratch().resolve("baseline-" + name + ".log");
    }

    private String said(String name) {
        try {
            return Files.readString(log(name), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ProblemException(
                    new Problem("bench.baseline-failed", log(name) + " cannot be read: " + e.getMessage()), e);
        }
    }

    private List<String> redisLine(Tools tools, int port) {
        return List.of(
                tools.redis().toString(),
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no",
                "--dir",
                bench.scratch().toString());
    }

    private static List<String> workerLine(Tools tools) {
        return List.of(
                tools.python().toString(),
                "-m",
                "celery",
                "-A",
                "celery_app",
                "worker",
                "--concurrency=" + WORKERS,
                "-P",
                "prefork",
                "--loglevel=WARNING");
    }

    private Optional<Tools> find() throws InterruptedException {
        String shared = System.getenv().getOrDefault("QUAYSIDE_SHARED", "../shared");
        Path harness = bench.root().resolve(shared).resolve("bench").normalize();
        Optional<Path> redis = programs("redis-server").findFirst();
        if (!Files.exists(harness.resolve("celery_bench.py"))) {
            return leftOut("there is no " + harness.resolve("celery_bench.py")
                    + " (QUAYSIDE_SHARED names the folder above it)");
        }
        if (redis.isEmpty()) {
            return leftOut("there is no redis-server on the PATH (apt install redis-server)");
        }
        List<Path> pythons = new ArrayList<>(programs("python3").toList());
        for (Path python : pythons) {
            Process check = bench.children()
                    .start(new ProcessBuilder(python.toString(), "-c", "import celery, psycopg2, redis")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD));
            int exit = check.waitFor();
            bench.children().stop(check);
            if (exit == 0) {
                return Optional.of(new Tools(python, redis.get(), harness));
            }
        }
        return leftOut("no python3 on the PATH has celery, psycopg2 and redis"
                + " (apt install python3-celery python3-psycopg2 python3-redis)");
    }

    private Optional<Tools> leftOut(String why) {
        bench.say("Celery is left out, and with it all ratios: " + why);
        return Optional.empty();
    }

    private static Stream<Path> programs(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable);
    }
}
