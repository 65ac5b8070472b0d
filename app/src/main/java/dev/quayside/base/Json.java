package dev.quayside.base;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// JSON as Quayside reads and writes it: strict (RFC 8259), bounded, duplicate keys refused.
///
/// A [JsonNode] that was handed to someone else is not changed any more, by anybody.
/// Safe for several threads.
public final class Json {
    /// Deepest nesting accepted; deeper input is refused before it can exhaust a stack.
    public static final int MAX_DEPTH = 500;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(1_000)
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .disable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private Json() {}

    /// Reads one JSON text.
    ///
    /// @throws ProblemException `json.invalid` with line and column, if `text` is not exactly one JSON value
    public static JsonNode parse(String text) {
        try {
            JsonNode node = MAPPER.readTree(text);
            if (node == null || node.isMissingNode()) {
                throw new ProblemException("json.invalid", "Expected a JSON value, found nothing");
            }
            return node;
        } catch (JacksonException e) {
            throw invalid(e);
        }
    }

    /// Reads one JSON text from UTF-8 bytes; as [#parse(String)].
    public static JsonNode parse(byte[] utf8) {
        try {
            JsonNode node = MAPPER.readTree(utf8);
            if (node == null || node.isMissingNode()) {
                throw new ProblemException("json.invalid", "Expected a JSON value, found nothing");
            }
            return node;
        } catch (JacksonException e) {
            throw invalid(e);
        }
    }

    /// Writes `node` on one line.
    public static String write(JsonNode node) {
        return MAPPER.writeValueAsString(node);
    }

    /// Writes `node` as UTF-8 bytes on one line.
    public static byte[] writeBytes(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    /// Writes `node` as UTF-8 bytes, unless they would be more than `most`; then writing stops there.
    public static Optional<byte[]> writeBytes(JsonNode node, int most) {
        var bytes = new BoundedBytes(most);
        try {
            MAPPER.writeValue(bytes, node);
            return Optional.of(bytes.toByteArray());
        } catch (JacksonException | UncheckedIOException e) {
            if (bytes.full()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /// Whether values lie deeper in `node` than `levels`.
    public static boolean deeperThan(JsonNode node, int levels) {
        if (!node.isContainer() || node.isEmpty()) {
            return false;
        }
        if (levels == 0) {
            return true;
        }
        for (JsonNode value : node.values()) {
            if (deeperThan(value, levels - 1)) {
                return true;
            }
        }
        return false;
    }

    /// Takes bytes up to a limit.
    private static final class BoundedBytes extends ByteArrayOutputStream {
        private final int most;
        private boolean full;

        BoundedBytes(int most) {
            this.most = most;
        }

        @Override
        public synchronized void write(byte[] more, int offset, int length) {
            if (count + length > most) {
                full = true;
                throw new UncheckedIOException(new IOException("more than " + most + " bytes"));
            }
            super.write(more, offset, length);
        }

        boolean full() {
            return full;
        }
    }

    /// Writes `node` indented, for people.
    public static String writePretty(JsonNode node) {
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node);
    }

    /// A new, empty object.
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /// The mapper, for records that are read or written as a whole.
    public static JsonMapper mapper() {
        return MAPPER;
    }

    /// What the reader found, without its note that it hides where the text came from.
    private static String reason(JacksonException e) {
        return e.getOriginalMessage().replaceAll("\\s*\\(start marker at \\[Source: [^\\]]*]\\)", "");
    }

    private static ProblemException invalid(JacksonException e) {
        var at = e.getLocation();
        String where = at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
        return new ProblemException(new Problem("json.invalid", "Not valid JSON: " + reason(e) + where), e);
    }
}
