package dev.quayside.http.live;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/// Counts the streams of one wire. Safe for several threads.
final class Streams {
    private final AtomicInteger open = new AtomicInteger();
    private final Counter cut;

    Streams(MeterRegistry figures, String wire) {
        Gauge.builder("quayside.live.streams", open, AtomicInteger::get)
                .description("Live streams that are open, by wire")
                .tag("wire", wire)
                .register(figures);
        cut = Counter.builder("quayside.live.cut")
                .description("Live streams that were cut because the client took nothing, by wire")
                .tag("wire", wire)
                .register(figures);
    }

    void opened() {
        open.incrementAndGet();
    }

    void closed() {
        open.decrementAndGet();
    }

    void cut() {
        cut.increment();
    }

    int open() {
        return open.get();
    }
}
