package dev.quayside.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.quayside.base.Json;
import org.junit.jupiter.api.Test;

class FiguresTest {
    private final Figures figures = new Figures();

    @Test
    void theJsonIsOneFlatObjectOfMediansWithTheirExtremes() {
        figures.add("l40.seconds", 0.0123456);
        figures.add("w10.steps_per_second", 20_000);
        figures.add("w10.steps_per_second", 26_123.987);
        figures.add("w10.steps_per_second", 25_000);
        figures.put("machine.cpu", "some processor");
        assertThat(Json.write(figures.toJson()))
                .isEqualTo(
                        "{\"l40.seconds\":0.012346,\"w10.steps_per_second\":25000,\"w10.steps_per_second.min\":20000,"
                                + "\"w10.steps_per_second.max\":26124,\"machine.cpu\":\"some processor\"}");
    }

    @Test
    void aRatioIsThatOfTheMedians() {
        figures.add("ours", 10);
        figures.add("ours", 30);
        figures.add("theirs", 4);
        figures.addRatio("ratio.ours", "ours", "theirs");
        assertThat(figures.find("ratio.ours").orElseThrow().median()).isEqualTo(5);
    }

    @Test
    void withoutABaselineThereIsNoRatio() {
        figures.add("ours", 10);
        figures.addRatio("ratio.ours", "ours", "theirs");
        assertThat(figures.numbers()).containsExactly("ours");
    }

    @Test
    void whatIsNoNumberIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> figures.add("x", Double.NaN));
    }
}
