package dev.quayside.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class SampleTest {
    @Test
    void theMedianOfAnEvenNumberLiesBetweenTheMiddleTwo() {
        assertThat(Sample.of(List.of(4.0, 1.0, 3.0, 2.0)).median()).isEqualTo(2.5);
        assertThat(Sample.of(List.of(5.0, 1.0, 3.0)).median()).isEqualTo(3.0);
    }

    @Test
    void aPercentileLiesBetweenItsNeighboursInProportion() {
        Sample sample = Sample.of(List.of(10.0, 20.0, 30.0, 40.0, 50.0));
        assertThat(sample.percentile(0)).isEqualTo(10);
        assertThat(sample.percentile(90)).isEqualTo(46);
        assertThat(sample.percentile(100)).isEqualTo(50);
    }

    @Test
    void oneValueIsEveryPercentile() {
        Sample sample = Sample.of(List.of(7.0));
        assertThat(sample.percentile(1)).isEqualTo(7);
        assertThat(sample.percentile(99)).isEqualTo(7);
        assertThat(sample.min()).isEqualTo(sample.max());
    }

    @Test
    void nanosecondsBecomeTheUnitAskedFor() {
        assertThat(Sample.ofNanos(List.of(3_000_000L, 1_000_000L), 1e6).values())
                .containsExactly(1.0, 3.0);
    }

    @Test
    void nothingIsNoSample() {
        assertThatIllegalArgumentException().isThrownBy(() -> Sample.of(List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Sample.of(List.of(1.0)).percentile(101));
    }
}
