package dev.quayside.http.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.testing.TestDatabase;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class StoredLogsTest {
    private final TestDatabase holder = TestDatabase.fresh();
    private final LiveNode node = new LiveNode(holder.database()).start();
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        node.close();
        holder.close();
    }

    private JsonNode get(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(node.edge.address() + path))
                .header("Authorization", "Bearer good")
                .build();
        return Json.parse(client.send(request, BodyHandlers.ofString()).body());
    }

    private JsonNode list(UUID run, String query) throws Exception {
        return get("/api/v1/logs/executions/" + run + "/logs" + query);
    }

    private static List<Integer> ids(JsonNode list) {
        return list.path("items")
                .valueStream()
                .map(item -> item.path("id").asInt())
                .toList();
    }

    @Test
    void theNewestLinesComeFirst() throws Exception {
        UUID run = node.ended(300);
        int last = node.log(run).size();

        JsonNode list = list(run, "");

        assertThat(list.propertyNames()).containsExactly("total", "items", "skip", "limit");
        assertThat(list.path("total").asInt()).isEqualTo(last);
        assertThat(list.path("limit").asInt()).isEqualTo(100);
        assertThat(ids(list))
                .isEqualTo(IntStream.range(0, 100).mapToObj(i -> last - i).toList());
        assertThat(ids(list(run, "?skip=250&limit=1000")))
                .isEqualTo(IntStream.range(250, last).mapToObj(i -> last - i).toList());
        assertThat(ids(list(run, "?limit=1000&order=ASC")))
                .isEqualTo(IntStream.rangeClosed(1, last).boxed().toList());
        assertThat(ids(list(run, "?after=100&limit=3&order=asc"))).containsExactly(101, 102, 103);
        assertThat(list(run, "?after=100").path("total").asInt()).isEqualTo(last - 100);
        assertThat(ids(list(run, "?skip=" + last))).isEmpty();
        assertThat(get("/api/v1/executions/" + run + "/logs")).isEqualTo(list);
    }

    @Test
    void anItemHasTheFieldsOfTheApi() throws Exception {
        UUID run = node.run("{'steps': [{'id': 'a', 'name': 'Greet', 'type': 'echo', 'config': {'value': 1}}]}");
        node.await(run);

        JsonNode item = list(run, "?step_id=a").path("items").get(0);

        assertThat(item.propertyNames())
                .containsExactly(
                        "id", "execution_id", "timestamp", "level", "message", "step_id", "step_name", "log_metadata");
        assertThat(item.path("execution_id").asString()).isEqualTo(run.toString());
        assertThat(item.path("message").asString()).isEqualTo("Step completed: Greet");
        assertThat(item.path("step_name").asString()).isEqualTo("Greet");
        assertThat(item.path("log_metadata").path("event").asString()).isEqualTo("step_completed");
    }

    @Test
    void linesAreFilteredByLevelStepAndText() throws Exception {
        UUID run = node.run("""
                {'steps': [
                  {'id': 'a', 'type': 'lines', 'config': {'count': 150}},
                  {'id': 'b', 'type': 'fail', 'depends_on': ['a']}]}
                """);
        node.await(run);

        assertThat(list(run, "?level=error").path("total").asInt()).isEqualTo(1);
        assertThat(list(run, "?level=ERROR&step_id=a").path("total").asInt()).isZero();
        JsonNode found = list(run, "?q=LINE%201&limit=5&order=asc");
        assertThat(found.path("total").asInt()).isEqualTo(61); // 1, 10 to 19, 100 to 149
        assertThat(found.path("items")
                        .valueStream()
                        .map(item -> item.path("message").asString()))
                .containsExactly("line 1", "line 10", "line 11", "line 12", "line 13");
        assertThat(list(run, "?q=line%201&skip=60")
                        .path("items")
                        .get(0)
                        .path("message")
                        .asString())
                .isEqualTo("line 1");
        assertThat(list(run, "?q=executing%20step").path("total").asInt()).isEqualTo(1);
    }

    @Test
    void whatIsAskedForWronglyIsNamed() throws Exception {
        UUID run = node.ended(1);
        UUID unknown = UUID.randomUUID();

        assertThat(list(run, "?limit=1001").path("detail").get(0).path("msg").asString())
                .isEqualTo("Input should be less than or equal to 1000");
        assertThat(list(run, "?level=loud")
                        .path("detail")
                        .get(0)
                        .path("loc")
                        .get(1)
                        .asString())
                .isEqualTo("level");
        assertThat(list(unknown, "").path("detail").asString())
                .isEqualTo("Execution with ID " + unknown + " not found");
    }

    @Test
    void bigOutputsAreNotReadAllAtOnceAndNoLineIsLost() throws Exception {
        String big = "x".repeat(200_000);
        StringBuilder steps = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            steps.append(i == 0 ? "" : ",")
                    .append("{'id': 's" + i + "', 'type': 'echo', 'config': {'value': '" + big + "'}}");
        }
        UUID run = node.run("{'steps': [" + steps + "], 'connections': []}");
        node.await(run);
        int last = node.log(run).size();

        assertThat(ids(list(run, "?limit=1000&order=asc")))
                .isEqualTo(IntStream.rangeClosed(1, last).boxed().toList());
    }
}
