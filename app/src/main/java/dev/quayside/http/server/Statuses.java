package dev.quayside.http.server;

import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import dev.quayside.http.message.Headers;
import dev.quayside.http.message.HttpError;
import java.util.Map;

/// Which status a problem of the inside has on the outside.
final class Statuses {
    private static final Map<String, Integer> BY_CODE = Map.ofEntries(
            Map.entry("file.format", 415),
            Map.entry("file.name", 422),
            Map.entry("file.over-quota", 413),
            Map.entry("file.too-many-uploads", 429),
            Map.entry("file.too-slow", 408),
            Map.entry("file.wrong-content", 415),
            Map.entry("storage.unavailable", 503),
            Map.entry("server.stopping", 503),
            Map.entry("server.stepped-down", 503),
            Map.entry("database.unreachable", 503),
            Map.entry("journal.unavailable", 503),
            Map.entry("run.key-reused", 422),
            Map.entry("role.built-in", 409),
            Map.entry("role.in-use", 409),
            Map.entry("key.too-many", 409),
            Map.entry("job.busy", 429));

    private static final Map<String, Integer> BY_ENDING = Map.of(
            "invalid", 422,
            "unknown", 404,
            "not-found", 404,
            "step-unknown", 404,
            "not-ended", 409,
            "disk-full", 507,
            "unusable", 409,
            "too-large", 413);

    private Statuses() {}

    static HttpError of(ProblemException exception) {
        Problem problem = exception.problem();
        String code = problem.code();
        Integer status = BY_CODE.get(code);
        if (status == null) {
            status = BY_ENDING.getOrDefault(code.substring(code.lastIndexOf('.') + 1), 500);
        }
        HttpError error = new HttpError(status, problem, Headers.NONE, exception);
        return status == 429 || status == 503 || status == 507 ? error.with("Retry-After", "2") : error;
    }
}
