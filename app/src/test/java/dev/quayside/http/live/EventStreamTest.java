package dev.quayside.http.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.testing.Await;
import dev.quayside.testing.TestDatabase;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Server-sent events as a client of another language sees them.
class EventStreamTest {
    private static final Duration HEARTBEAT = Duration.ofMillis(100);

    private final TestDatabase holder = TestDatabase.fresh();
    private final LiveNode node = new LiveNode(
                    holder.database(),
                    new LiveSettings(HEARTBEAT, Duration.ofSeconds(20), Duration.ofSeconds(2)),
                    Duration.ofSeconds(30))
            .start();
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        node.close();
        holder.close();
    }

    private static String path(UUID run) {
        return "/api/v1/executions/" + run + "/logs/stream";
    }

    private Clients follow(UUID run, String query, String... headers) throws Exception {
        return Clients.events(node.edge.port(), path(run) + query, headers);
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(node.edge.address() + path));
        return client.send((headers.length == 0 ? request : request.headers(headers)).build(), BodyHandlers.ofString());
    }

    private static List<JsonNode> of(String kind, List<JsonNode> events) {
        return events.stream()
                .filter(event -> event.get(0).asString().equals(kind))
                .toList();
    }

    private static List<String> ids(List<JsonNode> events) {
        return of("log", events).stream().map(event -> event.get(2).asString()).toList();
    }

    @Test
    void aRunThatHasEndedIsToldFromTheBeginningToTheEnd() throws Exception {
        UUID run = node.ended(300);

        List<JsonNode> events;
        try (Clients stream = follow(run, "", "Authorization", "Bearer good")) {
            events = stream.rest();
        }

        JsonNode status = events.getFirst();
        assertThat(status.get(1).asInt()).isEqualTo(200);
        assertThat(status.get(2).path("content-type").asString()).isEqualTo("text/event-stream");
        assertThat(status.get(2).path("cache-control").asString()).isEqualTo("no-cache, no-transform");
        assertThat(status.get(2).path("x-accel-buffering").asString()).isEqualTo("no");
        assertThat(events.get(1).get(0).asString()).isEqualTo("comment");
        int last = node.log(run).size();
        assertThat(ids(events))
                .isEqualTo(
                        IntStream.rangeClosed(1, last).mapToObj(String::valueOf).toList());
        JsonNode line =
                dev.quayside.base.Json.parse(of("log", events).get(1).get(1).asString());
        assertThat(line.propertyNames())
                .containsExactly("id", "timestamp", "level", "message", "step_id", "step_name", "metadata");
        assertThat(line.path("id").asInt()).isEqualTo(2);
        assertThat(events.getLast().get(0).asString()).isEqualTo("end");
        assertThat(events.getLast().get(1).asString()).isEqualTo("{\"status\":\"completed\",\"last_id\":" + last + "}");
    }

    @Test
    void linesComeAsTheyAreWrittenAndCommentsInBetween() throws Exception {
        UUID run = node.talk();
        try (Clients stream = follow(run, "?token=good")) {
            List<JsonNode> events = new ArrayList<>();
            for (String word : List.of("one", "two")) {
                node.words.add(word);
                do {
                    events.add(stream.next());
                } while (!events.getLast().get(1).asString().contains("\"message\":\"" + word + "\""));
                do {
                    events.add(stream.next());
                } while (!events.getLast().get(1).asString().equals("still here"));
            }
            node.words.add(LiveNode.END);
            events.addAll(stream.rest());

            assertThat(ids(events))
                    .isEqualTo(IntStream.rangeClosed(1, node.log(run).size())
                            .mapToObj(String::valueOf)
                            .toList());
            assertThat(of("end", events)).hasSize(1);
        }
    }

    @Test
    void aClientThatComesAgainGoesOnAfterItsLastEvent() throws Exception {
        UUID run = node.ended(200);
        int last = node.log(run).size();

        for (int after : List.of(1, 127, 128, 129, last - 1)) {
            try (Clients stream =
                    follow(run, "?after=5", "Authorization", "Bearer good", "Last-Event-ID", String.valueOf(after))) {
                assertThat(ids(stream.rest()))
                        .isEqualTo(IntStream.rangeClosed(after + 1, last)
                                .mapToObj(String::valueOf)
                                .toList());
            }
        }
        try (Clients stream = follow(run, "?token=good&after=" + last)) {
            List<JsonNode> events = stream.rest();
            assertThat(ids(events)).isEmpty();
            assertThat(events.getLast().get(0).asString()).isEqualTo("end");
        }
    }

    @Test
    void aClientThatHasHeardTheEndIsToldNotToComeAgain() throws Exception {
        UUID run = node.ended(1);
        try (Clients stream = follow(run, "?token=good")) {
            String mark = stream.rest().getLast().get(2).asString();

            assertThat(get(path(run) + "?token=good", "Last-Event-ID", mark).statusCode())
                    .isEqualTo(204);
        }
        HttpResponse<String> wrong = get(path(run) + "?token=good", "Last-Event-ID", "yesterday");
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.body()).contains("Last-Event-ID");
    }

    @Test
    void whoMayNotReadIsRefusedInTheUsualForm() throws Exception {
        UUID run = node.ended(1);
        UUID unknown = UUID.randomUUID();

        assertThat(get(path(run)).statusCode()).isEqualTo(401);
        assertThat(get(path(run)).body()).isEqualTo("{\"detail\":\"Not authenticated\"}");
        assertThat(get(path(run) + "?token=bad").statusCode()).isEqualTo(401);
        assertThat(get(path(run) + "?token=poor").body()).isEqualTo("{\"detail\":\"Missing permissions: read:logs\"}");
        assertThat(get(path(unknown) + "?token=good").statusCode()).isEqualTo(404);
        assertThat(get(path(unknown) + "?token=good").body())
                .isEqualTo("{\"detail\":\"Execution with ID " + unknown + " not found\"}");
        assertThat(get("/api/v1/executions/7/logs/stream?token=good").body())
                .isEqualTo("{\"detail\":\"Execution with ID 7 not found\"}");
    }

    @Test
    void theTokenOfAQueryCountsForStreamsAlone() throws Exception {
        UUID run = node.ended(1);

        assertThat(get("/api/v1/executions/" + run + "/logs?token=good").statusCode())
                .isEqualTo(401);
        assertThat(get(path(run) + "?token=good", "Authorization", "Bearer poor")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void aStopSaysWhereToGoOn() throws Exception {
        UUID run = node.talk();
        try (Clients stream = follow(run, "?token=good")) {
            node.words.add("one");
            JsonNode event;
            do {
                event = stream.next();
            } while (!event.get(1).asString().contains("\"message\":\"one\""));
            Await.until("shown", () -> node.log(run).size() == 3);

            node.routes.close();

            List<JsonNode> rest = stream.rest();
            assertThat(rest.getLast().get(0).asString()).isEqualTo("stopping");
            assertThat(rest.getLast().get(1).asString()).isEqualTo("{\"last_id\":3}");
            assertThat(rest.getLast().get(2).asString()).isEqualTo("3");
        }
        assertThat(get(path(run) + "?token=good").statusCode()).isEqualTo(503);
        assertThat(node.figure("quayside.live.streams", "sse")).isZero();
    }

    @Test
    void manyFollowersOfOneRunHearTheSame() throws Exception {
        UUID run = node.talk();
        int followers = 300;
        var answers = IntStream.range(0, followers)
                .mapToObj(_ -> client.sendAsync(
                        HttpRequest.newBuilder(URI.create(node.edge.address() + path(run) + "?token=good"))
                                .build(),
                        BodyHandlers.ofString()))
                .toList();
        Await.until("all are there", () -> node.routes.openStreams() == followers);
        for (int i = 0; i < 300; i++) {
            node.words.add("word " + i);
        }
        node.words.add(LiveNode.END);

        List<String> heard = new ArrayList<>();
        for (var answer : answers) {
            heard.add(answer.join().body().replace(": still here\n\n", ""));
        }

        assertThat(heard.stream().distinct()).hasSize(1);
        assertThat(heard.getFirst()).contains("word 299").contains("event: end");
    }

    /// What is missed between the look and the notifications would be found after half a minute at the earliest.
    @Test
    void aRunThatEndsWhileSomebodyBeginsToFollowIsToldToItsEnd() throws Exception {
        try (LiveNode other = new LiveNode(holder.database()).start()) {
            Random random = new Random(5);
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                UUID run = node.run("""
                        {'steps': [{'id': 'a', 'type': 'lines', 'config': {'count': %d}}, {'id': 'b', 'type': 'pass'}]}
                        """.formatted(random.nextInt(40)));
                for (LiveNode at : List.of(node, other)) {
                    LockSupport.parkNanos(random.nextInt(3_000_000));
                    URI address = URI.create(at.edge.address() + path(run) + "?token=good");
                    answers.add(client.sendAsync(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                            .orTimeout(25, TimeUnit.SECONDS));
                }
            }
            for (CompletableFuture<HttpResponse<String>> answer : answers) {
                String body = answer.join().body();
                List<Integer> ids = Pattern.compile("^id: (\\d+)$", Pattern.MULTILINE)
                        .matcher(body)
                        .results()
                        .map(found -> Integer.valueOf(found.group(1)))
                        .toList();

                assertThat(ids)
                        .isEqualTo(IntStream.rangeClosed(1, ids.size()).boxed().toList());
                assertThat(body)
                        .contains("event: end\ndata: {\"status\":\"completed\",\"last_id\":" + ids.size() + "}");
            }
        }
    }
}
