package dev.quayside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/// Several jobs of one person: listed, and done once where they are the same.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JobListTest {
    private static final String REVIEW = """
            The invoice was correct. I love this wonderful product!
            Invoices were paid late. The delivery was terrible and slow.
            """;

    private TestServer server;

    @BeforeAll
    void start() {
        server = new TestServer();
    }

    @AfterAll
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void theSameAskedManyTimesAtOnceIsDoneOnce() throws Exception {
        FilesClient alice = FilesClient.of(server.address(), "alice01");
        String key = alice.uploaded("often.txt", "Done once.").path("s3_key").asString();
        String order = "{\"s3_key\": \"%s\", \"format_from\": \"txt\", \"format_to\": \"html\"}".formatted(key);
        Callable<JsonNode> ask =
                () -> Json.parse(alice.send(alice.to("/files/convert").POST(BodyPublishers.ofString(order)))
                                .body())
                        .path("new_s3_key");

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Set<JsonNode> made = new HashSet<>();
            for (Future<JsonNode> answer : threads.invokeAll(Collections.nCopies(5, ask))) {
                made.add(answer.get());
            }
            assertThat(made).hasSize(1).allMatch(JsonNode::isString);
        }
    }

    @Test
    void jobsAreListedForThoseWhoBeganThem() throws Exception {
        FilesClient carol = FilesClient.of(server.address(), "carol01");
        JsonNode file = carol.uploaded("list.txt", REVIEW);
        List<String> jobs = new ArrayList<>();
        for (String word : List.of("invoice", "wonderful", "slow")) {
            HttpResponse<String> found = carol.send(carol.to("/files/parse-file")
                    .POST(BodyPublishers.ofString("{\"s3_key\": \"%s\", \"keywords\": [\"%s\"]}"
                            .formatted(file.path("s3_key").asString(), word))));
            jobs.addFirst(Json.parse(found.body()).path("job_id").asString());
        }

        JsonNode all = Json.parse(carol.get("/files/jobs").body());
        JsonNode second = Json.parse(
                carol.get("/files/jobs?skip=1&limit=1&status=completed").body());

        assertThat(ids(all)).isEqualTo(jobs);
        assertThat(all.path("total").asInt()).isEqualTo(3);
        assertThat(all.path("items").path(0).path("operation").asString()).isEqualTo("sentences");
        assertThat(all.path("items").path(0).path("file_id")).isEqualTo(file.path("id"));
        assertThat(all.path("items").path(0).has("result")).isFalse();
        assertThat(ids(second)).containsExactly(jobs.get(1));
        assertThat(second.path("total").asInt()).isEqualTo(3);
        assertThat(carol.get("/files/jobs?status=failed").body()).contains("\"total\":0");
        assertThat(carol.get("/files/jobs?status=lost").statusCode()).isEqualTo(422);
        assertThat(ids(server.get("/api/v1/files/jobs").json())).doesNotContainAnyElementsOf(jobs);
    }

    private static List<String> ids(JsonNode list) {
        return list.path("items")
                .valueStream()
                .map(job -> job.path("id").asString())
                .toList();
    }
}
