package dev.quayside.document.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class WeightsTest {
    @Property(tries = 200)
    void whatIsWrittenIsReadAndWrittenAgainTheSame(
            @ForAll @Size(max = 300) Map<Long, @FloatRange(min = -9, max = 9) Float> weights) {
        TreeMap<Long, float[]> rows = new TreeMap<>();
        // The lower half of a hash is not kept: let all differ in the upper half.
        weights.forEach((hash, weight) -> rows.put(hash << 32, new float[] {weight, -weight}));
        byte[] file = written(Weights.of(2, rows));
        Weights table = Weights.read(new ByteArrayInputStream(file));

        assertThat(table.size()).isEqualTo(rows.size());
        rows.forEach((hash, row) -> {
            int found = table.find(hash);
            assertThat(table.weight(found, 0)).isEqualTo(row[0], within(9f / Short.MAX_VALUE));
            assertThat(table.weight(found, 1)).isEqualTo(row[1], within(9f / Short.MAX_VALUE));
        });
        assertThat(written(table)).isEqualTo(file);
    }

    @Test
    void whatWasNotLearnedIsNotFound() {
        Weights table = Weights.of(1, new TreeMap<>(Map.of(FeatureHash.of("known"), new float[] {1})));

        assertThat(table.find(FeatureHash.of("known"))).isZero();
        assertThat(table.find(FeatureHash.of("unknown"))).isEqualTo(-1);
    }

    @Test
    void anotherFileIsRefused() {
        assertThatThrownBy(() -> Weights.read(new ByteArrayInputStream(new byte[100])))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("not a table of weights");
    }

    @Test
    void aFileThatClaimsTooMuchIsRefused() {
        byte[] file = written(Weights.of(1, new TreeMap<>(Map.of(1L << 40, new float[] {1}))));
        file[12] = 0x7f;

        assertThatThrownBy(() -> Weights.read(new ByteArrayInputStream(file)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("more than");
    }

    @Test
    void hashesStayAsTheyAre() {
        assertThat(FeatureHash.of("quayside")).isEqualTo(FeatureHash.of("a quayside", 2, 10));
        assertThat(FeatureHash.combine(1, 2)).isNotEqualTo(FeatureHash.combine(2, 1));
        assertThat(FeatureHash.of("good")).as("a trained file holds it").isEqualTo(-645_559_875_116_908_737L);
    }

    private static byte[] written(Weights table) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        table.write(bytes);
        return bytes.toByteArray();
    }
}
