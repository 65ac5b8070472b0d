package dev.quayside.action.http;

import dev.quayside.base.Json;
import dev.quayside.base.ProblemException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// What a server answered.
///
/// @param headers by lower-case name; several values joined by `, `
/// @param body all of it; nobody changes it
record Answer(int status, ObjectNode headers, ByteBuffer body) {
    private static final Pattern CHARSET = Pattern.compile("(?i);\\s*charset\\s*=\\s*\"?([^\\s\";]+)");
    private static final Pattern TEXTUAL = Pattern.compile(
            "text/.*|.*\\+xml|application/(?:xml|x-www-form-urlencoded|javascript|yaml|x-yaml|x-ndjson|graphql|sql|toml)");

    String header(String name) {
        return headers.path(name).asString("");
    }

    /// `success`, `redirect` or `error`.
    String branch() {
        return status < 300 ? "success" : status < 400 ? "redirect" : "error";
    }

    /// The step's output.
    ///
    /// @throws ProblemException `http.invalid-json` if a success says that it is JSON and is not
    ObjectNode output() {
        ObjectNode output = Json.object().put("status", status).set("headers", headers);
        String type = header("content-type").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        byte[] bytes = new byte[body.remaining()];
        body.duplicate().get(bytes);
        if (type.equals("application/json") || type.endsWith("+json")) {
            output.set("body", json(bytes));
        } else {
            text(type, bytes)
                    .ifPresentOrElse(
                            text -> output.put("body", text),
                            () -> output.put("body", Base64.getEncoder().encodeToString(bytes))
                                    .put("body_encoding", "base64"));
        }
        return output.put("branch", branch());
    }

    private JsonNode json(byte[] bytes) {
        if (bytes.length == 0) {
            return Json.mapper().nullNode();
        }
        try {
            return Json.parse(bytes);
        } catch (ProblemException e) {
            if (status < 300) {
                throw new ProblemException(
                        "http.invalid-json",
                        "The server answered " + status + " and says its body is JSON, but: "
                                + e.problem().detail());
            }
            return StringNode.valueOf(new String(bytes, StandardCharsets.UTF_8));
        }
    }

    /// The body as text, or nothing if it is none.
    private Optional<String> text(String type, byte[] bytes) {
        if (TEXTUAL.matcher(type).matches()) {
            return Optional.of(new String(bytes, charset()));
        }
        if (bytes.length > 0 && !type.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }

    private Charset charset() {
        Matcher named = CHARSET.matcher(header("content-type"));
        try {
            return named.find() ? Charset.forName(named.group(1)) : StandardCharsets.UTF_8;
        } catch (IllegalArgumentException _) {
            return StandardCharsets.UTF_8;
        }
    }
}
