package dev.quayside.workflow.definition;

import static dev.quayside.workflow.definition.Definitions.errors;
import static dev.quayside.workflow.definition.Definitions.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.testing.Required;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Definitions as others wrote them.
class DefinitionFilesTest {
    /// The example of the Workflow Automation API's README, word for word.
    private static final String README = """
            {
              "version": "1.0",
              "steps": [
                {
                  "id": "step1",
                  "name": "HTTP Request",
                  "type": "http",
                  "config": {
                    "url": "https://api.example.com/data",
                    "method": "GET"
                  },
                  "depends_on": []
                },
                {
                  "id": "step2",
                  "name": "Process Data",
                  "type": "script",
                  "config": {
                    "language": "python",
                    "code": "# Process data from step1\\nresult = input['step1']['body']\\noutput = {'processed': result}\\n"
                  },
                  "depends_on": ["step1"]
                }
              ],
              "connections": [
                {
                  "from": "step1",
                  "to": "step2"
                }
              ],
              "variables": {
                "api_key": "{{ env.API_KEY }}"
              }
            }
            """;

    @Test
    void theExampleOfTheWorkflowAutomationApiIsAccepted() {
        Plan plan = plan(DefinitionReader.parse(README));
        assertThat(plan.steps()).extracting(Plan.PlannedStep::name).containsExactly("HTTP Request", "Process Data");
        assertThat(plan.step(1).incoming()).containsExactly(new Plan.Link(0, 1, java.util.Set.of("*")));
        assertThat(plan.variables()).containsOnlyKeys("api_key");
    }

    @TestFactory
    List<DynamicTest> theEdgesOfTheFormat() throws IOException {
        Path folder = Required.data("workflows").resolve("seed-edge");
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode fact : Json.parse(Files.readAllBytes(folder.resolve("expected.json")))) {
            String name = fact.path("file").stringValue();
            tests.add(DynamicTest.dynamicTest(name, () -> edge(read(folder.resolve(name)), fact)));
        }
        assertThat(tests).hasSize(5);
        return tests;
    }

    private static void edge(JsonNode definition, JsonNode fact) {
        String expected = fact.path("expected").stringValue();
        if (expected.startsWith("valid")) {
            assertThat(widths(plan(definition))).hasSize(fact.path("levels").asInt());
            return;
        }
        String message =
                switch (expected) {
                    case "invalid: cycle a,b" -> "The steps wait for each other in a circle: ";
                    case "invalid: unknown step nope" -> "There is no step 'nope'";
                    case "invalid: duplicate id" -> "Step IDs must be unique: ";
                    default -> throw new AssertionError("unknown expectation " + expected);
                };
        assertThat(errors(definition))
                .allSatisfy(error -> assertThat(error.message()).startsWith(message));
    }

    @TestFactory
    List<DynamicTest> workflowsOfScience() throws IOException {
        Path folder = Required.data("workflows");
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode fact : Json.parse(Files.readAllBytes(folder.resolve("wfcommons/facts.json")))) {
            Path file = folder.resolve(fact.path("file").stringValue());
            if (Files.exists(file)) {
                tests.add(DynamicTest.dynamicTest(fact.path("file").stringValue(), () -> facts(read(file), fact)));
            }
        }
        assertThat(tests).hasSize(12);
        return tests;
    }

    private static void facts(JsonNode definition, JsonNode fact) {
        for (JsonNode step : definition.path("steps")) {
            ((ObjectNode) step.path("config")).remove("recorded_runtime_seconds");
        }
        Plan plan = plan(definition);
        assertThat(plan.steps()).hasSize(fact.path("steps").asInt());
        assertThat(plan.steps().stream()
                        .mapToInt(step -> step.incoming().size())
                        .sum())
                .isEqualTo(fact.path("edges").asInt());
        List<Integer> wanted = new ArrayList<>();
        fact.path("level_widths").forEach(width -> wanted.add(width.asInt()));
        assertThat(widths(plan)).hasSize(fact.path("levels").asInt()).isEqualTo(wanted);
        assertThat(plan.steps().stream().filter(step -> step.outgoing().isEmpty()))
                .hasSize(fact.path("sinks").asInt());
        assertThat(plan.steps().stream()
                        .mapToInt(step -> step.outgoing().size())
                        .max())
                .hasValue(fact.path("max_fan_out").asInt());
    }

    /// How many steps have 0, 1, 2 ... steps on the longest way to them.
    private static List<Integer> widths(Plan plan) {
        int[] level = new int[plan.steps().size()];
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Plan.PlannedStep step : plan.steps()) {
                for (Plan.Link link : step.incoming()) {
                    if (level[step.index()] <= level[link.from()]) {
                        level[step.index()] = level[link.from()] + 1;
                        changed = true;
                    }
                }
            }
        }
        TreeMap<Integer, Integer> widths = new TreeMap<>();
        for (int one : level) {
            widths.merge(one, 1, Integer::sum);
        }
        return new ArrayList<>(widths.values());
    }

    @TestFactory
    List<DynamicTest> naughtyStringsAreIdsNamesAndTextsOrRefusedInWords() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode naughty : read(Required.data("apis").resolve("strings/blns.json"))) {
            String text = naughty.stringValue();
            tests.add(DynamicTest.dynamicTest(tests.size() + " " + Json.write(naughty), () -> naughty(text)));
        }
        assertThat(tests).hasSizeGreaterThan(400);
        return tests;
    }

    private static void naughty(String text) {
        ObjectNode definition = Json.object().put("name", text);
        ObjectNode step = definition.putArray("steps").addObject();
        step.put("id", text).put("name", text).put("type", "transform");
        step.putObject("config").putObject("output").put(text, text);
        boolean badId = text.isBlank()
                || text.codePoints().anyMatch(Character::isISOControl)
                || text.startsWith("__")
                || text.length() > 200;
        boolean template = text.contains("{{");
        if (badId || template) {
            assertThat(errors(definition))
                    .isNotEmpty()
                    .allSatisfy(error -> assertThat(error.pointer()).startsWith("/steps/0/"));
        } else {
            Plan plan = plan(definition);
            assertThat(plan.find(text)).isPresent();
            assertThat(plan.name()).isEqualTo(text);
            assertThat(plan.step(0).config()).isEqualTo(new Template.Constant(step.path("config")));
            assertThat(plan(DefinitionReader.parse(Json.write(definition))).find(text))
                    .isPresent();
        }
        step.put("id", "a").put("type", text);
        assertThat(errors(definition))
                .first()
                .satisfies(error -> assertThat(error.pointer()).isEqualTo("/steps/0/type"));
    }

    private static JsonNode read(Path file) throws IOException {
        return Json.parse(Files.readAllBytes(file));
    }
}
