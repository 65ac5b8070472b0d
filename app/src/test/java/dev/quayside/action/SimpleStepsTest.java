package dev.quayside.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.step.Outcome;
import dev.quayside.testing.StepCall;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class SimpleStepsTest {
    private static final Instant START = Instant.parse("2026-03-29T00:59:59Z");

    private final BranchStep branch = new BranchStep();

    @Test
    void transformGivesOnItsConfiguredOutput() {
        assertThat(StepCall.output(new TransformStep().run(StepCall.of("{\"output\": {\"a\": [1, null]}}"))))
                .isEqualTo(Json.parse("{\"a\": [1, null]}"));
    }

    @Test
    void theFirstRuleThatHoldsNamesTheBranch() {
        assertThat(branchOf("""
                        {"rules": [{"condition": false, "branch": "a"}, {"condition": "true", "branch": "b"},
                                   {"condition": true, "branch": "c"}]}
                        """)).isEqualTo("b");
    }

    @Test
    void withoutAHoldingRuleTheDefaultIsTaken() {
        assertThat(branchOf("{\"rules\": []}")).isEqualTo("default");
        assertThat(branchOf("{\"rules\": [], \"default\": \"other\"}")).isEqualTo("other");
    }

    @Test
    void branchErrorsNameTheRule() {
        assertThat(StepCall.errors(branch.type(), """
                        {"rules": [{"condition": {"left": 1, "op": "=="}, "branch": "a"}, {"branc": "b"}, 7, "{{ r }}"]}
                        """))
                .satisfiesExactly(
                        error -> assertThat(error).startsWith("/rules/0/condition/op: there is no operator \"==\""),
                        error -> assertThat(error)
                                .isEqualTo("/rules/1/branc: unknown key 'branc'; did you mean 'branch'?"),
                        error -> assertThat(error).startsWith("/rules/1/branch: must be a text"),
                        error -> assertThat(error).startsWith("/rules/1/condition: is missing"),
                        error -> assertThat(error).startsWith("/rules/2: must be an object"));
    }

    @Test
    void delayParksUntilItsTimeHasCome() {
        assertThat(delay("{\"seconds\": 1.5}", START)).isEqualTo(Outcome.Parked.until(START.plusMillis(1_500)));
        assertThat(StepCall.output(delay("{\"seconds\": 1.5}", START.plusMillis(1_500)))
                        .toString())
                .isEqualTo("{\"waited_seconds\":1.5}");
        assertThat(delay("{\"seconds\": \"2h\"}", START.plusSeconds(7_199)))
                .isEqualTo(Outcome.Parked.until(START.plusSeconds(7_200)));
    }

    @Test
    void delayOfNothingOrOfThePastEndsAtOnce() {
        assertThat(StepCall.output(delay("{\"seconds\": 0}", START)).toString()).isEqualTo("{\"waited_seconds\":0}");
        assertThat(StepCall.output(delay("{\"until\": \"2020-01-01T00:00:00Z\"}", START))
                        .toString())
                .isEqualTo("{\"waited_seconds\":0}");
    }

    @Test
    void delayUnderstandsOffsets() {
        assertThat(delay("{\"until\": \"2026-03-29T03:30:00+02:00\"}", START))
                .isEqualTo(Outcome.Parked.until(Instant.parse("2026-03-29T01:30:00Z")));
    }

    @Test
    void delayRefusesWhatIsNoTime() {
        assertThat(StepCall.failure(delay("{\"seconds\": -1}", START)).problem().code())
                .isEqualTo("delay.invalid");
        assertThat(StepCall.failure(delay("{\"seconds\": 1e300}", START))
                        .problem()
                        .code())
                .isEqualTo("delay.invalid");
        assertThat(StepCall.failure(delay("{\"until\": \"2026-03-29T03:30:00\"}", START))
                        .problem()
                        .detail())
                .contains("not a moment with a time zone");
        assertThat(StepCall.errors(new DelayStep(() -> START).type(), "{\"seconds\": \"soon\"}"))
                .singleElement()
                .asString()
                .startsWith("/seconds: not a time span: 'soon'");
        assertThat(StepCall.errors(new DelayStep(() -> START).type(), "{}")).hasSize(1);
        assertThat(StepCall.errors(new DelayStep(() -> START).type(), "{\"until\": \"{{ inputs.at }}\"}"))
                .isEmpty();
    }

    private String branchOf(String config) {
        return StepCall.output(branch.run(StepCall.of(config))).path("branch").asString();
    }

    private static Outcome delay(String config, Instant now) {
        return new DelayStep(() -> now).run(new StepCall((ObjectNode) Json.parse(config), Json.object(), START));
    }
}
