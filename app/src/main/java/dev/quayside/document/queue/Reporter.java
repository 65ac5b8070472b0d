package dev.quayside.document.queue;

import dev.quayside.base.Json;
import dev.quayside.base.Pause;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// Posts what came of a piece of work, again where that may help. Safe for several threads.
final class Reporter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reporter.class);
    private static final int ATTEMPTS = 5;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    /// The server copies the file that was made before it answers.
    private static final Duration TO_ANSWER = Duration.ofMinutes(2);

    private final WebhookSecret secret;
    private final InstantSource clock;
    private final Pause pause;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(5))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    Reporter(WebhookSecret secret, InstantSource clock, Pause pause) {
        this.secret = secret;
        this.clock = clock;
        this.pause = pause;
    }

    /// What the other side said.
    enum Answer {
        /// It has the result, or wants it no more.
        ACCEPTED,
        /// It does not want it, or not from us.
        REFUSED,
        /// It may have the result, or not.
        UNREACHABLE
    }

    Answer post(URI callback, JsonNode body) throws InterruptedException {
        String text = Json.write(body);
        Duration wait = FIRST_PAUSE;
        Answer answer = postOnce(callback, text);
        for (int attempt = 1; answer == Answer.UNREACHABLE && attempt < ATTEMPTS; attempt++) {
            pause.sleep(wait);
            wait = wait.multipliedBy(2);
            answer = postOnce(callback, text);
        }
        return answer;
    }

    private Answer postOnce(URI callback, String body) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(callback)
                .timeout(TO_ANSWER)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        if (!secret.secret().isEmpty()) {
            String now = Long.toString(clock.instant().getEpochSecond());
            request.header("X-Webhook-Timestamp", now).header("X-Webhook-Signature", secret.sign(body, now));
        }
        try {
            int status = client.send(request.build(), BodyHandlers.discarding()).statusCode();
            if (status < 300 || status == 404 || status == 409) {
                return Answer.ACCEPTED;
            }
            LOG.warn("{} answered {}", shown(callback), status);
            return status >= 500 || status == 429 || status == 408 ? Answer.UNREACHABLE : Answer.REFUSED;
        } catch (IOException e) {
            LOG.warn("{} cannot be reached: {}", shown(callback), e.toString());
            return Answer.UNREACHABLE;
        }
    }

    /// Without the token.
    private static String shown(URI callback) {
        return callback.getScheme() + "://" + callback.getAuthority() + callback.getPath();
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
