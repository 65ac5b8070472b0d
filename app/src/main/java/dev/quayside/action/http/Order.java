package dev.quayside.action.http;

import dev.quayside.action.config.ConfigValues;
import dev.quayside.base.Json;
import dev.quayside.step.StepContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A request as a step's configuration orders it. Immutable.
///
/// @param headers by lower-case name
/// @param body null for a request without one
/// @param maxBytes the largest body to take, in bytes
record Order(
        Address address,
        String method,
        Map<String, String> headers,
        @Nullable String body,
        Duration timeout,
        int maxBytes,
        Accepted accepted) {
    static final long DEFAULT_MAX_BYTES = 10L << 20;
    static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    /// Headers that describe the connection or the framing, which are not the user's to set.
    private static final Set<String> RESERVED = Set.of(
            "host",
            "content-length",
            "transfer-encoding",
            "connection",
            "upgrade",
            "te",
            "trailer",
            "expect",
            "keep-alive");

    private static final Pattern METHOD = Pattern.compile("[A-Z]{1,20}");
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}");
    private static final Pattern FIELD = Pattern.compile("[\\t\\x20-\\x7E\\x80-\\xFF]*");
    private static final Pattern CARRIES_SECRETS =
            Pattern.compile("authorization|proxy-authorization|cookie|.*(?:token|secret|password|api-?key).*");

    Order {
        headers = Map.copyOf(headers);
    }

    /// Reads the resolved configuration of a call.
    ///
    /// @throws IllegalArgumentException with a sentence for the user
    static Order from(StepContext context, HttpSettings settings) {
        JsonNode config = context.config();
        Map<String, String> headers = new TreeMap<>();
        headers.put("idempotency-key", context.idempotencyKey());
        JsonNode content = config.has("json") ? config.path("json") : config.path("body");
        String body = body(content, config.has("json"));
        if (body != null) {
            boolean json = config.has("json") || !content.isString();
            headers.put("content-type", json ? "application/json" : "text/plain; charset=utf-8");
        }
        for (Map.Entry<String, JsonNode> header : config.path("headers").properties()) {
            if (!header.getValue().isNull()) {
                headers.put(header.getKey().toLowerCase(Locale.ROOT), field(header.getKey(), header.getValue()));
            }
        }
        return new Order(
                Address.parse(withQuery(config.path("url").asString(""), config.path("query"))),
                method(config.path("method")),
                headers,
                body,
                timeout(config.path("timeout"), settings),
                maxBytes(config.path("max_bytes"), settings),
                new Accepted(config.path("expect")));
    }

    /// The request that a redirect asks for.
    ///
    /// Source: RFC 9110, section 15.4. What may carry a secret is not sent to another origin.
    Order redirected(int status, Address target) {
        boolean toGet = status == 303 ? !method.equals("HEAD") : method.equals("POST") && status < 303;
        Map<String, String> kept = new TreeMap<>(headers);
        if (!address.sameOrigin(target)) {
            kept.keySet().removeIf(name -> CARRIES_SECRETS.matcher(name).matches());
        }
        if (toGet) {
            kept.remove("content-type");
        }
        return new Order(target, toGet ? "GET" : method, kept, toGet ? null : body, timeout, maxBytes, accepted);
    }

    /// @throws IllegalArgumentException if it is no method that may be sent
    static String method(JsonNode value) {
        String method = value.asString("GET").strip().toUpperCase(Locale.ROOT);
        if (!METHOD.matcher(method).matches() || Set.of("CONNECT", "TRACE").contains(method)) {
            throw new IllegalArgumentException("cannot send the method '" + method + "'");
        }
        return method;
    }

    /// @throws IllegalArgumentException if it is no time span, or above what the settings allow
    static Duration timeout(JsonNode value, HttpSettings settings) {
        Duration timeout = value.isMissingNode() ? DEFAULT_TIMEOUT : ConfigValues.duration(value);
        if (timeout.isZero() || timeout.compareTo(settings.maxTimeout()) > 0) {
            throw new IllegalArgumentException(
                    "must be above 0 and at most " + settings.maxTimeout().toSeconds() + " seconds (http.max-timeout)");
        }
        return timeout;
    }

    /// @throws IllegalArgumentException if it is no size, or above what the settings allow
    static int maxBytes(JsonNode value, HttpSettings settings) {
        long bytes =
                value.isMissingNode() ? Math.min(DEFAULT_MAX_BYTES, settings.maxBytes()) : ConfigValues.bytes(value, 1);
        if (bytes > settings.maxBytes()) {
            throw new IllegalArgumentException(
                    "must be at most " + ConfigValues.writeBytes(settings.maxBytes()) + " (http.max-bytes)");
        }
        return Math.toIntExact(bytes);
    }

    /// @throws IllegalArgumentException if the header is not the user's to set, or cannot be sent
    static String field(String name, JsonNode value) {
        if (!TOKEN.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' is not a header name");
        }
        if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("the header '" + name + "' is set by the connection itself");
        }
        String text = value.asString("").strip();
        if (!value.isValueNode() || !FIELD.matcher(text).matches()) {
            throw new IllegalArgumentException("the header '" + name + "' must be one line of text");
        }
        return text;
    }

    private static @Nullable String body(JsonNode content, boolean json) {
        if (content.isMissingNode() || (content.isNull() && !json)) {
            return null;
        }
        return json || !content.isString() ? Json.write(content) : content.stringValue();
    }

    private static String withQuery(String url, JsonNode query) {
        StringBuilder pairs = new StringBuilder();
        for (Map.Entry<String, JsonNode> entry : query.properties()) {
            if (entry.getValue().isArray()) {
                entry.getValue().forEach(item -> append(pairs, entry.getKey(), item));
            } else {
                append(pairs, entry.getKey(), entry.getValue());
            }
        }
        if (pairs.isEmpty()) {
            return url;
        }
        int fragment = url.indexOf('#');
        String base = fragment < 0 ? url : url.substring(0, fragment);
        return base + (base.contains("?") ? "&" : "?") + pairs.substring(1);
    }

    private static void append(StringBuilder pairs, String name, JsonNode value) {
        if (!value.isNull()) {
            String text = value.isValueNode() ? value.asString("") : Json.write(value);
            pairs.append('&').append(encode(name)).append('=').append(encode(text));
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
