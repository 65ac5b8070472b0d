package dev.quayside.document.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quayside.base.Json;
import dev.quayside.base.ProblemException;
import dev.quayside.process.Resting;
import dev.quayside.testing.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Children that were taken over by a file.
class ChildPoolTest {

    @TempDir
    Path folder;

    private final ChildHome home = new ChildHome();
    private final List<Long> told = new ArrayList<>();

    @AfterEach
    void close() {
        home.close();
    }

    @Test
    void oneThatSpeaksForEverOfItsProgressIsGivenUpAndFloodsNobody() throws Exception {
        try (ChildPool pool = pool()) {
            assertThatThrownBy(() -> run(pool, "flood", Duration.ofSeconds(3)))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("document.timeout");

            assertThat(told).isSorted().doesNotHaveDuplicates().hasSizeLessThan(50);
        }
    }

    @Test
    void progressThatCannotBeTrueIsNotPassedOn() throws Exception {
        try (ChildPool pool = pool()) {
            run(pool, "lies", Duration.ofMinutes(1));

            assertThat(told).containsExactly(3L);
        }
    }

    @Test
    void oneThatIsNotNeededAnyMoreEndsAndTheNextTaskGetsAnother() throws Exception {
        try (ChildPool pool = pool(Duration.ofMillis(100))) {
            Path first = home.place().folder().resolve("talkative-1");
            run(pool, "lies", Duration.ofMinutes(1));

            Await.until("it has ended and its folder is gone", () -> !Files.exists(first));
            run(pool, "lies", Duration.ofMinutes(1));

            assertThat(told).hasSize(2);
        }
    }

    private ChildPool pool() {
        return pool(Resting.LONG);
    }

    private ChildPool pool(Duration rest) {
        var launch = new Launch("talkative", 64 << 20, TalkativeChild.class, List.of(), List.of(), 10);
        return new ChildPool(home, launch, new ChildLimits(1, rest, 1 << 20));
    }

    private void run(ChildPool pool, String how, Duration deadline) throws Exception {
        Path input = Files.writeString(folder.resolve("in"), "x");
        Task task = new Task(input, "in", Json.object().put("how", how), Optional.empty(), "", deadline);
        pool.run(task, (done, _, _) -> told.add(done));
    }
}
