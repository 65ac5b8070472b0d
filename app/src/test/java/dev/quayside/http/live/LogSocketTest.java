package dev.quayside.http.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.testing.Await;
import dev.quayside.testing.TestDatabase;
import dev.quayside.workflow.run.LogLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// WebSockets as a client sees them that is not ours: python3-websockets.
class LogSocketTest {
    private final TestDatabase holder = TestDatabase.fresh();
    private final LiveNode node = new LiveNode(holder.database()).start();

    @AfterEach
    void close() {
        node.close();
        holder.close();
    }

    /// How a conversation went.
    private record Heard(int times, int code, String reason, List<JsonNode> messages, List<JsonNode> hello) {
        static Heard of(JsonNode json) {
            return new Heard(
                    json.get(0).asInt(),
                    json.get(1).asInt(),
                    json.get(2).asString(),
                    json.get(3).valueStream().toList(),
                    json.get(4).valueStream().toList());
        }

        List<String> types() {
            return messages.stream()
                    .map(message -> message.path("type").asString())
                    .toList();
        }

        List<Integer> numbers() {
            return messages.stream()
                    .filter(message -> message.has("id"))
                    .map(message -> message.path("id").asInt())
                    .toList();
        }
    }

    private String url(UUID run, String query) {
        return "ws://127.0.0.1:" + node.edge.port() + "/ws/executions/" + run + "/logs" + query;
    }

    private Heard hear(UUID run, String query) throws Exception {
        try (Clients client = Clients.sockets(1, 0, url(run, query))) {
            return Heard.of(client.next());
        }
    }

    @Test
    void aRunThatHasEndedIsToldFromTheBeginningToTheEnd() throws Exception {
        UUID run = node.run("""
                {'steps': [
                  {'id': 'a', 'name': 'First', 'type': 'echo',
                   'config': {'branch': 'left', 'value': {'deep': [1, 2], 'more': 1}}},
                  {'id': 'b', 'type': 'echo', 'depends_on': ['a'], 'config': {'value': [1, 2, 3]}}]}
                """);
        node.await(run);

        Heard heard = hear(run, "?token=good");

        assertThat(heard.hello()).singleElement().satisfies(hello -> {
            assertThat(hello.path("type").asString()).isEqualTo("info");
            assertThat(hello.path("message").asString()).isEqualTo("Connected to execution logs for " + run);
        });
        assertThat(heard.types())
                .containsExactly(
                        "log",
                        "step_started",
                        "step_completed",
                        "step_started",
                        "step_completed",
                        "log",
                        "run_completed");
        assertThat(heard.code()).isEqualTo(1000);
        JsonNode completed = heard.messages().get(2);
        assertThat(completed.path("step_id").asString()).isEqualTo("a");
        assertThat(completed.path("step_name").asString()).isEqualTo("First");
        assertThat(completed.path("step_type").asString()).isEqualTo("echo");
        assertThat(completed.path("run_id").asString()).isEqualTo(run.toString());
        assertThat(completed.path("timestamp").asString()).endsWith("Z");
        assertThat(completed.path("output_summary"))
                .isEqualTo(Json.parse("{\"branch\":\"left\",\"value\":{\"type\":\"object\",\"size\":2}}"));
        assertThat(heard.messages().get(4).path("output_summary").path("value"))
                .isEqualTo(Json.parse("{\"type\":\"array\",\"length\":3}"));
        JsonNode last = heard.messages().getLast();
        assertThat(last.path("success").asBoolean()).isTrue();
        assertThat(last.path("status").asString()).isEqualTo("completed");
        assertThat(last.path("id").asInt()).isEqualTo(node.log(run).size());
    }

    @Test
    void aStepThatFailsIsToldWithItsError() throws Exception {
        UUID run = node.run("{'steps': [{'id': 'a', 'name': 'Bad', 'type': 'fail'}]}");
        node.await(run);

        Heard heard = hear(run, "?token=good");

        assertThat(heard.types()).contains("step_error");
        JsonNode error = heard.messages().get(heard.types().indexOf("step_error"));
        assertThat(error.path("error").asString()).isEqualTo("no *** today");
        assertThat(heard.messages().getLast().path("success").asBoolean(true)).isFalse();
        assertThat(heard.messages().getLast().path("status").asString()).isEqualTo("failed");
    }

    @Test
    void everyStepIsStartedOnceAndEndedOnce() throws Exception {
        UUID run = node.run("""
                {'steps': [
                  {'id': 'each', 'type': 'echo', 'for_each': {'items': [1, 2, 3]}, 'config': {'value': '{{ item }}'}},
                  {'id': 'long', 'type': 'say', 'depends_on': ['each']}]}
                """);
        Await.until(
                "the long step is shown",
                () -> node.log(run).stream().anyMatch(line -> line.type() == LogLine.Type.STEP_STARTED));
        node.words.add(LiveNode.END);
        node.await(run);

        Heard heard = hear(run, "?token=good");

        List<String> started = new ArrayList<>();
        List<String> completed = new ArrayList<>();
        for (JsonNode message : heard.messages()) {
            String step =
                    message.path("step_id").asString("") + message.path("item").asString("");
            switch (message.path("type").asString()) {
                case "step_started" -> started.add(step);
                case "step_completed" -> {
                    assertThat(started).contains(step);
                    completed.add(step);
                }
                default -> {}
            }
        }
        assertThat(started).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(completed);
        assertThat(completed).containsExactlyInAnyOrder("each", "each0", "each1", "each2", "long");
    }

