package dev.quayside.http.server;

import dev.quayside.http.message.HttpError;
import dev.quayside.http.message.Request;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/// The parts of a form with files (`multipart/form-data`), one after the other, read from the connection as they are
/// asked for; a few kilobytes are in memory, whatever is sent. One thread at a time.
///
/// Source: RFC 7578.
public final class Multipart {
    private static final int BUFFER = 32 << 10;
    private static final int MOST_PARTS = 100;
    private static final int MOST_HEADER_BYTES = 8 << 10;

    /// A part of a form.
    ///
    /// @param name of the field
    /// @param fileName as the client gave it, path and all; null for a field that is no file
    /// @param bytes good until the next part is asked for; throws what [#next] throws
    public record Part(String name, @Nullable String fileName, InputStream bytes) {}

    /// What the parser has found, in its order.
    private sealed interface Found {
        record Begin(String name, @Nullable String fileName) implements Found {}

        record Bytes(ByteBuffer bytes) implements Found {}

        record End() implements Found {}

        record Failure(HttpError error) implements Found {}
    }

    private final InputStream body;
    private final long most;
    private final MultiPart.Parser parser;
    private final byte[] buffer = new byte[BUFFER];
    private final Deque<Found> found = new ArrayDeque<>();
    private long read;
    private boolean ended;

    private Multipart(InputStream body, String boundary, long most) {
        this.body = body;
        this.most = most;
        parser = new MultiPart.Parser(boundary, new Listener());
        parser.setMaxParts(-1); // counted here, with a status that says so
        parser.setPartHeadersMaxLength(MOST_HEADER_BYTES);
    }

    /// The form that a request carries; empty if it carries something else.
    ///
    /// @param most bytes of the whole body
    public static Optional<Multipart> of(Request request, long most) {
        String type = request.headers().find("Content-Type").orElse("");
        if (!type.toLowerCase(Locale.ROOT).startsWith("multipart/form-data")) {
            return Optional.empty();
        }
        String boundary = MultiPart.extractBoundary(type);
        if (boundary == null || boundary.isEmpty() || boundary.length() > 70) {
            throw new HttpError(400, "request.form", "The form has no boundary between its parts, or one too long");
        }
        return Optional.of(new Multipart(request.body().stream(), boundary, most));
    }

    /// The next part; empty behind the last. What was not read of the one before is left out.
    ///
    /// @throws HttpError 400 `request.form` if this is no form, 413 if it has too many bytes or parts, 431 if a
    ///     part's header is too long
    /// @throws IOException if the client went away
    public Optional<Part> next() throws IOException {
        while (true) {
            switch (take()) {
                case null -> {
                    return Optional.empty();
                }
                case Found.Begin(String name, @Nullable String fileName) -> {
                    return Optional.of(new Part(name, fileName, new PartStream()));
                }
                case Found.Failure(HttpError error) -> throw error;
                case Found.Bytes _, Found.End _ -> {}
            }
        }
    }

    /// What was found next; null at the end.
    private @Nullable Found take() throws IOException {
        while (found.isEmpty() && !ended) {
            int n = body.read(buffer);
            ended = n < 0;
            read += Math.max(0, n);
            if (read > most) {
                ended = true;
                throw new HttpError(
                        413,
                        "request.too-large",
                        "The request body has more than " + most + " bytes, the most accepted");
            }
            parser.parse(Content.Chunk.from(ByteBuffer.wrap(buffer, 0, Math.max(0, n)), ended));
        }
        return found.poll();
    }

    private final class Listener extends MultiPart.AbstractPartsListener {
        private int parts;

        @Override
        public void onPartHeaders() {
            parts++;
            if (parts > MOST_PARTS) {
                fail(new HttpError(413, "request.form", "The form has more than " + MOST_PARTS + " parts"));
            } else {
                String name = getName();
                found.add(new Found.Begin(name == null ? "" : name, getFileName()));
            }
        }

        @Override
        public void onPartContent(Content.Chunk chunk) {
            found.add(new Found.Bytes(chunk.getByteBuffer()));
        }

        @Override
        public void onPart(@Nullable String name, @Nullable String fileName, HttpFields headers) {
            found.add(new Found.End());
        }

        @Override
        public void onFailure(Throwable failure) {
            boolean tooMuch = failure instanceof IllegalStateException; // what the parser throws for its limits only
            fail(
                    tooMuch
                            ? new HttpError(431, "request.form", "The header of a part of the form is too long")
                            : new HttpError(400, "request.form", "The form is broken, or was cut off", failure));
        }

        private void fail(HttpError error) {
            found.add(new Found.Failure(error));
            ended = true;
        }
    }

    private final class PartStream extends InputStream {
        private ByteBuffer current = ByteBuffer.allocate(0);
        private boolean over;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            while (!over && !current.hasRemaining()) {
                switch (take()) {
                    case Found.Bytes(ByteBuffer more) -> current = more;
                    case Found.End _ -> over = true;
                    case Found.Failure(HttpError error) -> throw error;
                    case null, default -> throw new IOException("the form ended within a part");
                }
            }
            if (over) {
                return -1;
            }
            int n = Math.min(length, current.remaining());
            current.get(bytes, offset, n);
            return n;
        }
    }
}
