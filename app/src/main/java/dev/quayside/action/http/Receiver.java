package dev.quayside.action.http;

import dev.quayside.base.Json;
import dev.quayside.base.ProblemException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpField;
import tools.jackson.databind.node.ObjectNode;

/// Takes one answer in, and hangs up as soon as it grows too big. Used by one thread at a time.
final class Receiver implements Response.Listener {
    private final int maxBytes;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();

    Receiver(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /// Completes with the answer, or with what went wrong.
    CompletableFuture<Answer> answer() {
        return answer;
    }

    @Override
    public void onContent(Response response, ByteBuffer content) {
        if (content.remaining() > maxBytes - body.size()) {
            var _ = response.abort(new ProblemException(
                    "http.too-large", "The answer is larger than " + maxBytes + " bytes (max_bytes)"));
            return;
        }
        byte[] chunk = new byte[content.remaining()];
        content.get(chunk);
        body.writeBytes(chunk);
    }

    @Override
    public void onComplete(Result result) {
        if (result.isFailed()) {
            answer.completeExceptionally(result.getFailure());
            return;
        }
        Response response = result.getResponse();
        ObjectNode headers = Json.object();
        for (HttpField field : response.getHeaders()) {
            String name = field.getName().toLowerCase(Locale.ROOT);
            String before = headers.path(name).asString("");
            String value = field.getValue() == null ? "" : field.getValue();
            headers.put(name, before.isEmpty() ? value : before + ", " + value);
        }
        answer.complete(new Answer(response.getStatus(), headers, ByteBuffer.wrap(body.toByteArray())));
    }
}
