package dev.quayside.document.child;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PacedProgressTest {
    private final AtomicLong nanos = new AtomicLong();
    private final List<String> told = new ArrayList<>();
    private final PacedProgress progress =
            new PacedProgress((done, total, unit) -> told.add(done + "/" + total + " " + unit), nanos::get);

    @Test
    void tellsTheFirstThenFourInASecondAndTheEnd() {
        for (int page = 1; page <= 100; page++) {
            progress.at(page, 100, "pages");
            nanos.addAndGet(Duration.ofMillis(10).toNanos());
        }

        assertThat(told)
                .containsExactly("1/100 pages", "26/100 pages", "51/100 pages", "76/100 pages", "100/100 pages");
    }

    @Test
    void neverFallsBack() {
        progress.at(50, 100, "pages");
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        progress.at(20, 100, "pages");

        assertThat(told).containsExactly("50/100 pages");
    }

    @Test
    void endsOnce() {
        progress.at(7, 5, "pages");
        progress.at(5, 5, "pages");
        progress.at(1, 1, "words");

        assertThat(told).containsExactly("5/5 pages");
    }

    @Test
    void tellsWhatHasNoEnd() {
        progress.at(0, 0, "files");
        progress.at(1, 0, "files");
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        progress.at(2, 0, "files");

        assertThat(told).containsExactly("0/0 files", "2/0 files");
    }
}
