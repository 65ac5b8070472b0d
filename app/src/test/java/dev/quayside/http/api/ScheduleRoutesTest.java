package dev.quayside.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.http.message.Body;
import dev.quayside.http.message.Method;
import dev.quayside.http.message.Request;
import dev.quayside.http.message.Response;
import dev.quayside.http.server.Edge;
import dev.quayside.http.server.ErrorStyle;
import dev.quayside.http.server.Router;
import dev.quayside.http.server.ServerSettings;
import dev.quayside.identity.Caller;
import dev.quayside.identity.Permission;
import dev.quayside.testing.TestDatabase;
import dev.quayside.workflow.trigger.MovedTime;
import dev.quayside.workflow.trigger.TriggerNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ScheduleRoutesTest {
    private static final String UNKNOWN = "01900000-0000-7000-8000-000000000000";

    private final TestDatabase holder = TestDatabase.fresh();
    private final MovedTime time = new MovedTime("2024-05-01T10:20:30Z");
    private final TriggerNode node = new TriggerNode(holder, time);
    private final AtomicReference<Set<Permission>> granted = new AtomicReference<>(Permission.all());
    private final Router router = new Router(
            new ScheduleRoutes(node.schedules).routes(),
            List.of(new Router.Area("/api/v1", ErrorStyle.DETAIL)),
            _ -> Optional.of(new Caller("auth0|anne", granted.get(), Caller.Means.TOKEN)));
    private final UUID workflow = node.workflow("noop");

    @AfterEach
    void close() {
        node.close();
        holder.close();
    }

    private Response call(Method method, String path, String body) {
        Request request = Request.of(method, path);
        return router.handle(
                body.isEmpty()
                        ? request
                        : request.with(Body.of(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8))));
    }

    private Response get(String path) {
        return call(Method.GET, path, "");
    }

    private JsonNode made(String body) {
        Response response = call(Method.POST, "/api/v1/schedules/workflows/" + workflow + "/schedules", body);
        assertThat(response.status()).as(response.text()).isEqualTo(201);
        return response.json();
    }

    @Test
    void makesAScheduleAsTheContractSays() {
        Response response = call(
                Method.POST,
                "/api/v1/schedules/workflows/" + workflow + "/schedules",
                "{'workflow_id': '" + workflow + "', 'cron_expression': '0 12 * * *', 'timezone': 'Europe/Berlin'}");

        assertThat(response.status()).isEqualTo(201);
        JsonNode made = response.json();
        String id = made.path("id").stringValue();
        assertThat(made.toString())
                .isEqualTo("{\"id\":\"" + id + "\",\"workflow_id\":\"" + workflow
                        + "\",\"name\":null,\"description\":null,\"kind\":\"cron\",\"cron_expression\":\"0 12 * * *\","
                        + "\"interval_seconds\":null,\"timezone\":\"Europe/Berlin\",\"execution_inputs\":{},"
                        + "\"is_active\":true,\"missed\":\"last\",\"overlap\":\"skip\",\"created_by\":\"auth0|anne\",\"works_for\":\"auth0|anne\","
                        + "\"created_at\":\"2024-05-01T10:20:30Z\",\"updated_at\":\"2024-05-01T10:20:30Z\","
                        + "\"next_run_at\":\"2024-05-02T10:00:00Z\",\"last_run_at\":null,\"last_run_id\":null,"
                        + "\"last_error\":null,\"last_error_at\":null,\"skipped\":0}");
        assertThat(response.headers().find("Location")).contains("/api/v1/schedules/schedules/" + id);
        assertThat(node.scheduled(workflow)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"/api/v1/schedules/schedules, /api/v1/schedules/workflows", "/api/v1/schedules, /api/v1/workflows"})
    void answersInBothSpellings(String all, String workflows) {
        Response made = call(
                Method.POST, workflows + "/" + workflow + "/schedules/", "{'cron_expression': '@daily', 'name': 'a'}");
        String one = all + "/" + made.json().path("id").stringValue();

        assertThat(made.status()).isEqualTo(201);
        assertThat(get(one).json()).isEqualTo(made.json());
        assertThat(get(all).json().path("items").get(0)).isEqualTo(made.json());
        assertThat(get(all + "/").json().path("total").asInt()).isEqualTo(1);
        assertThat(get(workflows + "/" + workflow + "/schedules")
                        .json()
                        .path("total")
                        .asInt())
                .isEqualTo(1);
        assertThat(call(Method.PUT, one, "{'is_active': false}")
                        .json()
                        .path("is_active")
                        .booleanValue())
                .isFalse();
        assertThat(get(one + "/next?count=2").status()).isEqualTo(200);
        assertThat(call(Method.POST, one + "/trigger", "").status()).isEqualTo(202);
        assertThat(call(Method.DELETE, one, ""))
                .extracting(Response::status, Response::text)
                .containsExactly(204, "");
        assertThat(get(one).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'cron_expression': '60 * * * *'} | Invalid cron expression: 60 * * * *: minute: 60 is not between 0 and 59",
                "{'cron_expression': ''} | Invalid cron expression: : expected five fields (minute hour day-of-month month day-of-week), found 0",
                "{'cron_expression': '* * * * *', 'timezone': 'Europe/Berln'} | Invalid timezone: Europe/Berln; did you mean 'Europe/Berlin'?"
            })
    void saysWhyAScheduleCannotBe(String body, String detail) {
        Response response = call(Method.POST, "/api/v1/workflows/" + workflow + "/schedules", body);

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.json()).isEqualTo(Json.object().put("detail", detail));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{} | cron_expression | Field required",
                "{'kind': 'interval'} | interval_seconds | Field required",
                "{'kind': 'hourly'} | kind | Input should be 'cron', 'interval', 'manual'",
                "{'cron_expression': 5} | cron_expression | Input should be a valid string",
                "{'interval_seconds': 0} | interval_seconds | Input should be greater than or equal to 1",
                "{'interval_seconds': 2147483647} | interval_seconds | Value error, Invalid interval: 2147483647: it must be between 1 and 315360000 seconds",
                "{'kind': 'manual', 'cron_expression': '* * * * *'} | cron_expression | Value error, a schedule of the kind manual has none",
                "{'cron_expression': '* * * * *', 'interval_seconds': 5} | cron_expression | Value error, a schedule of the kind interval has none",
                "{'cron_expression': '* * * * *', 'execution_inputs': []} | execution_inputs | Input should be a valid dictionary",
                "{'cron_expression': '* * * * *', 'is_active': 'maybe'} | is_active | Input should be a valid boolean, unable to interpret input",
                "{'cron_expression': '* * * * *', 'missed': 'some'} | missed | Input should be 'none', 'last', 'all'",
                "{'cron_expression': '* * * * *', 'overlap': 'no'} | overlap | Input should be 'skip', 'queue', 'allow'",
                "{'cron_expression': '* * * * *', 'workflow_id': 'other'} | workflow_id | Value error, it must be the workflow of the path, or left out",
                "{'cron_expression': '* * * * *', 'name': 'a\\u0000b'} | name | Value error, Invalid name: it contains the character U+0000"
            })
    void saysWhichFieldIsWrong(String body, String field, String message) {
        Response response = call(Method.POST, "/api/v1/workflows/" + workflow + "/schedules", body);

        assertThat(response.status()).isEqualTo(422);
        assertThat(response.json().path("message").stringValue()).isEqualTo("Validation error");
        JsonNode first = response.json().path("detail").get(0);
        assertThat(first.path("loc").toString()).isEqualTo("[\"body\",\"" + field + "\"]");
        assertThat(first.path("msg").stringValue()).isEqualTo(message);
    }

    @Test
    void inputsHaveToFitTheWorkflow() {
        UUID picky = node.workflow("noop", ", 'inputs': {'type': 'object', 'required': ['n']}");

        Response response =
                call(Method.POST, "/api/v1/workflows/" + picky + "/schedules", "{'cron_expression': '@daily'}");

        assertThat(response.status()).isEqualTo(422);
        assertThat(response.json().path("detail").get(0).path("loc").toString())
                .isEqualTo("[\"body\",\"execution_inputs\"]");
    }

    @Test
    void changesWhatIsGivenAndNothingElse() {
        JsonNode made =
                made("{'cron_expression': '@daily', 'name': 'n', 'description': 'd', 'execution_inputs': {'a': 1}}");
        String one = "/api/v1/schedules/" + made.path("id").stringValue();
        time.set("2024-05-01T11:00:00Z");

        JsonNode renamed =
                call(Method.PUT, one, "{'name': null, 'timezone': null}").json();
        JsonNode interval = call(Method.PUT, one, "{'interval_seconds': '90', 'overlap': 'queue'}")
                .json();
        JsonNode manual = call(Method.PUT, one, "{'kind': 'manual'}").json();

        assertThat(renamed.path("name").isNull()).isTrue();
        assertThat(renamed.path("description").stringValue()).isEqualTo("d");
        assertThat(renamed.path("timezone").stringValue()).isEqualTo("UTC");
        assertThat(renamed.path("cron_expression").stringValue()).isEqualTo("@daily");
        assertThat(renamed.path("execution_inputs").toString()).isEqualTo("{\"a\":1}");
        assertThat(renamed.path("updated_at").stringValue()).isEqualTo("2024-05-01T11:00:00Z");
        assertThat(interval.path("kind").stringValue()).isEqualTo("interval");
        assertThat(interval.path("cron_expression").isNull()).isTrue();
        assertThat(interval.path("next_run_at").stringValue()).isEqualTo("2024-05-01T11:01:30Z");
        assertThat(manual.path("next_run_at").isNull()).isTrue();
        assertThat(manual.path("overlap").stringValue()).isEqualTo("queue");
        assertThat(call(Method.PUT, one, "{'kind': 'cron'}").status()).isEqualTo(422);
        assertThat(call(Method.PUT, one, "{'cron_expression': 'x'}").status()).isEqualTo(400);
    }

    @Test
    void whatIsNotThereIsNotFound() {
        String noWorkflow = "Workflow with ID " + UNKNOWN + " not found";
        assertThat(call(Method.POST, "/api/v1/workflows/" + UNKNOWN + "/schedules", "{'cron_expression': '@daily'}"))
                .extracting(Response::status, Response::json)
                .containsExactly(404, Json.object().put("detail", noWorkflow));
        assertThat(call(Method.POST, "/api/v1/workflows/nope/schedules", "{'cron_expression': '@daily'}")
                        .json())
                .isEqualTo(Json.object().put("detail", "Workflow with ID nope not found"));
        for (String id : List.of(UNKNOWN, "nope", "1-1-1-1-1")) {
            String one = "/api/v1/schedules/schedules/" + id;
            JsonNode gone = Json.object().put("detail", "Schedule with ID " + id + " not found");
            assertThat(get(one)).extracting(Response::status, Response::json).containsExactly(404, gone);
            assertThat(call(Method.PUT, one, "{}").json()).isEqualTo(gone);
            assertThat(call(Method.DELETE, one, "").json()).isEqualTo(gone);
            assertThat(get(one + "/next").status()).isEqualTo(404);
            assertThat(call(Method.POST, one + "/trigger", "").status()).isEqualTo(404);
            assertThat(call(
                                    Method.POST,
                                    one + "/backfill",
                                    "{'from': '2024-01-01T00:00:00Z', 'to': '2024-02-01T00:00:00Z'}")
                            .status())
                    .isEqualTo(404);
        }
        assertThat(get("/api/v1/workflows/nope/schedules").json().path("total").asInt())
                .isZero();
    }

    @Test
    void listsInPagesAndByFilter() {
        JsonNode first = made("{'cron_expression': '@daily'}");
        time.set("2024-05-01T10:20:31Z");
        JsonNode second = made("{'cron_expression': '@daily', 'is_active': false}");

        JsonNode page = get("/api/v1/schedules?skip=1&limit=1").json();
        assertThat(page.toString()).isEqualTo("{\"total\":2,\"items\":[" + first + "],\"skip\":1,\"limit\":1}");
        assertThat(get("/api/v1/schedules?is_active=false").json().path("items").get(0))
                .isEqualTo(second);
        assertThat(get("/api/v1/schedules?workflow_id=" + workflow)
                        .json()
                        .path("total")
                        .asInt())
                .isEqualTo(2);
        assertThat(get("/api/v1/schedules?workflow_id=" + UNKNOWN)
                        .json()
                        .path("total")
                        .asInt())
                .isZero();
        assertThat(get("/api/v1/schedules?limit=101").status()).isEqualTo(422);
    }

    @Test
    void startsARunOnceForAKey() {
        String id = made("{'kind': 'manual'}").path("id").stringValue();
        Request request = Request.of(Method.POST, "/api/v1/schedules/" + id + "/trigger");

        Response first = router.handle(request.with("Idempotency-Key", "k"));
        Response again = router.handle(request.with("Idempotency-Key", "k"));

        String run = first.json().path("execution_id").stringValue();
        assertThat(first.status()).isEqualTo(202);
        assertThat(first.headers().find("Location")).contains("/api/v1/executions/" + run);
        assertThat(again.json().toString())
                .isEqualTo("{\"schedule_id\":\"" + id + "\",\"execution_id\":\"" + run + "\",\"known\":true}");
        assertThat(node.runs.find(UUID.fromString(run))).isPresent();
        assertThat(router.handle(request.with("Idempotency-Key", "k".repeat(201)))
                        .status())
                .isEqualTo(422);
        node.activate(workflow, false);
        assertThat(router.handle(request).json().path("detail").stringValue())
                .isEqualTo("Workflow with ID " + workflow + " is not active");
        assertThat(router.handle(request).json().path("code").stringValue()).isEqualTo("workflow.inactive");
    }

    @Test
    void catchesUpWithThePast() {
        String one = "/api/v1/schedules/"
                + made("{'cron_expression': '@hourly', 'overlap': 'allow'}")
                        .path("id")
                        .stringValue();
        String range = "{'from': '2024-05-01T06:00:00+02:00', 'to': '2024-05-01T07:00:00Z', 'limit': 2}";

        Response first = call(Method.POST, one + "/backfill", range);
        assertThat(node.fire()).isTrue();
        Response second = call(Method.POST, one + "/backfill", range);
        assertThat(node.fire()).isTrue();

        assertThat(first.status()).isEqualTo(202);
        assertThat(first.json().toString())
                .isEqualTo("{\"started\":2,\"known\":0,\"limited\":true,\"next\":\"2024-05-01T06:00:00Z\","
                        + "\"times\":[\"2024-05-01T04:00:00Z\",\"2024-05-01T05:00:00Z\"]}");
        assertThat(second.json().path("started").asInt()).isEqualTo(1);
        assertThat(second.json().path("known").asInt()).isEqualTo(2);
        assertThat(node.runs.page(null, null, 0, 10).items()).hasSize(3);
        assertThat(call(Method.POST, one + "/backfill", "{'from': 'yesterday', 'to': 'x'}")
                        .status())
                .isEqualTo(422);
        assertThat(call(Method.POST, one + "/backfill", "{'from': '2024-05-01T06:00:00Z'}")
                        .status())
                .isEqualTo(422);
        assertThat(call(
                                Method.POST,
                                one + "/backfill",
                                "{'from': '2024-05-01T06:00:00Z', 'to': '2024-05-01T06:00:00Z'}")
                        .json()
                        .path("code")
                        .stringValue())
                .isEqualTo("schedule.range-invalid");
    }

    @Test
    void showsWhenAScheduleFires() {
        String id = made("{'cron_expression': '0 12 * * *', 'timezone': 'Asia/Kolkata', 'is_active': false}")
                .path("id")
                .stringValue();

        assertThat(get("/api/v1/schedules/" + id + "/next?count=1").json().toString())
                .isEqualTo("{\"timezone\":\"Asia/Kolkata\",\"times\":[{\"at\":\"2024-05-02T06:30:00Z\","
                        + "\"local\":\"2024-05-02T12:00:00+05:30\"}]}");
        assertThat(get("/api/v1/schedules/" + id + "/next").json().path("times").size())
                .isEqualTo(5);
        assertThat(get("/api/v1/schedules/" + id + "/next?count=101").status()).isEqualTo(422);
    }

    @Test
    void showsWhenAScheduleWouldFire() {
        Response response =
                call(Method.POST, "/api/v1/schedules/preview", "{'cron_expression': '30 * * * *', 'count': 2}");
        Response interval = call(Method.POST, "/api/v1/schedules/preview", "{'interval_seconds': 3600, 'count': 1}");
        Response wrong = call(Method.POST, "/api/v1/schedules/preview", "{'cron_expression': '0 0 31 2 *'}");
        Response nowhere =
                call(Method.POST, "/api/v1/schedules/preview", "{'cron_expression': '@daily', 'timezone': 'Mars'}");

        assertThat(response.json().toString())
                .isEqualTo("{\"timezone\":\"UTC\",\"times\":[{\"at\":\"2024-05-01T10:30:00Z\","
                        + "\"local\":\"2024-05-01T10:30:00Z\"},{\"at\":\"2024-05-01T11:30:00Z\","
                        + "\"local\":\"2024-05-01T11:30:00Z\"}]}");
        assertThat(interval.json().path("times").get(0).path("at").stringValue())
                .isEqualTo("2024-05-01T11:20:30Z");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.json().path("code").stringValue()).isEqualTo("schedule.cron-invalid");
        assertThat(wrong.json().path("detail").stringValue()).contains("it never fires");
        assertThat(nowhere.json().path("code").stringValue()).isEqualTo("schedule.timezone-unknown");
        assertThat(call(Method.POST, "/api/v1/schedules/preview", "{}").status())
                .isEqualTo(422);
    }

    @Test
    void everythingNeedsItsPermission() {
        String one = "/api/v1/schedules/"
                + made("{'cron_expression': '@daily'}").path("id").stringValue();

        granted.set(Set.of(Permission.READ_WORKFLOWS));
        assertThat(get(one).status()).isEqualTo(200);
        assertThat(call(Method.PUT, one, "{}").json())
                .isEqualTo(Json.object().put("detail", "Missing permissions: update:workflows"));
        assertThat(call(Method.POST, one + "/trigger", "").status()).isEqualTo(403);
        assertThat(call(Method.POST, one + "/backfill", "{}").status()).isEqualTo(403);
        assertThat(call(Method.DELETE, one, "").status()).isEqualTo(403);
        assertThat(call(Method.POST, "/api/v1/workflows/" + workflow + "/schedules", "{}")
                        .status())
                .isEqualTo(403);
        granted.set(Set.of());
        assertThat(get(one).status()).isEqualTo(403);
        assertThat(get("/api/v1/schedules").status()).isEqualTo(403);
        assertThat(call(Method.POST, "/api/v1/schedules/preview", "{}").status())
                .isEqualTo(403);
    }

    @Test
    void answersThroughASocket() throws Exception {
        try (Edge edge = new Edge(ServerSettings.DEFAULT.withPort(0), router, new SimpleMeterRegistry());
                HttpClient client = HttpClient.newHttpClient()) {
            edge.start();

            HttpResponse<String> made = client.send(
                    HttpRequest.newBuilder(
                                    edge.address().resolve("/api/v1/schedules/workflows/" + workflow + "/schedules"))
                            .POST(HttpRequest.BodyPublishers.ofString("{\"cron_expression\": \"*/5 * * * *\"}"))
                            .header("Content-Type", "application/json")
                            .build(),
                    HttpResponse.BodyHandlers.ofString());

            assertThat(made.statusCode()).isEqualTo(201);
            String location = made.headers().firstValue("Location").orElseThrow();
            HttpResponse<String> found = client.send(
                    HttpRequest.newBuilder(edge.address().resolve(location)).build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(found.body()).isEqualTo(made.body());
        }
    }
}
