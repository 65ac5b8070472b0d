package dev.quayside.http.api;

import static dev.quayside.http.api.ApiUnderTest.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.event.Events;
import dev.quayside.event.Recorded;
import dev.quayside.http.message.Body;
import dev.quayside.http.message.Method;
import dev.quayside.http.message.Request;
import dev.quayside.http.message.Response;
import dev.quayside.identity.Permission;
import dev.quayside.step.ConfigKey;
import dev.quayside.step.Outcome;
import dev.quayside.step.StepCatalogue;
import dev.quayside.step.StepType;
import dev.quayside.testing.TestDatabase;
import dev.quayside.workflow.definition.DefinitionReader;
import dev.quayside.workflow.store.Workflows;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class WorkflowRoutesTest {
    private static final String ONE = "{'steps': [{'id': 'a', 'type': 'noop'}]}";
    private static final String TWO =
            "{'steps': [{'id': 'a', 'type': 'noop', 'name': 'First'}, {'id': 'b', 'type': 'noop', 'depends_on': ['a']}]}";

    private final TestDatabase test = TestDatabase.fresh();
    private final Events events = new Events(test.database());
    private final Workflows workflows = new Workflows(
            test.database(),
            events,
            new DefinitionReader(new StepCatalogue(List.of(new StepType(
                    "noop",
                    "Does nothing.",
                    List.of(ConfigKey.optional("value", ConfigKey.Kind.ANY, "anything")),
                    Duration.ofSeconds(1),
                    _ -> new Outcome.Succeeded(Json.object()))))));
    private final ApiUnderTest api = new ApiUnderTest(Stream.concat(
                    new WorkflowRoutes(workflows).routes().stream(),
                    new WorkflowFileRoutes(workflows).routes().stream())
            .toList());

    @AfterEach
    void close() {
        test.close();
    }

    private JsonNode create(String name) {
        Response created =
                api.post("/api/v1/workflows/", "{'name': '" + name + "', 'workflow_definition': " + ONE + "}");
        assertThat(created.status()).isEqualTo(201);
        return created.json();
    }

    private String path(JsonNode workflow) {
        return "/api/v1/workflows/" + workflow.path("id").stringValue();
    }

    private List<String> events() {
        return events.after(Recorded.Position.START, 100).stream()
                .map(recorded -> recorded.event().type() + " by "
                        + (recorded.event().actor() == null
                                ? ""
                                : recorded.event().actor().user()))
                .toList();
    }

    @Test
    void aNewWorkflowIsShownWithItsDefaults() {
        JsonNode workflow = create("Fetch");

        assertThat(workflow.path("name").stringValue()).isEqualTo("Fetch");
        assertThat(workflow.path("description").isNull()).isTrue();
        assertThat(workflow.path("workflow_definition")).isEqualTo(node(ONE));
        assertThat(workflow.path("is_active").booleanValue()).isTrue();
        assertThat(workflow.path("is_scheduled").booleanValue()).isFalse();
        assertThat(workflow.path("created_by").stringValue()).isEqualTo("auth0|ada");
        assertThat(Instant.parse(workflow.path("created_at").stringValue())).isNotNull();
        assertThat(workflow.path("updated_at").stringValue()).endsWith("Z");
        assertThat(api.get(path(workflow)).json()).isEqualTo(workflow);
        assertThat(events()).containsExactly("workflow.create by auth0|ada");
    }

    @Test
    void anEmptyNameIsAllowed() {
        assertThat(create("").path("name").stringValue()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'name': 'x', 'workflow_definition': {'steps': []}} | [\"body\",\"workflow_definition\",\"steps\"] | Value error, Workflow must have at least one step",
                "{'name': 'x', 'workflow_definition': {}} | [\"body\",\"workflow_definition\",\"steps\"] | Value error, Workflow must have at least one step",
                "{'name': 'x', 'workflow_definition': {'steps': null}} | [\"body\",\"workflow_definition\",\"steps\"] | Value error, Workflow must have at least one step",
                "{'name': 'x', 'workflow_definition': {'steps': [{'id':'a','type':'noop'},{'id':'a','type':'noop'}]}} | [\"body\",\"workflow_definition\",\"steps\",1,\"id\"] | Value error, Step IDs must be unique",
                "{'name': 'x'} | [\"body\",\"workflow_definition\"] | Field required",
                "{'workflow_definition': {'steps': [{'id':'a','type':'noop'}]}} | [\"body\",\"name\"] | Field required",
                "{'name': 5, 'workflow_definition': {'steps': [{'id':'a','type':'noop'}]}} | [\"body\",\"name\"] | Input should be a valid string",
                "{'name': 'x', 'workflow_definition': 'y'} | [\"body\",\"workflow_definition\"] | Input should be a valid dictionary",
            })
    void whatIsWrongIsToldWithItsPlace(String body, String location, String message) {
        Response refused = api.post("/api/v1/workflows/", body);

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().path("message").stringValue()).isEqualTo("Validation error");
        JsonNode first = refused.json().path("detail").get(0);
        assertThat(first.path("loc").toString()).isEqualTo(location);
        assertThat(first.path("msg").stringValue()).startsWith(message);
        assertThat(events()).isEmpty();
    }

    @Test
    void aDefinitionErrorCarriesAPointer() {
        Response refused = api.post(
                "/api/v1/workflows/", "{'name': 'x', 'workflow_definition': {'steps': [{'id': 'a', 'type': 'nop'}]}}");

        assertThat(refused.json().path("detail").get(0).path("pointer").stringValue())
                .isEqualTo("/workflow_definition/steps/0/type");
    }

    @Test
    void listsTheNewestFirstInParts() {
        List<String> names = List.of("alpha", "Beta", "gamma alpha");
        names.forEach(this::create);

        JsonNode all = api.get("/api/v1/workflows/").json();
        JsonNode part = api.get("/api/v1/workflows?skip=1&limit=1").json();
        JsonNode named = api.get("/api/v1/workflows?name=ALPHA").json();

        assertThat(all.path("items").valueStream().map(item -> item.path("name").stringValue()))
                .containsExactly("gamma alpha", "Beta", "alpha");
        assertThat(all.path("total").intValue()).isEqualTo(3);
        assertThat(all.path("skip").intValue()).isZero();
        assertThat(all.path("limit").intValue()).isEqualTo(100);
        assertThat(part.path("total").intValue()).isEqualTo(3);
        assertThat(part.path("items").get(0).path("name").stringValue()).isEqualTo("Beta");
        assertThat(named.path("total").intValue()).isEqualTo(2);
        assertThat(api.get("/api/v1/workflows?name=%25").json().path("total").intValue())
                .isZero();
    }

    @Test
    void filtersByItsSwitches() {
        JsonNode off = create("off");
        create("on");
        api.put(path(off), "{'is_active': false, 'is_scheduled': true}");

        assertThat(api.get("/api/v1/workflows?is_active=false")
                        .json()
                        .path("total")
                        .intValue())
                .isEqualTo(1);
        assertThat(api.get("/api/v1/workflows?is_active=1").json().path("total").intValue())
                .isEqualTo(1);
        assertThat(api.get("/api/v1/workflows?is_scheduled=yes")
                        .json()
                        .path("items")
                        .get(0)
                        .path("name")
                        .stringValue())
                .isEqualTo("off");
    }

    @Test
    void aChangeOfSomeFieldsLeavesTheOthers() {
        JsonNode before = create("before");

        JsonNode after = api.put(path(before), "{'description': 'what for', 'name': 'after'}")
                .json();
        JsonNode cleared =
                api.put(path(before), "{'description': null, 'name': null}").json();

        assertThat(after.path("name").stringValue()).isEqualTo("after");
        assertThat(after.path("description").stringValue()).isEqualTo("what for");
        assertThat(after.path("workflow_definition")).isEqualTo(node(ONE));
        assertThat(after.path("version").intValue()).isEqualTo(1);
        assertThat(cleared.path("description").isNull()).isTrue();
        assertThat(cleared.path("name").stringValue()).isEqualTo("after");
        assertThat(events()).hasSize(3).endsWith("workflow.update by auth0|ada");
    }

    @Test
    void aNewDefinitionIsANewVersion() {
        JsonNode workflow = create("versions");

        JsonNode changed =
                api.put(path(workflow), "{'workflow_definition': " + TWO + "}").json();
        api.put(path(workflow), "{'workflow_definition': " + TWO + "}");

        assertThat(changed.path("version").intValue()).isEqualTo(2);
        assertThat(api.get(path(workflow) + "/versions")
                        .json()
                        .path("items")
                        .valueStream()
                        .map(item -> item.path("version").intValue()))
                .containsExactly(2, 1);
        assertThat(api.get(path(workflow) + "/versions/1").json().path("workflow_definition"))
                .isEqualTo(node(ONE));
        assertThat(api.get(path(workflow) + "/versions/3").status()).isEqualTo(404);
        assertThat(api.get(path(workflow) + "/versions/x").status()).isEqualTo(404);
    }

    @Test
    void anInvalidDefinitionChangesNothing() {
        JsonNode workflow = create("kept");

        Response refused = api.put(path(workflow), "{'name': 'lost', 'workflow_definition': {'steps': []}}");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(api.get(path(workflow)).json()).isEqualTo(workflow);
    }

    @Test
    void aChangeThatIsBasedOnAnOldStateIsRefused() {
        JsonNode workflow = create("contested");
        String tag = api.get(path(workflow)).headers().find("ETag").orElseThrow();

        Response first = api.send(
                Request.of(Method.PUT, path(workflow)).with("If-Match", tag).with(node("{'name': 'mine'}")));
        Response second = api.send(
                Request.of(Method.PUT, path(workflow)).with("If-Match", tag).with(node("{'name': 'yours'}")));
        Response gone = api.send(Request.of(Method.DELETE, path(workflow)).with("If-Match", tag));

        assertThat(first.status()).isEqualTo(200);
        assertThat(second.status()).isEqualTo(412);
        assertThat(second.headers().find("ETag")).isEqualTo(first.headers().find("ETag"));
        assertThat(gone.status()).isEqualTo(412);
        assertThat(api.get(path(workflow)).json().path("name").stringValue()).isEqualTo("mine");
    }

    @Test
    void whoHasItAlreadyIsToldSo() {
        JsonNode workflow = create("cached");
        String tag = api.get(path(workflow)).headers().find("ETag").orElseThrow();

        Response same = api.send(Request.of(Method.GET, path(workflow)).with("If-None-Match", tag));

        assertThat(same.status()).isEqualTo(304);
        assertThat(same.text()).isEmpty();
    }

    @Test
    void aDeletedWorkflowIsGone() {
        JsonNode workflow = create("old");

        assertThat(api.delete(path(workflow)).status()).isEqualTo(204);
        assertThat(api.get(path(workflow)).status()).isEqualTo(404);
        assertThat(api.get("/api/v1/workflows").json().path("total").intValue()).isZero();
        assertThat(api.delete(path(workflow)).status()).isEqualTo(404);
        assertThat(events()).containsExactly("workflow.create by auth0|ada", "workflow.delete by auth0|ada");
    }

    @Test
    void anUnknownWorkflowIsNamed() {
        String unknown = UUID.randomUUID().toString();

        assertThat(api.get("/api/v1/workflows/" + unknown).json())
                .isEqualTo(node("{'detail': 'Workflow with ID " + unknown + " not found'}"));
        assertThat(api.get("/api/v1/workflows/7").json()).isEqualTo(node("{'detail': 'Workflow with ID 7 not found'}"));
        assertThat(api.put("/api/v1/workflows/7", "{}").status()).isEqualTo(404);
    }

    @Test
    void everyRouteNeedsItsPermission() {
        String path = path(create("guarded"));

        assertThat(api.by(Permission.CREATE_WORKFLOWS).get(path).json())
                .isEqualTo(node("{'detail': 'Missing permissions: read:workflows'}"));
        assertThat(api.by(Permission.READ_WORKFLOWS).put(path, "{}").status()).isEqualTo(403);
        assertThat(api.by(Permission.UPDATE_WORKFLOWS).delete(path).status()).isEqualTo(403);
        assertThat(api.by(Permission.READ_WORKFLOWS)
                        .post("/api/v1/workflows/", "{}")
                        .status())
                .isEqualTo(403);
        assertThat(api.by(Permission.READ_WORKFLOWS).get(path).status()).isEqualTo(200);
    }

    @Test
    void aDefinitionIsCheckedWithoutBeingStored() {
        JsonNode valid = api.post("/api/v1/workflows/validate", TWO).json();
        Response yaml = api.send(Request.of(Method.POST, "/api/v1/workflows/validate")
                .with(Body.of("steps: [{id: a, type: noop}]".getBytes(StandardCharsets.UTF_8))));
        Response invalid = api.post("/api/v1/workflows/validate", "{'workflow_definition': {'steps': []}}");

        assertThat(valid).isEqualTo(node("{'valid': true, 'steps': 2, 'order': ['a', 'b'], 'entries': ['a']}"));
        assertThat(yaml.status()).isEqualTo(200);
        assertThat(invalid.status()).isEqualTo(422);
        assertThat(api.get("/api/v1/workflows").json().path("total").intValue()).isZero();
    }

    @Test
    void aFileIsTakenInByName() {
        String path = "/api/v1/workflows/import";
        String file = "{'name': 'nightly', 'description': 'd', 'steps': [{'id': 'a', 'type': 'noop'}]}";

        Response created = api.post(path, file);
        Response same = api.post(path, file);
        Response changed = api.post(path, file.replace("'a'", "'b'"));

        assertThat(created.status()).isEqualTo(201);
        assertThat(same.status()).isEqualTo(200);
        assertThat(same.json().path("changed").booleanValue()).isFalse();
        assertThat(changed.json().path("changed").booleanValue()).isTrue();
        assertThat(changed.json().path("workflow").path("version").intValue()).isEqualTo(2);
        assertThat(changed.json().path("workflow").path("id"))
                .isEqualTo(created.json().path("workflow").path("id"));
        assertThat(api.post(path, ONE).status()).isEqualTo(422);
        assertThat(api.post(path + "?name=given", ONE).status()).isEqualTo(201);
        assertThat(api.by(Permission.CREATE_WORKFLOWS).post(path, file).status())
                .isEqualTo(403);
    }

    @Test
    void aWorkflowThatIsGivenOutCanBeTakenIn() {
        JsonNode workflow = api.post(
                        "/api/v1/workflows/import",
                        "{'name': 'out: and in', 'description': 'd', 'steps': [{'id': 'a', 'type': 'noop', 'config': {'value': 'no'}}]}")
                .json()
                .path("workflow");

        for (String format : List.of("json", "yaml")) {
            Response file = api.get(path(workflow) + "/export?format=" + format);
            Response again = api.send(Request.of(Method.POST, "/api/v1/workflows/import")
                    .with(Body.of(file.text().getBytes(StandardCharsets.UTF_8))));

            assertThat(file.headers().find("Content-Disposition"))
                    .contains("attachment; filename=\"out-and-in." + format + "\"");
            assertThat(again.status()).as(file.text() + again.text()).isEqualTo(200);
            assertThat(again.json().path("changed").booleanValue()).as(format).isFalse();
        }
    }

    @Test
    void versionsAreComparedStepByStep() {
        JsonNode workflow = create("compared");
        api.put(path(workflow), "{'workflow_definition': " + TWO + "}");

        JsonNode changes = api.get(path(workflow) + "/diff").json().path("changes");

        assertThat(changes).isEqualTo(node("""
                [{'op': 'add', 'path': '/steps/a/name', 'before': null, 'after': 'First'},
                 {'op': 'add', 'path': '/steps/b', 'before': null,
                  'after': {'id': 'b', 'type': 'noop', 'depends_on': ['a']}}]
                """));
        assertThat(api.get(path(workflow) + "/diff?from=2&to=2").json().path("changes"))
                .isEmpty();
        assertThat(api.get(path(workflow) + "/diff?to=9").status()).isEqualTo(404);
    }
}
