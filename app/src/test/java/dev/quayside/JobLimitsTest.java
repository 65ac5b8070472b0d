package dev.quayside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.document.queue.Worker;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What clients see of jobs that nobody works on yet.
class JobLimitsTest {
    private static final String REVIEW = "I love this wonderful product! The invoice was late.";

    @Test
    void jobsWaitWhenTheirClientsDoNotAndNotTooManyOfThem(@TempDir Path folder) throws Exception {
        Map<String, String> tight = Map.of("QUAYSIDE_DOCUMENT_PATIENCE", "0s", "QUAYSIDE_DOCUMENT_MAX_JOBS", "2");
        try (var place = new RemoteWorkPlace(folder, tight)) {
            FilesClient alice = FilesClient.of(place.server.address(), "alice01");
            String key = alice.uploaded("wait.txt", REVIEW).path("s3_key").asString();
            String order = "{\"s3_key\": \"%s\"}".formatted(key);
            RemoteWorkPlace.Stored file = place.upload("other.txt", REVIEW);

            HttpResponse<String> late =
                    alice.send(alice.to("/files/tonality-analysis").POST(BodyPublishers.ofString(order)));
            String cancelled = place.begin(file, "{'operation': 'tonality'}");
            HttpResponse<String> refused =
                    alice.send(alice.to("/files/tonality-analysis").POST(BodyPublishers.ofString(order)));
            TestServer.Answer refusedToo =
                    place.server.post("/api/v1/files/" + file.id() + "/jobs", "{'operation': 'text'}");

            assertThat(late.statusCode()).isEqualTo(504);
            assertThat(Json.parse(late.body()).path("message").asString())
                    .isEqualTo("Timeout while waiting for analysis result");
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("2");
            assertThat(refused.body()).contains("\"detail\":\"Too many documents");
            assertThat(refusedToo.status()).isEqualTo(429);
            assertThat(refusedToo.json().path("code").asString()).isEqualTo("job.busy");

            assertThat(place.server.send(place.server.at(cancelled).DELETE()).status())
                    .isEqualTo(202);
            assertThat(place.ended(cancelled).path("status").asString()).isEqualTo("cancelled");
            String job = late.headers().firstValue("Location").orElseThrow();
            FilesClient bob = FilesClient.of(place.server.address(), "bobby01");
            assertThat(bob.delete(job).statusCode()).isEqualTo(404);
            try (Worker _ = place.worker()) {
                assertThat(alice.get(job + "?wait=30s").body())
                        .contains("\"status\":\"completed\"")
                        .contains("polarity_status");
                assertThat(alice.delete(job).statusCode()).isEqualTo(409);
                place.queueIsEmpty();
            }
            assertThat(place.job(cancelled).path("status").asString())
                    .as("after the worker has answered for it too")
                    .isEqualTo("cancelled");
        }
    }
}
