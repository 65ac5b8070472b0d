package dev.quayside.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quayside.base.ProblemException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ChildrenTest {
    @Test
    void whatAChildStartedIsEndedWithIt() throws Exception {
        Process parent;
        ProcessHandle grandchild;
        try (Children children = new Children()) {
            parent = children.start(new ProcessBuilder("bash", "-c", "sleep 300 & echo $!; wait"));
            try (var said = parent.inputReader()) {
                grandchild = ProcessHandle.of(Long.parseLong(said.readLine())).orElseThrow();
            }
            assertThat(grandchild.isAlive()).isTrue();
        }
        assertThat(parent.isAlive()).isFalse();
        assertThat(grandchild.onExit().get(20, TimeUnit.SECONDS).isAlive()).isFalse();
    }

    @Test
    void settingsOfThisProcessDoNotReachAChild() throws Exception {
        try (Children children = new Children()) {
            var builder =
                    new ProcessBuilder("bash", "-c", "echo ${QUAYSIDE_DATABASE_URL:-none} ${QUAYSIDE_SHARED:-none}");
            builder.environment().put("QUAYSIDE_DATABASE_URL", "postgresql://elsewhere/x");
            builder.environment().put("QUAYSIDE_SHARED", "/shared");
            try (var said = children.start(builder).inputReader()) {
                assertThat(said.readLine()).isEqualTo("none /shared");
            }
        }
    }

    @Test
    void afterTheEndNothingIsStarted() {
        Children children = new Children();
        children.close();
        assertThatThrownBy(() -> children.start(new ProcessBuilder("true")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("stopped");
    }

    @Test
    void aMissingProgramIsNamed() {
        try (Children children = new Children()) {
            assertThatThrownBy(() -> children.start(new ProcessBuilder("/no/such/program")))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("/no/such/program");
        }
    }
}
