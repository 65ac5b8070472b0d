package dev.quayside.http.message;

import dev.quayside.base.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/// What is answered. Immutable.
public record Response(int status, Headers headers, Content content) {
    /// What an answer carries.
    public sealed interface Content {
        /// Bytes that are there.
        final class Bytes implements Content {
            private final byte[] bytes;

            Bytes(byte[] bytes) {
                this.bytes = bytes;
            }

            /// The bytes themselves; they are not changed.
            public byte[] array() {
                return bytes;
            }
        }

        /// Bytes that are written as they come, on the request's own thread.
        record Written(Writer writer) implements Content {}
    }

    /// Writes the content of an answer.
    @FunctionalInterface
    public interface Writer {
        /// Writes everything, then returns.
        ///
        /// @param out flushed by the writer whenever the client should see what was written
        /// @throws IOException if the client went away, or does not take anything any more
        /// @throws InterruptedException if the server stops
        void write(OutputStream out) throws IOException, InterruptedException;
    }

    private static final Content NOTHING = new Content.Bytes(new byte[0]);

    /// An answer without content.
    public static Response empty(int status) {
        return new Response(status, Headers.NONE, NOTHING);
    }

    /// JSON.
    ///
    /// @param value a [JsonNode], or a record written by [Wire]
    public static Response json(int status, Object value) {
        byte[] bytes = value instanceof JsonNode node ? Json.writeBytes(node) : Wire.write(value);
        return new Response(status, Headers.of("Content-Type", "application/json"), new Content.Bytes(bytes));
    }

    /// A text of some media type, UTF-8.
    public static Response text(int status, String type, String text) {
        return bytes(status, type, text.getBytes(StandardCharsets.UTF_8));
    }

    public static Response bytes(int status, String type, byte[] bytes) {
        return new Response(status, Headers.of("Content-Type", type), new Content.Bytes(bytes));
    }

    /// Content that is written as it comes.
    public static Response written(String type, Writer writer) {
        return new Response(200, Headers.of("Content-Type", type), new Content.Written(writer));
    }

    public Response with(String name, String value) {
        return new Response(status, headers.with(name, value), content);
    }

    public Response with(Headers more) {
        return new Response(status, headers.with(more), content);
    }

    /// The content as JSON, for tests and for whoever wraps an answer.
    ///
    /// @throws IllegalStateException if it is written as it comes
    public JsonNode json() {
        return Json.parse(text());
    }

    /// The content as text.
    ///
    /// @throws IllegalStateException if it is written as it comes
    public String text() {
        return switch (content) {
            case Content.Bytes bytes -> new String(bytes.array(), StandardCharsets.UTF_8);
            case Content.Written _ -> throw new IllegalStateException("the content is not there yet");
        };
    }
}
