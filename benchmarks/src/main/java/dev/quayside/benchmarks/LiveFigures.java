package dev.quayside.benchmarks;

import java.util.List;

/// Live logs: what an idle WebSocket costs, and how fast many followers of one run are told. One thread at a time.
final class LiveFigures implements Benchmark {
    @Override
    public String name() {
        return "live";
    }

    @Override
    public String summary() {
        return "heap of an idle WebSocket, a line told to all of them, one run with 1,000 followers";
    }

    @Override
    public List<Figure> figures() {
        return List.of(
                new Figure("idle.sockets", "WebSockets held open", Figure.Unit.COUNT),
                new Figure("idle.heap_bytes", "  heap of each, following one run", Figure.Unit.BYTES),
                new Figure("idle.own_run_heap_bytes", "  heap of each, following a run of its own", Figure.Unit.BYTES),
                new Figure("idle.broadcast_ms", "  until one line was told to all", Figure.Unit.MILLISECONDS),
                new Figure("fan.lines_per_second", "one run with 1,000 followers, lines", Figure.Unit.LINES_PER_SECOND),
                new Figure("fan.messages_per_second", "  messages to them", Figure.Unit.MESSAGES_PER_SECOND),
                new Figure("fan.lost", "  followers who did not hear every line", Figure.Unit.COUNT),
                new Figure("solo.lines_per_second", "the same run with one follower", Figure.Unit.LINES_PER_SECOND));
    }

    @Override
    public Figures measure(Bench bench) throws InterruptedException {
        Figures figures = new Figures();
        Machine.describe(bench, figures);
        List<String> arguments = List.of(
                bench.folder("live").toString(),
                Integer.toString(bench.choose(2_000, 10_000)),
                Integer.toString(bench.choose(1_000, 5_000)),
                "3");
        new LoadJvm(bench).measure(LiveLoad.class, arguments, figures);
        return figures;
    }
}
