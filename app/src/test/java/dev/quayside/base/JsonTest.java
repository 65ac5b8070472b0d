package dev.quayside.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quayside.testing.Required;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @TestFactory
    List<DynamicTest> theJsonTestSuite() throws IOException {
        Path folder = Required.data("apis").resolve("json/JSONTestSuite");
        try (Stream<Path> files = Files.list(folder)) {
            List<DynamicTest> tests = files.sorted()
                    .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> suite(file)))
                    .toList();
            assertThat(tests).hasSizeGreaterThan(100);
            return tests;
        }
    }

    private static void suite(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        String name = file.getFileName().toString();
        // RFC 8259 allows duplicate keys and recommends against them; here they are refused.
        switch (name.startsWith("y_object_duplicated_key") ? 'n' : name.charAt(0)) {
            case 'y' -> {
                assertThat(Json.parse(bytes)).isNotNull();
                assertThat(Json.parse(new String(bytes, StandardCharsets.UTF_8)))
                        .isEqualTo(Json.parse(bytes));
            }
            case 'n' ->
                assertThatThrownBy(() -> Json.parse(bytes))
                        .isInstanceOf(ProblemException.class)
                        .hasMessageContaining("[json.invalid]")
                        .hasMessageNotContaining("Source");
            default -> {
                try {
                    assertThat(Json.parse(bytes)).isNotNull();
                } catch (ProblemException refused) {
                    assertThat(refused.problem().code()).isEqualTo("json.invalid");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "[{\"a\":["})
    void deepNestingIsRefusedBeforeItExhaustsTheStack(String open) {
        assertThatThrownBy(() -> Json.parse(open.repeat(100_000)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("[json.invalid]");
    }

    @Test
    void nestingIsAcceptedUpToItsLimit() {
        int most = Json.MAX_DEPTH;
        assertThat(Json.parse("[".repeat(most) + "]".repeat(most)).isArray()).isTrue();
        assertThatThrownBy(() -> Json.parse("[".repeat(most + 1) + "]".repeat(most + 1)))
                .isInstanceOf(ProblemException.class);
    }

    @Test
    void numbersKeepTheirDigits() {
        String numbers = "[1,1.0,1.50,1e400,-0,12345678901234567890,0.1234567890123456789012345678901]";
        assertThat(Json.write(Json.parse(numbers)))
                .isEqualTo("[1,1.0,1.50,1E+400,0,12345678901234567890,0.1234567890123456789012345678901]");
        assertThatThrownBy(() -> Json.parse("1".repeat(1_001))).isInstanceOf(ProblemException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"a\":1,\"a\":2}", "[1]\n//x", "/* x */ 1", "1 2", "", " ", "NaN", "'a'", "{a:1}", "[1,]"})
    void whatIsNotExactlyOneJsonValueIsRefusedWithItsPlace(String text) {
        assertThatThrownBy(() -> Json.parse(text))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("[json.invalid]");
        assertThatThrownBy(() -> Json.parse(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(ProblemException.class);
    }
}
