package dev.quayside.workflow.definition;

import static dev.quayside.workflow.definition.Definitions.errors;
import static dev.quayside.workflow.definition.Definitions.json;
import static dev.quayside.workflow.definition.Definitions.oneError;
import static dev.quayside.workflow.definition.Definitions.plan;
import static dev.quayside.workflow.definition.Definitions.step;
import static dev.quayside.workflow.definition.Definitions.steps;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.quayside.base.Json;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Which steps wait for which, as definitions say it.
class GraphTest {
    @Test
    void idsAreUniqueAmongStepsAndHandlersTogether() {
        oneError(
                "{'steps': [" + step("a") + ", " + step("b") + "], 'on_error': [" + step("a") + "]}",
                "/on_error/0/id",
                "Step IDs must be unique: 'a' is also the id of /steps/0");
    }

    @Test
    void connectionsNameStepsThatExist() {
        String two = step("load") + ", " + step("save");
        assertThat(errors(json("{'steps': [" + two + "], 'connections': [{'from': 'laod', 'to': 'x'},"
                        + " {'from': 'load', 'to': 'save', 'condition': 3, 'too': 1}, {'to': 'save'}]}")))
                .containsExactly(
                        new DefinitionError("/connections/0/from", "There is no step 'laod'"),
                        new DefinitionError("/connections/0/to", "There is no step 'x'"),
                        new DefinitionError("/connections/1/too", "Unknown key 'too'; did you mean 'to'?"),
                        new DefinitionError(
                                "/connections/1/condition",
                                "A condition is the name of a branch, for example \"true\", not a number"),
                        new DefinitionError("/connections/2/from", "The id of a step is needed here, not nothing"));
    }

    @Test
    void handlersAndStepsAreNotConnected() {
        oneError(
                "{'steps': [" + step("a") + "], 'on_error': [" + step("h", "'depends_on': ['a']") + "]}",
                "/on_error/0/depends_on/0",
                "Steps of on_error and other steps cannot be connected: 'a' and 'h'");
    }

    @Test
    void aCycleIsShownInTheOrderInWhichItsStepsWaitForEachOther() {
        String definition = steps(
                step("a"),
                step("b", "'depends_on': ['a', 'd']"),
                step("c", "'depends_on': ['b']"),
                step("d", "'depends_on': ['c']"),
                step("e", "'depends_on': ['d']"));
        oneError(definition, "/steps/2", "The steps wait for each other in a circle: c -> d -> b -> c");
    }

    @Test
    void aLongCycleIsShortened() {
        String[] circle = new String[1_000];
        for (int i = 0; i < circle.length; i++) {
            circle[i] = step("s" + i, "'depends_on': ['s" + (i + 1) % circle.length + "']");
        }
        assertThat(errors(json(steps(circle))))
                .singleElement()
                .satisfies(error ->
                        assertThat(error.message()).hasSizeLessThan(200).contains(" -> ... -> "));
    }

    @Test
    void withoutAnyWordAboutOrderStepsFollowEachOtherAsListed() {
        Plan plan = plan(json("{'steps': [" + step("a") + ", " + step("b", "'depends_on': null") + ", " + step("c")
                + "], 'connections': [], 'on_error': [" + step("h") + ", " + step("i") + "]}"));
        assertThat(links(plan)).containsExactlyInAnyOrder("a->b[]", "b->c[]", "h->i[]");
    }

    @Test
    void emptyListsOfPredecessorsMeanThatStepsStartTogether() {
        assertThat(links(plan(json(steps(step("a", "'depends_on': []"), step("b", "'depends_on': []"))))))
                .isEmpty();
        assertThat(links(plan(json(steps(step("a"), step("b"), step("c", "'depends_on': ['a']"))))))
                .containsExactly("a->c[]");
    }

    @Test
    void dependsOnAndConnectionsAreUnited() {
        Plan plan = plan(json("{'steps': ["
                + step("a") + ", " + step("b", "'depends_on': ['a', 'a']") + ", "
                + step("c", "'depends_on': ['a', 'b']")
                + ", " + step("d") + "], 'connections': ["
                + "{'from': 'a', 'to': 'b', 'condition': 'yes'}, {'from': 'a', 'to': 'b', 'condition': 'no'},"
                + "{'from': 'a', 'to': 'd'}, {'from': 'b', 'to': 'd', 'condition': true},"
                + "{'from': 'c', 'to': 'd', 'condition': null}, {'from': 'c', 'to': 'd', 'condition': 'x'}]}"));
        assertThat(links(plan))
                .containsExactlyInAnyOrder("a->b[no, yes]", "a->c[]", "b->c[]", "a->d[*]", "b->d[true]", "c->d[*, x]");
        assertThat(plan.step(1).incoming().getFirst().takes("yes")).isTrue();
        assertThat(plan.step(1).incoming().getFirst().takes("default")).isFalse();
        assertThat(plan.step(3).incoming())
                .allSatisfy(link -> assertThat(link.takes("true")).isTrue());
    }

    @Test
    void stepsAreLimitedByAName() {
        ObjectNode definition = Json.object();
        ArrayNode steps = definition.putArray("steps");
        for (int i = 0; i < 10_000; i++) {
            steps.addObject().put("id", "s" + i).put("type", "delay");
        }
        assertThat(plan(definition).steps()).hasSize(10_000);
        steps.addObject().put("id", "last").put("type", "delay");
        assertThat(errors(definition))
                .containsExactly(new DefinitionError(
                        "/steps",
                        "A workflow may have at most 10000 steps (limit graph.max-steps); this one has 10001"));
    }

    @Test
    void connectionsAreLimitedByAName() {
        ObjectNode definition = layers(2, 450);
        assertThat(errors(definition))
                .containsExactly(new DefinitionError(
                        "/steps/894/depends_on/200",
                        "A workflow may have at most 200000 connections (limit graph.max-links)"));
        assertThat(plan(layers(2, 447)).steps()).hasSize(894);
    }

    @Test
    void aDenseWorkflowFullOfTemplatesIsCheckedInTime() {
        ObjectNode definition = layers(20, 100);
        ((ArrayNode) definition.path("steps")).addObject().put("id", "alone").put("type", "delay");
        for (JsonNode step : definition.path("steps")) {
            if (!step.path("depends_on").isEmpty()) {
                ((ObjectNode) step).put("type", "transform");
                ArrayNode output = ((ObjectNode) step).putObject("config").putArray("output");
                for (int i = 0; i < 100; i++) {
                    output.add("{{ steps.alone.x" + i + " }}");
                }
            }
        }
        assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> assertThat(errors(definition)).hasSize(51));
    }

    /// Layers of steps, each step after all of the layer before.
    private static ObjectNode layers(int layers, int width) {
        ObjectNode definition = Json.object();
        ArrayNode steps = definition.putArray("steps");
        for (int layer = 0; layer < layers; layer++) {
            for (int i = 0; i < width; i++) {
                ObjectNode step =
                        steps.addObject().put("id", "s" + (layer * width + i)).put("type", "delay");
                ArrayNode dependsOn = step.putArray("depends_on");
                for (int before = 0; layer > 0 && before < width; before++) {
                    dependsOn.add("s" + ((layer - 1) * width + before));
                }
            }
        }
        return definition;
    }

    private static List<String> links(Plan plan) {
        return plan.steps().stream()
                .flatMap(step -> step.outgoing().stream())
                .map(link -> plan.step(link.from()).id() + "->"
                        + plan.step(link.to()).id() + new TreeSet<>(link.conditions()))
                .toList();
    }
}
