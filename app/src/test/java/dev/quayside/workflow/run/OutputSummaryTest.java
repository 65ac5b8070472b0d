package dev.quayside.workflow.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class OutputSummaryTest {
    private final OutputSummary summaries = new OutputSummary(new Masker(List.of("top-secret")));

    private String of(String json) {
        return Json.write(summaries.of(Json.parse(json)));
    }

    @Test
    void tellsSizesInsteadOfContents() {
        assertThat(of("{\"a\":{\"x\":1,\"y\":{}},\"b\":[1,2,3],\"c\":1.5,\"d\":true,\"e\":null,\"f\":\"short\"}"))
                .isEqualTo("{\"a\":{\"type\":\"object\",\"size\":2},\"b\":{\"type\":\"array\",\"length\":3},"
                        + "\"c\":1.5,\"d\":true,\"e\":null,\"f\":\"short\"}");
        assertThat(of("[1,2]")).isEqualTo("{\"value\":{\"type\":\"array\",\"length\":2}}");
    }

    @Test
    void cutsLongTextsButForTheBranch() {
        String text = "z".repeat(101);

        assertThat(of("{\"a\":\"" + "z".repeat(100) + "\"}")).isEqualTo("{\"a\":\"" + "z".repeat(100) + "\"}");
        assertThat(of("{\"a\":\"" + text + "\",\"branch\":\"" + text + "\"}"))
                .isEqualTo("{\"a\":\"" + "z".repeat(100) + "... (truncated)\",\"branch\":\"" + text + "\"}");
        assertThat(of("{\"a\":\"" + "z".repeat(99) + "\uD83D\uDE00\"}"))
                .isEqualTo("{\"a\":\"" + "z".repeat(99) + "... (truncated)\"}");
    }

    @Test
    void takesSecretsOutBeforeItCuts() {
        assertThat(of("{\"a\":\"" + "z".repeat(95) + "top-secret\"}"))
                .isEqualTo("{\"a\":\"" + "z".repeat(95) + "***\"}");
        assertThat(of("{\"branch\":\"top-secret\"}")).isEqualTo("{\"branch\":\"***\"}");
    }

    @Test
    void staysSmallWhateverTheOutput() {
        ObjectNode many = Json.object();
        for (int i = 0; i < 1_000; i++) {
            many.put("field" + i, i);
        }
        many.put("branch", "left");

        ObjectNode summary = summaries.of(many);

        assertThat(summary.size()).isEqualTo(52);
        assertThat(summary.path("...").asString()).isEqualTo("951 more");
        assertThat(summary.path("branch").asString()).isEqualTo("left");
    }
}
