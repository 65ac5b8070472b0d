package dev.quayside.workflow.definition;

import static dev.quayside.workflow.definition.Definitions.errors;
import static dev.quayside.workflow.definition.Definitions.json;
import static dev.quayside.workflow.definition.Definitions.oneError;
import static dev.quayside.workflow.definition.Definitions.plan;
import static dev.quayside.workflow.definition.Definitions.step;
import static dev.quayside.workflow.definition.Definitions.steps;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quayside.base.Json;
import dev.quayside.base.ProblemException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class DefinitionReaderTest {
    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'steps': null}", "{'steps': []}"})
    void aWorkflowNeedsAStep(String definition) {
        oneError(definition, "/steps", "Workflow must have at least one step");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        []                                        |             | A workflow definition must be an object, not a list
        'x'                                       |             | A workflow definition must be an object, not a text
        null                                      |             | A workflow definition must be an object, not null
        {'steps': {}}                             | /steps      | steps must be a list, not an object
        {'steps': [S], 'on_error': 'h'}           | /on_error   | on_error must be a list of steps, not a text
        {'steps': [S], 'connections': 7}          | /connections | connections must be a list, not a number
        {'steps': [S], 'variables': []}           | /variables  | variables must be an object, not a list
        {'steps': [S], 'limits': 3}               | /limits     | Must be an object, not a number
        {'steps': [S], 'limits': {'paralel': 3}}  | /limits/paralel | Unknown key 'paralel'; did you mean 'parallel'?
        {'steps': [S], 'limits': {'parallel': 0}} | /limits/parallel | parallel must be a whole number from 1 to 10000, not 0
        {'steps': [S], 'limits': {'runs': 1.5}}   | /limits/runs | runs must be a whole number from 0 to 1000000, not 1.5
        {'steps': [S], 'version': true}           | /version    | version must be a text, not true
        {'steps': [S], 'name': 1}                 | /name       | name must be a text, not 1
        {'steps': [S], 'description': []}         | /description | description must be a text, not []
        {'steps': [S], 'timeout': '0s'}           | /timeout    | timeout must be a time span such as 30s or a number of seconds, more than 0 and at most 366d, not "0s"
        {'steps': [S], 'conections': []}          | /conections | Unknown key 'conections'; did you mean 'connections'?
        {'steps': [S], 'a/b~c': 1}                | /a~1b~0c    | Unknown key 'a/b~c'
        {'steps': [S], 'inputs': 1}               | /inputs     | inputs must be a JSON Schema, not a number
        {'steps': [S], 'connections': [1]}        | /connections/0 | Must be an object, not a number
        {'steps': [null]}                         | /steps/0    | Must be an object, not null
        """)
    void everyErrorOfTheWholeSaysWhereAndWhat(String definition, String pointer, String message) {
        oneError(definition.replace("S", step("a")), pointer == null ? "" : pointer, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        {'type': 'delay'}                     |             | A step needs an id
        {'id': 7, 'type': 'delay'}            | /id         | id must be a text, not 7
        {'id': null, 'type': 'delay'}         | /id         | id must be a text, not null
        {'id': ' ', 'type': 'delay'}          | /id         | An id must have 1 to 200 characters, and not only spaces
        {'id': 'a\\nb', 'type': 'delay'}      | /id         | An id must not hold control characters
        {'id': '__all__', 'type': 'delay'}    | /id         | Ids that begin with __ are kept for Quayside's own fields
        {'id': 'a'}                           |             | A step needs a type; the types are checked, delay, http, script, transform
        {'id': 'a', 'type': null}             | /type       | type must be a text, not null
        {'id': 'a', 'type': 'htp'}            | /type       | Unknown step type: htp; did you mean 'http'? The types are checked, delay, http, script, transform
        {'id': 'a', 'type': 'delay', 'nam': 1} | /nam       | Unknown key 'nam'; did you mean 'name'?
        {'id': 'a', 'type': 'delay', 'name': {}} | /name     | name must be a text, not {}
        {'id': 'a', 'type': 'delay', 'config': []} | /config | config must be an object, not a list
        {'id': 'a', 'type': 'delay', 'config': {'secs': 1}}     | /config/secs | Unknown key 'secs'
        {'id': 'a', 'type': 'delay', 'config': {'second': 1}}   | /config/second | Unknown key 'second'; did you mean 'seconds'?
        {'id': 'a', 'type': 'delay', 'config': {'seconds': '1'}} | /config/seconds | seconds must be a number, not "1"
        {'id': 'a', 'type': 'delay', 'config': {'on': 'yes'}}   | /config/on | on must be true or false, not "yes"
        {'id': 'a', 'type': 'http'}           | /config     | A step of type http needs 'url': where to
        {'id': 'a', 'type': 'http', 'config': {'url': 'x', 'headers': []}}   | /config/headers | headers must be an object, not []
        {'id': 'a', 'type': 'http', 'config': {'url': 'x', 'expect': 200}}   | /config/expect | expect must be a list, not 200
        {'id': 'a', 'type': 'http', 'config': {'url': 1}}       | /config/url | url must be a text, not 1
        {'id': 'a', 'type': 'http', 'config': {'url': 'x', 'timeout': 'soon'}} | /config/timeout | timeout must be a time span such as 30s or a number of seconds, not "soon"
        {'id': 'a', 'type': 'checked', 'config': {'text': 'bad'}} | /config/text | this is bad
        {'id': 'a', 'type': 'delay', 'depends_on': 'b'}         | /depends_on | depends_on must be a list of step ids, not a text
        {'id': 'a', 'type': 'delay', 'depends_on': [1]}         | /depends_on/0 | The id of a step is needed here, not a number
        {'id': 'a', 'type': 'delay', 'depends_on': ['a']}       | /depends_on/0 | The step 'a' cannot wait for itself
        {'id': 'abc', 'type': 'delay', 'depends_on': ['abd']}   | /depends_on/0 | There is no step 'abd'; did you mean 'abc'?
        {'id': 'a', 'type': 'delay', 'retry': 0}                | /retry | retry must be a whole number from 1 to 100, not 0
        {'id': 'a', 'type': 'delay', 'retry': 'often'}          | /retry | Must be an object, not a text
        {'id': 'a', 'type': 'delay', 'retry': {}}               | /retry | retry needs 'attempts': how often the step is called at most, 1 to 100
        {'id': 'a', 'type': 'delay', 'retry': {'attempts': 101}} | /retry/attempts | attempts must be a whole number from 1 to 100, not 101
        {'id': 'a', 'type': 'delay', 'retry': {'attempts': 2, 'backof': 1}} | /retry/backof | Unknown key 'backof'; did you mean 'backoff'?
        {'id': 'a', 'type': 'delay', 'retry': {'attempts': 2, 'jitter': 1.1}} | /retry/jitter | jitter must be true, false or a number from 0 to 1, not 1.1
        {'id': 'a', 'type': 'delay', 'retry': {'attempts': 2, 'max': '400d'}} | /retry/max | max must be a time span such as 30s or a number of seconds, more than 0 and at most 366d, not "400d"
        {'id': 'a', 'type': 'delay', 'timeout': -1}             | /timeout | timeout must be a time span such as 30s or a number of seconds, more than 0 and at most 366d, not -1
        {'id': 'a', 'type': 'delay', 'critical': 'no'}          | /critical | critical must be true or false, not "no"
        {'id': 'a', 'type': 'delay', 'continue_on_error': 1}    | /continue_on_error | continue_on_error must be true or false, not 1
        {'id': 'a', 'type': 'delay', 'for_each': 3}             | /for_each | The items must be a list, or a template that gives one, not a number
        {'id': 'a', 'type': 'delay', 'for_each': 'all'}         | /for_each | The items must be a list, or a template such as {{ inputs.files }}
        {'id': 'a', 'type': 'delay', 'for_each': {}}            | /for_each | for_each needs 'items': a list, or a template that gives one
        {'id': 'a', 'type': 'delay', 'for_each': {'items': [], 'paralell': 2}} | /for_each/paralell | Unknown key 'paralell'; did you mean 'parallel'?
        {'id': 'a', 'type': 'delay', 'for_each': {'items': [], 'parallel': 0}} | /for_each/parallel | parallel must be a whole number from 1 to 1000, not 0
        """)
    void everyErrorOfAStepSaysWhereAndWhat(String step, String below, String message) {
        DefinitionError wanted = new DefinitionError("/steps/0" + (below == null ? "" : below), message);
        assertThat(errors(json("{'steps': [" + step + "]}"))).containsExactly(wanted);
        String handler = "{'steps': [" + step("first") + "], 'on_error': [" + step + "]}";
        assertThat(errors(json(handler)))
                .first()
                .satisfies(error ->
                        assertThat(error.pointer()).isEqualTo(wanted.pointer().replace("/steps", "/on_error")));
    }

    @Test
    void anIdMayHaveTwoHundredCharactersAndNoMore() {
        assertThat(plan(json(steps(step("i".repeat(200))))).steps()).hasSize(1);
        assertThat(errors(json(steps(step("i".repeat(201))))))
                .containsExactly(
                        new DefinitionError("/steps/0/id", "An id must have 1 to 200 characters, and not only spaces"));
    }

    @Test
    void allFieldsOfAStepArrive() {
        Plan plan = plan(json("{'name': 'all', 'timeout': '1h', 'limits': {'parallel': 4, 'runs': 2}, 'steps': ["
                + step(
                        "a",
                        "'name': 'First'",
                        "'description': 'of all'",
                        "'retry': {'attempts': 3, 'backoff': '2s', 'max': 60, 'jitter': false}",
                        "'timeout': 1.5",
                        "'continue_on_error': true",
                        "'critical': true",
                        "'for_each': {'items': [1, 2], 'parallel': 7}")
                + ", " + step("b", "'retry': 5", "'for_each': '{{ steps.a }}'") + "], 'on_error': [" + step("h")
                + "]}"));

        assertThat(plan.name()).isEqualTo("all");
        assertThat(plan.timeout()).isEqualTo(Duration.ofHours(1));
        assertThat(plan.limits()).isEqualTo(new Plan.Limits(4, 2));
        Plan.PlannedStep a = plan.find("a").orElseThrow();
        assertThat(a.name()).isEqualTo("First");
        assertThat(a.retry()).isEqualTo(new Retry(3, Duration.ofSeconds(2), Duration.ofMinutes(1), 0));
        assertThat(a.timeout()).isEqualTo(Duration.ofMillis(1_500));
        assertThat(a.continueOnError() && a.critical() && !a.handler()).isTrue();
        assertThat(a.forEach())
                .isNotNull()
                .satisfies(each -> assertThat(each.parallel()).isEqualTo(7));
        Plan.PlannedStep b = plan.find("b").orElseThrow();
        assertThat(b.name()).isEqualTo("b");
        assertThat(b.retry().attempts()).isEqualTo(5);
        assertThat(b.timeout()).isEqualTo(Duration.ofMinutes(1));
        assertThat(b.forEach())
                .isNotNull()
                .satisfies(each -> assertThat(each.parallel()).isEqualTo(8));
        assertThat(plan.handlers()).extracting(Plan.PlannedStep::id).containsExactly("h");
    }

    @Test
    void aCheckOfAStepTypeSeesOnlyConfigsOfTheRightKinds() {
        String[] wrong = new String[60];
        for (int i = 0; i < wrong.length; i++) {
            wrong[i] = "{'id': 's" + i + "', 'type': 'checked', 'config': {'text': 1}}";
        }
        assertThat(errors(json(steps(wrong)))).hasSize(51);
    }

    @Test
    void whatIsWrongIsCountedWhereItIsTooMuchToRead() {
        String[] wrong = new String[60];
        for (int i = 0; i < wrong.length; i++) {
            wrong[i] = step("s" + i, "'critical': 1");
        }
        assertThat(errors(json("{'steps': [" + String.join(", ", wrong) + "]}")))
                .hasSize(51)
                .last()
                .isEqualTo(new DefinitionError("", "... and 10 more errors"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        {{ steps.laod.x }}    | {{ steps.laod.x }} names a step that does not exist
        {{ steps.lood.x }}    | {{ steps.lood.x }} names a step that does not exist; did you mean 'load'?
        {{ steps.other.x }}   | {{ steps.other.x }} reads step 'other', which need not have run before 'use'; add it to depends_on
        {{ steps.use.x }}     | {{ steps.use.x }} reads step 'use', which need not have run before 'use'; add it to depends_on
        {{ variables.keyy }}  | {{ variables.keyy }} names a variable that is not in 'variables'; did you mean 'key'?
        {{ item.x }}          | {{ item.x }} is only there in the config of a step with for_each
        {{ index }}           | {{ index }} is only there in the config of a step with for_each
        {{ error.message }}   | {{ error.message }} is only there in steps of on_error
        """)
    void templatesNameOnlyWhatIsThere(String template, String message) {
        oneError(useOf(template), "/steps/2/config", message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        {{ input.x }}      | The template {{ input.x }} cannot be read: it must begin with inputs, steps, variables, env, item, index, error or run, not 'input'; did you mean 'inputs'?
        {{ inputs.x        | A template is opened with {{ and never closed with }}
        {{ }}              | The template {{  }} cannot be read: a name is missing
        {{ steps }}        | The template {{ steps }} cannot be read: 'steps' needs a name, for example steps.x
        {{ inputs.x y }}   | The template {{ inputs.x y }} cannot be read: there is something left over: 'y '
        {{ inputs[a] }}    | The template {{ inputs[a] }} cannot be read: ']' is missing
        {{ inputs.x ¦ uper }} | The template {{ inputs.x ¦ uper }} cannot be read: there is no function 'uper'; did you mean 'upper'? The functions are default, upper, lower, trim, length, text, number, round, json, from_json, join, split, replace, first, last, keys, values, unique, base64, base64_decode, url_encode
        {{ inputs.x ¦ join }} | The template {{ inputs.x ¦ join }} cannot be read: join takes 1 arguments, not 0
        {{ inputs.x ¦ join(a) }} | The template {{ inputs.x ¦ join(a) }} cannot be read: 'a' is not a quoted text, a number or other JSON
        """)
    void malformedTemplatesAreRefused(String template, String message) {
        oneError(useOf(template.replace('¦', '|')), "/steps/2/config/output/0", message.replace('¦', '|'));
    }

    @Test
    void templatesFindWhatIsAlwaysThere() {
        plan(json(useOf("{{ steps.load.x }}")));
        plan(json(useOf("{{ variables.key }} {{ run.id }} {{ inputs.x }} {{ env.HOME }}")));
        plan(json("{'steps': [" + step("a") + "], 'on_error': [{'id': 'h', 'type': 'transform',"
                + " 'config': {'output': '{{ error.message }} {{ steps.a.x }}'}}]}"));
        plan(json("{'steps': [{'id': 'a', 'type': 'transform', 'for_each': [1],"
                + " 'config': {'output': '{{ item }} {{ index }}'}}]}"));
        oneError(
                "{'steps': [{'id': 'a', 'type': 'transform', 'for_each': '{{ item }}', 'config': {'output': 1}}]}",
                "/steps/0/config",
                "{{ item }} is only there in the config of a step with for_each");
        oneError(
                "{'steps': [" + step("a") + "], 'variables': {'v': '{{ steps.a.x }}'}}",
                "/variables/v",
                "{{ steps.a.x }}: a variable may only use env, inputs and run");
    }

    @Test
    void theSchemaOfInputsIsCheckedAndChecks() {
        oneError(
                "{'steps': [" + step("a") + "], 'inputs': {'properties': {'x': {'$ref': 'https://example.com/x'}}}}",
                "/inputs",
                "inputs must not refer to other documents: a $ref must begin with #");
        assertThat(errors(json("{'steps': [" + step("a") + "], 'inputs': {'type': 'objekt'}}")))
                .isNotEmpty()
                .allSatisfy(error -> assertThat(error.pointer()).isEqualTo("/inputs/type"))
                .allSatisfy(error -> assertThat(error.message()).startsWith("Not a valid JSON Schema: "));
        JsonNode schema = plan(json("{'steps': [" + step("a") + "], 'inputs': {'type': 'object', 'required': ['n'],"
                        + " 'properties': {'n': {'type': 'integer'}, 'self': {'$ref': '#'}}}}"))
                .inputSchema();
        assertThat(schema).isNotNull();
        if (schema != null) {
            assertThat(InputSchema.violations(schema, json("{'n': 1, 'self': {'n': 2}}")))
                    .isEmpty();
            assertThat(InputSchema.violations(schema, json("{'n': '1'}")))
                    .singleElement()
                    .satisfies(error -> assertThat(error.pointer()).isEqualTo("/n"));
            assertThat(InputSchema.violations(schema, json("{'n': 1, 'self': {}}")))
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'$ref': '#'}",
                "{'allOf': [{'$ref': '#'}]}",
                "{'$defs': {'a': {'$ref': '#/$defs/b'}, 'b': {'$ref': '#/$defs/a'}}, '$ref': '#/$defs/a'}",
                "{'$ref': '#/$defs/none'}",
                "{'properties': {'x': {'$ref': '#/$defs/none'}}}",
                "{'pattern': '('}",
                "{'properties': {'x': {'pattern': '('}}}"
            })
    void aSchemaThatCannotBeUsedIsRefused(String schema) {
        assertThat(errors(json("{'steps': [" + step("a") + "], 'inputs': " + schema + "}")))
                .singleElement()
                .satisfies(error -> assertThat(error.pointer()).isEqualTo("/inputs"));
    }

    @Test
    void aSchemaWhosePropertyRefersToItselfOnlyRefusesInputs() {
        JsonNode schema = json("{'properties': {'x': {'$ref': '#/properties/x'}}}");
        assertThat(InputSchema.violations(schema, json("{'x': 1}"))).hasSize(1);
    }

    @Test
    void yamlAndJsonSayTheSame() {
        JsonNode yaml = DefinitionReader.parse("""
                # a comment
                version: "1.0"
                steps:
                  - id: a
                    type: delay
                    config: {seconds: 1}
                  - id: no
                    type: transform
                    depends_on: [a]
                    config:
                      output: |
                        two
                        lines
                """);
        JsonNode json = DefinitionReader.parse("""
                  {"version": "1.0", "steps": [
                    {"id": "a", "type": "delay", "config": {"seconds": 1}},
                    {"id": "no", "type": "transform", "depends_on": ["a"], "config": {"output": "two\\nlines\\n"}}]}
                """);
        assertThat(Json.write(yaml)).isEqualTo(Json.write(json));
        assertThat(plan(yaml).steps()).hasSize(2);
    }

    @Test
    void whatCannotBeReadIsRefusedWithItsPlace() {
        assertThatThrownBy(() -> DefinitionReader.parse("{\"steps\": [1,]}"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("Not valid JSON")
                .hasMessageContaining("line 1, column 14");
        assertThatThrownBy(() -> DefinitionReader.parse("steps:\n  - id: a\n   type: b\n"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("Not valid YAML")
                .hasMessageContaining("line 3");
        assertThatThrownBy(() -> DefinitionReader.parse("a: 1\na: 2\n"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("uplicate");
        assertThatThrownBy(() -> DefinitionReader.parse(" ".repeat(DefinitionReader.MAX_LENGTH + 1)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("definition.too-large");
        assertThat(errors(DefinitionReader.parse(""))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: &x [1]\nb: *x\n", "steps: []\n---\nsteps: []\n", "a: *x\n"})
    void yamlThatWouldNotMeanWhatItSaysIsRefused(String text) {
        assertThatThrownBy(() -> DefinitionReader.parse(text))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("yaml.invalid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":", "[", "a:\n - [", "{a: "})
    void deepNestingIsRefused(String open) {
        assertThatThrownBy(() -> DefinitionReader.parse(open.repeat(100_000))).isInstanceOf(ProblemException.class);
    }

    private static String useOf(String template) {
        return "{'variables': {'key': 'k'}, 'steps': [" + step("load", "'depends_on': []") + ", " + step("other") + ","
                + "{'id': 'use', 'type': 'transform', 'depends_on': ['load'], 'config': {'output': ['" + template
                + "']}}]}";
    }
}
