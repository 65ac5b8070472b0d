package dev.quayside.action.http;

import dev.quayside.action.config.ConfigValues;
import dev.quayside.step.ConfigKey;
import dev.quayside.step.ConfigKey.Kind;
import dev.quayside.step.Step;
import dev.quayside.step.StepType;
import dev.quayside.step.StepType.Report;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// What the step `http` takes, and the check of it before any run.
///
/// @param settings the bounds that hold
record HttpConfig(HttpSettings settings) {
    StepType type(Step step) {
        List<ConfigKey> keys = List.of(
                ConfigKey.required("url", Kind.TEXT, "Where to; http or https."),
                ConfigKey.optional("method", Kind.TEXT, "GET, POST, PUT, ...; default GET."),
                ConfigKey.optional("headers", Kind.OBJECT, "Header names with their values."),
                ConfigKey.optional("query", Kind.OBJECT, "Query parameters; a list gives one parameter several times."),
                ConfigKey.optional("json", Kind.ANY, "The body, sent as JSON."),
                ConfigKey.optional("body", Kind.ANY, "The body: a text is sent as it is, anything else as JSON."),
                ConfigKey.optional(
                        "timeout",
                        Kind.DURATION,
                        "How long the whole exchange may take, redirects included; default 30s."),
                ConfigKey.optional(
                        "max_bytes", Kind.ANY, "The largest body to take: a number of bytes or 10MB; default 10MB."),
                ConfigKey.optional(
                        "expect",
                        Kind.LIST,
                        "Statuses that count as a success, such as [200, \"3xx\"]; others fail the step. "
                                + "Default: every status is a success, and 'branch' tells which kind."));
        Duration longest = settings.maxTimeout().plusSeconds(5);
        return new StepType("http", "Sends an HTTP request and gives on the answer.", keys, longest, this::check, step);
    }

    private void check(JsonNode config, Report report) {
        checkUrl(config.path("url"), report);
        checkValue(config, "method", Order::method, report);
        checkValue(config, "timeout", value -> Order.timeout(value, settings), report);
        checkValue(config, "max_bytes", value -> Order.maxBytes(value, settings), report);
        if (config.has("json") && config.has("body")) {
            report.error("/body", "give either 'json' or 'body'");
        }
        for (Map.Entry<String, JsonNode> header : config.path("headers").properties()) {
            checkHeader(header.getKey(), header.getValue(), report);
        }
        JsonNode expect = config.path("expect");
        for (int i = 0; i < expect.size(); i++) {
            if (!Accepted.readable(expect.path(i))) {
                report.error("/expect/" + i, "must be a status such as 200 or \"2xx\"");
            }
        }
    }

    private static void checkUrl(JsonNode url, Report report) {
        if (!url.isString() || ConfigValues.isTemplate(url)) {
            return;
        }
        try {
            Address.parse(url.stringValue());
        } catch (IllegalArgumentException e) {
            report.error("/url", String.valueOf(e.getMessage()));
        }
    }

    private static void checkHeader(String name, JsonNode value, Report report) {
        if (value.isNull() || ConfigValues.isTemplate(value)) {
            return;
        }
        try {
            Order.field(name, value);
        } catch (IllegalArgumentException e) {
            report.error("/headers/" + name.replace("~", "~0").replace("/", "~1"), String.valueOf(e.getMessage()));
        }
    }

    private static void checkValue(JsonNode config, String key, Consumer<JsonNode> reader, Report report) {
        if (!config.has(key) || ConfigValues.isTemplate(config.path(key))) {
            return;
        }
        try {
            reader.accept(config.path(key));
        } catch (IllegalArgumentException e) {
            report.error("/" + key, String.valueOf(e.getMessage()));
        }
    }
}
