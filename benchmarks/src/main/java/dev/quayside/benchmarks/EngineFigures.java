package dev.quayside.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Durable steps, starting, memory at rest, and the same steps on Celery. One thread at a time.
final class EngineFigures implements Benchmark {
    /// After this long a server that was left alone counts as at rest.
    private static final Duration SETTLE = Duration.ofSeconds(5);

    @Override
    public String name() {
        return "engine";
    }

    @Override
    public String summary() {
        return "durable steps a second, one long run, a fan-out, Python steps, start and memory; beside Celery where it is installed";
    }

    @Override
    public List<Figure> figures() {
        return List.of(
                new Figure("ratio.w10_to_celery", "steps/s, 500 runs at once, to Celery's", Figure.Unit.RATIO),
                new Figure("ratio.p16_to_celery", "steps/s, 16 runs in parallel, to Celery's", Figure.Unit.RATIO),
                new Figure("ratio.l40_to_celery", "Celery's time for one run of 40 steps, to ours", Figure.Unit.RATIO),
                new Figure("w10.steps_per_second", "runs of 10 steps, 500 at once", Figure.Unit.STEPS_PER_SECOND),
                new Figure("w10.run_p50_ms", "  one of the 500, p50", Figure.Unit.MILLISECONDS),
                new Figure("w10.run_p99_ms", "  one of the 500, p99", Figure.Unit.MILLISECONDS),
                new Figure(
                        "w10.p16_steps_per_second", "runs of 10 steps, 16 in parallel", Figure.Unit.STEPS_PER_SECOND),
                new Figure("w10.p16_run_p50_ms", "  one of the 16, p50", Figure.Unit.MILLISECONDS),
                new Figure("w10.p16_run_p99_ms", "  one of the 16, p99", Figure.Unit.MILLISECONDS),
                new Figure("l40.seconds", "one run of 40 steps, p50", Figure.Unit.SECONDS_AS_MILLISECONDS),
                new Figure("f100.seconds", "one fan-out of 100 steps, p50", Figure.Unit.SECONDS_AS_MILLISECONDS),
                new Figure("python_step.p50_ms", "one run of one Python step, warm, p50", Figure.Unit.MILLISECONDS),
                new Figure("cold_start.seconds", "start on existing data", Figure.Unit.SECONDS),
                new Figure("cold_start.first_seconds", "first start, which makes the database", Figure.Unit.SECONDS),
                new Figure("memory.server_mb", "memory at rest, server (PSS)", Figure.Unit.MEGABYTES),
                new Figure("memory.database_mb", "memory at rest, PostgreSQL (PSS)", Figure.Unit.MEGABYTES),
                new Figure("memory.server_rss_mb", "  server, RSS", Figure.Unit.MEGABYTES),
                new Figure("memory.database_rss_mb", "  PostgreSQL, RSS of all its processes", Figure.Unit.MEGABYTES),
                new Figure("disk.flush_ms", "the disk makes 8 kB durable, p50", Figure.Unit.SHORT_MILLISECONDS),
                new Figure(
                        "baseline.celery_steps_per_second",
                        "Celery: 200 runs of 10 steps",
                        Figure.Unit.STEPS_PER_SECOND),
                new Figure(
                        "baseline.celery_l40_seconds",
                        "Celery: one run of 40 steps",
                        Figure.Unit.SECONDS_AS_MILLISECONDS));
    }

    @Override
    public Figures measure(Bench bench) throws InterruptedException {
        Figures figures = new Figures();
        Machine.describe(bench, figures);
        bench.say("Flush time of the disk under " + bench.scratch());
        figures.add("disk.flush_ms", DiskFlush.measure(bench.scratch()).median());
        starts(bench, figures);
        bench.say("Load on the engine");
        List<String> arguments = List.of(
                bench.folder("load").toString(),
                Integer.toString(bench.choose(6, 12)),
                Integer.toString(bench.choose(2_000, 5_000)),
                "3");
        new LoadJvm(bench).measure(EngineLoad.class, arguments, figures);
        bench.say("Celery, Redis and PostgreSQL");
        new CeleryBaseline(bench).measure(figures);
        figures.addRatio("ratio.w10_to_celery", "w10.steps_per_second", "baseline.celery_steps_per_second");
        figures.addRatio("ratio.p16_to_celery", "w10.p16_steps_per_second", "baseline.celery_steps_per_second");
        figures.addRatio("ratio.l40_to_celery", "baseline.celery_l40_seconds", "l40.seconds");
        return figures;
    }

    private static void starts(Bench bench, Figures figures) throws InterruptedException {
        int times = bench.choose(3, 5);
        int rests = bench.choose(1, 3);
        bench.say("Starts of the server: " + times + " on new data, " + times + " on existing data");
        for (int i = 0; i < times; i++) {
            Path data = bench.folder("start-" + i);
            try (ServerProcess first = ServerProcess.start(bench, data)) {
                figures.add("cold_start.first_seconds", first.startTime().toNanos() / 1e9);
            }
            try (ServerProcess later = ServerProcess.start(bench, data)) {
                figures.add("cold_start.seconds", later.startTime().toNanos() / 1e9);
                if (i < rests) {
                    Thread.sleep(SETTLE);
                    memory(bench, later, figures);
                }
            }
        }
    }

    private static void memory(Bench bench, ServerProcess server, Figures figures) {
        Optional<ResidentMemory> jvm = ResidentMemory.of(List.of(server.jvm()));
        List<ProcessHandle> family = ResidentMemory.family(server.jvm(), "postgres");
        Optional<ResidentMemory> database = ResidentMemory.of(family);
        if (jvm.isEmpty() || database.isEmpty() || family.isEmpty()) {
            bench.say("Memory is left out: this system does not tell how much the server's processes use");
            return;
        }
        figures.add("memory.server_mb", jvm.get().proportional());
        figures.add("memory.database_mb", database.get().proportional());
        figures.add("memory.server_rss_mb", jvm.get().resident());
        figures.add("memory.database_rss_mb", database.get().resident());
    }
}
