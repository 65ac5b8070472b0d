package dev.quayside.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quayside.base.ProblemException;
import org.junit.jupiter.api.Test;

class CeleryOutputTest {
    @Test
    void itsLastLineIsFoundAmongOthers() {
        CeleryOutput read = CeleryOutput.parse("""
                NOTICE:  table "log" does not exist, skipping
                celery: 200 runs x 10 steps in 4.88 s = 410 steps/s, 41.0 runs/s, p50 run 2.113 s
                """);
        assertThat(read.runs()).isEqualTo(200);
        assertThat(read.steps()).isEqualTo(10);
        assertThat(read.stepsPerSecond()).isCloseTo(409.8, within(0.1));
        assertThat(read.runSeconds()).isEqualTo(2.113);
    }

    @Test
    void anythingElseIsToldAsItWasSaid() {
        assertThatThrownBy(() -> CeleryOutput.parse("psycopg2.OperationalError: connection refused"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("connection refused");
    }
}
