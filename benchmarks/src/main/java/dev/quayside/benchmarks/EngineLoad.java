package dev.quayside.benchmarks;

import dev.quayside.App;
import dev.quayside.AppSettings;
import dev.quayside.base.Json;
import dev.quayside.workflow.definition.DefinitionReader;
import dev.quayside.workflow.run.Runs;
import dev.quayside.workflow.run.Workflows;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// Loads the engine in this process and prints what it measured as JSON.
public final class EngineLoad {
    private EngineLoad() {}

    public static void main(String... arguments) throws Exception {
        Path data = Path.of(arguments[0]);
        try (App app = App.start(AppSettings.read(data, Map.of()), App.Role.SERVER)) {
            Workflows.Stored.Done ten = put(app, "w10", chain(10));
            Workflows.Stored.Done forty = put(app, "l40", chain(40));
            Workflows.Stored.Done fan = put(app, "f100", fan(100));
            for (int i = 0; i < 3; i++) {
                parallel(app, ten, 2_000, 500);
            }
            for (int i = 0; i < 3; i++) {
                System.out.println("w10 x500 " + parallel(app, ten, 4_000, 500));
                System.out.println("w10 x64 " + parallel(app, ten, 3_000, 64));
                System.out.println("w10 x16 " + parallel(app, ten, 2_000, 16));
                System.out.println("l40 " + parallel(app, forty, 50, 1));
                System.out.println("f100 " + parallel(app, fan, 50, 1));
            }
        }
    }

    private static String parallel(App app, Workflows.Stored.Done version, int runs, int atOnce) throws Exception {
        AtomicInteger next = new AtomicInteger();
        long[] nanos = new long[runs];
        CountDownLatch done = new CountDownLatch(atOnce);
        long start = System.nanoTime();
        for (int t = 0; t < atOnce; t++) {
            Thread.startVirtualThread(() -> {
                try {
                    for (int i = next.getAndIncrement(); i < runs; i = next.getAndIncrement()) {
                        long from = System.nanoTime();
                        UUID run = ((Runs.Start.Accepted) app.runs().start(version, Json.object(), null, null)).run();
                        app.runs().await(run, Duration.ofSeconds(60));
                        nanos[i] = System.nanoTime() - from;
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } finally {
                    done.countDown();
                }
            });
        }
        done.await();
        double seconds = (System.nanoTime() - start) / 1e9;
        Arrays.sort(nanos);
        return "%.0f runs/s, p50 %.1f ms, p99 %.1f ms"
                .formatted(runs / seconds, nanos[runs / 2] / 1e6, nanos[runs * 99 / 100] / 1e6);
    }

    private static Workflows.Stored.Done put(App app, String name, String definition) {
        return (Workflows.Stored.Done) app.workflows().put(name, DefinitionReader.parse(definition.replace('\'', '"')));
    }

    private static String chain(int steps) {
        List<String> all = IntStream.range(0, steps)
                .mapToObj(i -> "{'id': 's" + i + "', 'type': 'transform', 'config': {'output': {}}}")
                .toList();
        return "{'steps': [" + String.join(",", all) + "]}";
    }

    private static String fan(int width) {
        List<String> all = new ArrayList<>();
        all.add("{'id': 'root', 'type': 'transform', 'config': {'output': {}}}");
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            all.add("{'id': 's" + i + "', 'type': 'transform', 'config': {'output': {}}, 'depends_on': ['root']}");
            ids.add("'s" + i + "'");
        }
        all.add("{'id': 'join', 'type': 'transform', 'config': {'output': {}}, 'depends_on': [" + String.join(",", ids)
                + "]}");
        return "{'steps': [" + String.join(",", all) + "]}";
    }
}
