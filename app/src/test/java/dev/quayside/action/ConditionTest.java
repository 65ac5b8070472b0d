package dev.quayside.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quayside.base.Json;
import dev.quayside.base.ProblemException;
import dev.quayside.testing.StepCall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionTest {
    private final ConditionStep step = new ConditionStep();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "true",
                "null",
                "\" True \"",
                "{'left': 1, 'op': 'eq', 'right': 1.0}",
                "{'left': 'a', 'op': 'ne', 'right': 1}",
                "{'left': 9, 'op': 'lt', 'right': 10}",
                "{'left': '10', 'op': 'lt', 'right': '9'}",
                "{'left': 1e400, 'op': 'gt', 'right': 1e399}",
                "{'left': 2, 'op': 'le', 'right': 2}",
                "{'left': 2, 'op': 'ge', 'right': 2.00}",
                "{'left': {'a': [1, {'b': 2}]}, 'op': 'eq', 'right': {'a': [1.0, {'b': 2.0}]}}",
                "{'left': 'harbour', 'op': 'contains', 'right': 'arb'}",
                "{'left': [1, 2], 'op': 'contains', 'right': 2.0}",
                "{'left': {'a': null}, 'op': 'contains', 'right': 'a'}",
                "{'left': 'ship-42.pdf', 'op': 'matches', 'right': '^ship-\\\\d+\\\\.'}",
                "{'left': 0, 'op': 'exists'}",
                "{'not': {'left': null, 'op': 'exists'}}",
                "{'not': {'op': 'exists'}}",
                "{'all': []}",
                "{'all': [true, {'any': [false, 'TRUE']}]}",
                "{'not': {'any': []}}",
            })
    void holds(String condition) {
        assertThat(Condition.holds(Json.parse(condition.replace('\'', '"')))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "false",
                "\"FALSE\"",
                "{'left': '1', 'op': 'eq', 'right': 1}",
                "{'left': null, 'op': 'eq', 'right': false}",
                "{'left': [1, 2], 'op': 'eq', 'right': [2, 1]}",
                "{'left': null, 'op': 'contains', 'right': 'a'}",
                "{'left': null, 'op': 'matches', 'right': 'a'}",
                "{'all': [true, false]}",
                "{'any': [false]}",
            })
    void doesNotHold(String condition) {
        assertThat(Condition.holds(Json.parse(condition.replace('\'', '"')))).isFalse();
    }

    @Test
    void unlikeKindsAreNeverOrdered() {
        assertThatThrownBy(() -> Condition.holds(Json.parse("{\"left\": \"9\", \"op\": \"lt\", \"right\": 10}")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("left is a text, right is a number [condition.uncomparable]");
    }

    @Test
    void aCatastrophicPatternGivesUpInsteadOfHanging() {
        String text = "a".repeat(5_000) + "!";

        assertThatThrownBy(() -> new BoundedPattern("^(a+)+$").foundIn(text))
                .hasMessageContaining("[condition.pattern-too-slow]");
        assertThatThrownBy(() -> new BoundedPattern("(a|aa)*b|(a|a?)+c").foundIn(text))
                .hasMessageContaining("[condition.pattern-too-slow]");
    }

    @Test
    void theStepSaysItsBranch() {
        assertThat(StepCall.output(step.run(StepCall.of("{\"condition\": \"false\"}")))
                        .toString())
                .isEqualTo("{\"condition_result\":false,\"branch\":\"false\"}");
    }

    @Test
    void aWrongTextIsAFailureThatIsNotRetried() {
        assertThat(StepCall.failure(step.run(StepCall.of("{\"condition\": \"1 == 1\"}"))))
                .matches(failed -> failed.problem().code().equals("condition.invalid") && !failed.retryable());
    }

    @Test
    void errorsNameThePlaceAndTheLikelyName() {
        assertThat(StepCall.errors(step.type(), """
                        {"condition": {"all": [{"left": 1, "op": "equ", "right": 2}, {"lefd": 1}, "perhaps",
                          {"not": {"left": "a", "op": "matches", "right": "("}}, {"any": [], "not": true}]}}
                        """))
                .hasSize(5)
                .satisfiesExactly(
                        error -> assertThat(error)
                                .startsWith("/condition/all/0/op: there is no operator \"equ\"; did you mean 'eq'?"),
                        error -> assertThat(error)
                                .isEqualTo("/condition/all/1/lefd: unknown key 'lefd'; did you mean 'left'?"),
                        error -> assertThat(error).startsWith("/condition/all/2: a text as a condition"),
                        error -> assertThat(error).startsWith("/condition/all/3/not/right: Not a regular expression"),
                        error -> assertThat(error).startsWith("/condition/all/4: must have exactly one"));
    }

    @Test
    void templatesAreLeftAlone() {
        assertThat(StepCall.errors(step.type(), "{\"condition\": \"{{ steps.a.ok }}\"}"))
                .isEmpty();
        assertThat(StepCall.errors(step.type(), """
                        {"condition": {"left": "{{ a }}", "op": "matches", "right": "({{ b }}"}}
                        """)).isEmpty();
    }
}
