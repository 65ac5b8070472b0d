package dev.quayside.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ResidentMemoryTest {
    @Test
    void kilobytesOfTheSystemAreOf1024Bytes() {
        ResidentMemory read = ResidentMemory.parse("""
                55d0c0a00000-7ffd0c1fe000 ---p 00000000 00:00 0    [rollup]
                Rss:              200000 kB
                Pss:              100000 kB
                Pss_Dirty:         90000 kB
                """);
        assertThat(read).isEqualTo(new ResidentMemory(102.4, 204.8));
    }

    @Test
    void aTextWithoutThemIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> ResidentMemory.parse("Rss: 1 kB"));
    }
}