    @Test
    void whoHasNoGoodTokenIsToldSoAfterTheHandshake() throws Exception {
        UUID run = node.ended(1);

        assertThat(hear(run, "").code()).isEqualTo(1008);
        assertThat(hear(run, "").reason()).isEqualTo("Not authenticated");
        assertThat(hear(run, "?token=bad").reason()).isEqualTo("Invalid token: Signature has expired.");
        assertThat(hear(run, "?token=poor").code()).isEqualTo(1008);
        assertThat(hear(run, "?token=poor").reason()).isEqualTo("Missing permissions: read:logs");
        assertThat(hear(run, "?token=poor").messages()).isEmpty();
    }

    @Test
    void aRunThatIsNotThereIsNamedInTheReason() throws Exception {
        UUID unknown = UUID.randomUUID();

        Heard heard = hear(unknown, "?token=good");

        assertThat(heard.code()).isEqualTo(1008);
        assertThat(heard.reason()).isEqualTo("Execution with ID " + unknown + " not found");
        assertThat(hear(node.ended(1), "?token=good&after=x").code()).isEqualTo(1008);
        assertThat(node.figure("quayside.live.streams", "websocket")).isZero();
    }

    @Test
    void goingOnFromAnyNumberLeavesNothingOutAndRepeatsNothing() throws Exception {
        UUID run = node.ended(700);
        List<Integer> all =
                IntStream.rangeClosed(1, node.log(run).size()).boxed().toList();
        Random random = new Random(17);

        for (int round = 0; round < 4; round++) {
            int cut = 1 + random.nextInt(all.size());
            List<Integer> heard = new ArrayList<>();
            try (Clients first = Clients.sockets(1, cut, url(run, "?token=good"))) {
                heard.addAll(Heard.of(first.next()).numbers());
            }
            int after = heard.isEmpty() ? 0 : heard.getLast();
            heard.addAll(hear(run, "?token=good&after=" + after).numbers());

            heard.removeLast(); // run_completed has the number of the last line
            assertThat(heard).as("cut after %s", after).isEqualTo(all);
        }
    }

    @Test
    void aThousandFollowersOfOneRunAllHearTheSame() throws Exception {
        UUID run = node.talk();
        int followers = 1_000;
        try (Clients clients = Clients.sockets(followers, 0, url(run, "?token=good"))) {
            Await.until("all are there", () -> node.routes.openStreams() == followers);
            for (int i = 0; i < 200; i++) {
                node.words.add("word " + i);
            }
            node.words.add(LiveNode.END);

            Heard heard = Heard.of(clients.next());

            assertThat(heard.times()).isEqualTo(followers);
            assertThat(heard.code()).isEqualTo(1000);
            assertThat(heard.messages().stream()
                            .map(message -> message.path("message").asString())
                            .filter(text -> text.startsWith("word")))
                    .isEqualTo(
                            IntStream.range(0, 200).mapToObj(i -> "word " + i).toList());
        }
        Await.until("nobody is left", () -> node.routes.openStreams() == 0);
    }

    @Test
    void followersOnAnotherNodeHearTheSame() throws Exception {
        try (LiveNode other = new LiveNode(holder.database()).start()) {
            UUID run = node.talk();
            String url = "ws://127.0.0.1:" + other.edge.port() + "/ws/executions/" + run + "/logs?token=good";
            try (Clients here = Clients.sockets(5, 0, url(run, "?token=good"));
                    Clients there = Clients.sockets(5, 0, url)) {
                Await.until("all are there", () -> node.routes.openStreams() == 5 && other.routes.openStreams() == 5);
                for (int i = 0; i < 50; i++) {
                    node.words.add("word " + i);
                    other.words.add("word " + i);
                }
                node.words.add(LiveNode.END);
                other.words.add(LiveNode.END);

                Heard one = Heard.of(here.next());
                Heard two = Heard.of(there.next());

                assertThat(two.messages()).isEqualTo(one.messages()).hasSizeGreaterThan(50);
                assertThat(two.times()).isEqualTo(5);
            }
        }
    }

    @Test
    void aStopSaysWhereToGoOn() throws Exception {
        UUID run = node.talk();
        node.words.add("one");
        try (Clients client = Clients.sockets(3, 0, url(run, "?token=good"))) {
            Await.until("all are there", () -> node.routes.openStreams() == 3);
            Await.until("said and shown", () -> node.log(run).size() == 3);
            int last = node.log(run).getLast().number();
            node.routes.close();

            Heard heard = Heard.of(client.next());

            assertThat(heard.times()).isEqualTo(3);
            assertThat(heard.code()).isEqualTo(1001);
            assertThat(heard.reason()).isEqualTo("the server is stopping; resume with after=" + last);
            assertThat(heard.numbers().getLast()).isEqualTo(last);
        }
        assertThat(node.routes.openStreams()).isZero();
    }
}
