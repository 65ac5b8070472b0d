package dev.quayside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.testing.Await;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExecutionApiTest {
    private static final String ECHO = """
            {'steps': [{'id': 'a', 'type': 'transform', 'config': {'output': {'n': '{{ inputs.n | default(7) }}'}}},
                       {'id': 'b', 'type': 'condition', 'depends_on': ['a'], 'config': {'condition': true}}]}
            """;
    private static final String LONG = "{'steps': [{'id': 'wait', 'type': 'delay', 'config': {'seconds': 600}}]}";
    private static final String BROKEN = """
            {'steps': [{'id': 'good', 'type': 'transform', 'config': {'output': 1}},
                       {'id': 'bad', 'type': 'transform', 'config': {'output': '{{ inputs.absent }}'}, 'depends_on': ['good']}]}
            """;

    private TestServer server;

    @BeforeAll
    void start() {
        server = new TestServer();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private TestServer.Answer start(String workflow, String query, String body)
            throws IOException, InterruptedException {
        return server.post(workflow + "/executions" + query, body);
    }

    private JsonNode run(String definition) throws IOException, InterruptedException {
        return start(server.workflow(definition), "?wait=60s", "{}").json();
    }

    private static String path(JsonNode execution) {
        return "/api/v1/executions/" + execution.path("id").stringValue();
    }

    private JsonNode status(JsonNode execution) throws IOException, InterruptedException {
        return server.get(path(execution)).json();
    }

    @Test
    void aStartIsAcceptedAtOnce() throws Exception {
        String workflow = server.workflow(LONG);

        TestServer.Answer accepted = start(workflow, "", "{'inputs': {'a': [1]}}");

        assertThat(accepted.status()).isEqualTo(202);
        assertThat(accepted.json().path("workflow_id").stringValue()).isEqualTo(workflow.substring(18));
        assertThat(accepted.json().path("status").stringValue()).isIn("pending", "running");
        assertThat(accepted.json().path("execution_inputs")).isEqualTo(Json.parse("{\"a\":[1]}"));
        assertThat(accepted.json().path("execution_outputs").isNull()).isTrue();
        assertThat(accepted.json().path("completed_at").isNull()).isTrue();
        assertThat(accepted.json().path("error_message").isNull()).isTrue();
        assertThat(accepted.json().path("executed_by").stringValue()).startsWith("local:");
        assertThat(accepted.response().headers().firstValue("Location")).contains(path(accepted.json()));
    }

    @Test
    void theDoubledSpellingIsServedToo() throws Exception {
        String id = server.workflow(ECHO).substring(18);

        TestServer.Answer accepted = server.post("/api/v1/executions/workflows/" + id + "/executions", "{}");
        String execution = accepted.json().path("id").stringValue();

        assertThat(accepted.status()).isEqualTo(202);
        assertThat(server.get("/api/v1/executions/executions/" + execution).status())
                .isEqualTo(200);
        assertThat(server.get("/api/v1/executions/workflows/" + id + "/executions")
                        .json()
                        .path("total")
                        .intValue())
                .isEqualTo(1);
    }

    @Test
    void aStartThatWaitsAnswersWithTheOutputs() throws Exception {
        TestServer.Answer ended = start(server.workflow(ECHO), "?wait=60s", "{'inputs': {'n': 3}}");

        assertThat(ended.status()).isEqualTo(200);
        assertThat(ended.json().path("status").stringValue()).isEqualTo("completed");
        assertThat(ended.json().path("execution_outputs").path("a")).isEqualTo(Json.parse("{\"n\":3}"));
        assertThat(ended.json().path("execution_outputs").path("__branches_taken__"))
                .isEqualTo(Json.parse("{\"b\":\"true\"}"));
        assertThat(ended.json().path("completed_at").isString()).isTrue();
        assertThat(status(ended.json())).isEqualTo(ended.json());
    }

    @Test
    void aWaitThatIsTooShortAnswersWithTheRunAsItIs() throws Exception {
        TestServer.Answer answer = start(server.workflow(LONG), "?wait=10ms", "{}");

        assertThat(answer.status()).isEqualTo(202);
        assertThat(start(server.workflow(LONG), "?wait=1h", "{}").status()).isEqualTo(422);
    }

    @Test
    void aBodyIsNeeded() throws Exception {
        String workflow = server.workflow(ECHO);

        assertThat(server.send(server.at(workflow + "/executions").POST(BodyPublishers.noBody()))
                        .status())
                .isEqualTo(422);
        assertThat(start(workflow, "", "{'inputs': [1]}")
                        .json()
                        .path("detail")
                        .get(0)
                        .path("msg")
                        .stringValue())
                .isEqualTo("Input should be a valid dictionary");
        assertThat(start(workflow, "", "{'inputs': null}").status()).isEqualTo(202);
    }

    @Test
    void inputsThatDoNotFitAreRefusedWithTheirPlace() throws Exception {
        String workflow = server.workflow("""
                {'inputs': {'type': 'object', 'required': ['to'], 'properties': {'n': {'type': 'integer'}}},
                 'steps': [{'id': 'a', 'type': 'transform', 'config': {'output': 1}}]}
                """);

        TestServer.Answer refused = start(workflow, "", "{'inputs': {'n': 'x', 'to': 1}}");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().path("detail").get(0).path("loc"))
                .isEqualTo(Json.parse("[\"body\",\"inputs\",\"n\"]"));
        assertThat(start(workflow, "", "{}").status()).isEqualTo(422);
    }

    @Test
    void oneKeyStartsOneRun() throws Exception {
        String workflow = server.workflow(ECHO);
        HttpRequest.Builder request = server.at(workflow + "/executions").header("Idempotency-Key", "order 7");

        TestServer.Answer first = server.send(request.copy().POST(BodyPublishers.ofString("{\"inputs\":{\"n\":1}}")));
        TestServer.Answer same = server.send(request.copy().POST(BodyPublishers.ofString("{\"inputs\":{\"n\":1}}")));
        TestServer.Answer other = server.send(request.copy().POST(BodyPublishers.ofString("{\"inputs\":{\"n\":2}}")));

        assertThat(same.status()).isEqualTo(202);
        assertThat(same.json().path("id")).isEqualTo(first.json().path("id"));
        assertThat(other.status()).isEqualTo(422);
        assertThat(server.get(workflow + "/executions").json().path("total").intValue())
                .isEqualTo(1);
    }

    @Test
    void anInactiveWorkflowIsNotStarted() throws Exception {
        String workflow = server.workflow(ECHO);
        server.put(workflow, "{'is_active': false}");

        TestServer.Answer refused = start(workflow, "", "{}");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("detail").stringValue())
                .isEqualTo("Workflow with ID " + workflow.substring(18) + " is not active");
    }

    @Test
    void whatDoesNotExistIsNamed() throws Exception {
        String id = UUID.randomUUID().toString();

        assertThat(server.get("/api/v1/executions/" + id).json().path("detail").stringValue())
                .isEqualTo("Execution with ID " + id + " not found");
        assertThat(server.get("/api/v1/executions/executions/x")
                        .json()
                        .path("detail")
                        .stringValue())
                .isEqualTo("Execution with ID x not found");
        assertThat(start("/api/v1/workflows/" + id, "", "{}")
                        .json()
                        .path("detail")
                        .stringValue())
                .isEqualTo("Workflow with ID " + id + " not found");
        assertThat(server.get("/api/v1/workflows/" + id + "/executions").status())
                .isEqualTo(404);
    }

    @Test
    void aRunIsCancelledOnce() throws Exception {
        JsonNode execution = start(server.workflow(LONG), "", "{}").json();

        TestServer.Answer cancelled = server.post(path(execution) + "/cancel", "");
        JsonNode ended = server.get(path(execution) + "?wait=60s").json();
        TestServer.Answer again =
                server.post("/api/v1/executions" + path(execution).substring(7) + "/cancel", "");

        assertThat(cancelled.status()).isEqualTo(200);
        assertThat(cancelled.json().path("id")).isEqualTo(execution.path("id"));
        assertThat(ended.path("status").stringValue()).isEqualTo("cancelled");
        assertThat(again.status()).isEqualTo(400);
        assertThat(again.json().path("detail").stringValue())
                .isEqualTo("Execution with ID " + execution.path("id").stringValue() + " is not in a cancelable state");
    }

    @Test
    void listsRunsByStatus() throws Exception {
        String workflow = server.workflow(LONG);
        JsonNode first = start(workflow, "", "{}").json();
        JsonNode second = start(workflow, "", "{}").json();
        server.post(path(first) + "/cancel", "");
        server.get(path(first) + "?wait=60s");

        JsonNode running = server.get(workflow + "/executions?status=running").json();

        assertThat(running.path("items").valueStream().map(item -> item.path("id")))
                .containsExactly(second.path("id"));
        assertThat(server.get(workflow + "/executions?status=CANCELLED")
                        .json()
                        .path("total")
                        .intValue())
                .isEqualTo(1);
        assertThat(server.get(workflow + "/executions")
                        .json()
                        .path("items")
                        .get(0)
                        .path("id"))
                .isEqualTo(second.path("id"));
        assertThat(server.get(workflow + "/executions?status=lost").status()).isEqualTo(422);
        assertThat(server.get("/api/v1/executions?limit=1").json().path("items"))
                .hasSize(1);
    }

    @Test
    void aRunIsPausedAndResumed() throws Exception {
        JsonNode execution = start(server.workflow(LONG), "", "{}").json();

        server.post(path(execution) + "/pause", "");
        Await.until("paused", () -> quietly(execution).path("paused").booleanValue());
        server.post(path(execution) + "/resume", "");
        Await.until("resumed", () -> !quietly(execution).path("paused").booleanValue());

        assertThat(server.post("/api/v1/executions/x/pause", "").status()).isEqualTo(404);
        JsonNode ended = run(ECHO);
        TestServer.Answer tooLate = server.post(path(ended) + "/pause", "");
        assertThat(tooLate.status()).isEqualTo(409);
        assertThat(tooLate.json().path("code").stringValue()).isEqualTo("run.ended");
    }

    private JsonNode quietly(JsonNode execution) {
        try {
            return status(execution);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aFailedRunTellsWhyAndIsRepeatedFromWhatFailed() throws Exception {
        JsonNode failed = run(BROKEN);
        JsonNode steps = server.get(path(failed) + "/steps").json().path("items");
        JsonNode why = server.get(path(failed) + "/why").json();

        TestServer.Answer again = server.post(path(failed) + "/rerun", "");
        JsonNode repeated = server.get(path(again.json()) + "?wait=60s").json();
        JsonNode repeatedSteps = server.get(path(repeated) + "/timeline").json().path("items");

        assertThat(failed.path("status").stringValue()).isEqualTo("failed");
        assertThat(failed.path("error_code").stringValue()).isEqualTo("template.missing");
        assertThat(failed.path("execution_outputs").has("good")).isTrue();
        assertThat(steps.valueStream()
                        .map(step -> step.path("id").stringValue() + " "
                                + step.path("status").stringValue()))
                .containsExactly("good succeeded", "bad failed");
        assertThat(steps.get(0).path("duration_seconds").isNumber()).isTrue();
        assertThat(steps.get(1).path("error").stringValue()).contains("absent");
        assertThat(why.path("why").stringValue()).contains("failed", "absent");
        assertThat(again.status()).isEqualTo(202);
        assertThat(repeated.path("status").stringValue()).isEqualTo("failed");
        assertThat(repeatedSteps.get(0).path("reused").booleanValue()).isTrue();
    }

    @Test
    void aRunIsRepeatedFromAStep() throws Exception {
        JsonNode ended = run(ECHO);

        TestServer.Answer again = server.post(path(ended) + "/rerun", "{'from_step': 'b'}");
        TestServer.Answer unknown = server.post(path(ended) + "/rerun", "{'from_step': 'x'}");
        JsonNode running = start(server.workflow(LONG), "", "{}").json();

        assertThat(server.get(path(again.json()) + "?wait=60s")
                        .json()
                        .path("status")
                        .stringValue())
                .isEqualTo("completed");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(server.post(path(running) + "/rerun", "").status()).isEqualTo(409);
    }

    @Test
    void aRunGoesOnWhenItsWorkflowIsDeleted() throws Exception {
        String workflow = server.workflow("{'steps': [{'id': 'w', 'type': 'delay', 'config': {'seconds': 1}}]}");
        JsonNode execution = start(workflow, "", "{}").json();

        server.send(server.at(workflow).DELETE());

        assertThat(server.get(path(execution) + "?wait=60s")
                        .json()
                        .path("status")
                        .stringValue())
                .isEqualTo("completed");
        assertThat(server.get(workflow + "/executions").status()).isEqualTo(404);
    }

    @Test
    void nothingIsShownToWhoDoesNotSayWhoTheyAre() throws Exception {
        HttpRequest.Builder nobody = HttpRequest.newBuilder(server.address().resolve("/api/v1/executions"));

        assertThat(server.send(nobody).status()).isEqualTo(401);
        assertThat(server.send(nobody.copy().header("Authorization", "Basic YTpi"))
                        .json()
                        .path("detail")
                        .stringValue())
                .isEqualTo("Invalid authentication credentials");
        assertThat(server.send(nobody.copy().header("Authorization", "Bearer quayside-local-x"))
                        .status())
                .isEqualTo(401);
    }
}
