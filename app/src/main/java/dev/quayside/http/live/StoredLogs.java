package dev.quayside.http.live;

import dev.quayside.http.api.Listing;
import dev.quayside.http.message.Parameter;
import dev.quayside.http.message.Request;
import dev.quayside.http.message.Response;
import dev.quayside.step.StepContext.Level;
import dev.quayside.workflow.run.LogFilter;
import dev.quayside.workflow.run.LogLine;
import dev.quayside.workflow.run.LogReader;
import dev.quayside.workflow.run.RunLogs;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Lists what is stored of a run's log. Immutable.
record StoredLogs(RunLogs logs) {
    private static final Parameter<Integer> LIMIT = Parameter.number("limit", 100, 1, 1_000, "How many lines at most");
    private static final Parameter<String> LEVEL = Parameter.choice(
            "level",
            "Only lines of that level",
            Arrays.stream(Level.values()).map(Level::name).toList());
    private static final Parameter<String> STEP = Parameter.text("step_id", "Only lines about that step");
    private static final Parameter<String> TEXT =
            Parameter.text("q", "Only lines whose message holds that text, in any case");
    private static final Parameter<String> ORDER = Parameter.choice(
            "order", "`desc`: the newest first, as without it; `asc`: the oldest", List.of("asc", "desc"));

    /// A line of the stored log.
    ///
    /// @param id the line's number
    /// @param logMetadata for programs; null for a line that a step wrote by itself
    record LogItem(
            int id,
            UUID executionId,
            Instant timestamp,
            String level,
            String message,
            @Nullable String stepId,
            @Nullable String stepName,
            @Nullable JsonNode logMetadata) {
        static LogItem of(UUID run, LogLine line) {
            return new LogItem(
                    line.number(),
                    run,
                    line.at(),
                    line.level().name(),
                    line.message(),
                    line.stepId(),
                    line.stepName(),
                    LogMessages.metadata(line));
        }
    }

    /// A part of a stored log.
    record LogList(long total, List<LogItem> items, int skip, int limit) {}

    /// What [#list] looks at.
    static Parameter<?>[] parameters() {
        return new Parameter<?>[] {Listing.SKIP, LIMIT, LEVEL, STEP, TEXT, ORDER, LiveRoutes.AFTER};
    }

    Response list(Request request) {
        UUID run = LiveRoutes.run(request);
        LogReader log = logs.find(run).orElseThrow(() -> LiveRoutes.unknown(request));
        var page = log.page(filter(request), request.get(Listing.SKIP), request.get(LIMIT));
        return Response.json(200, Listing.of(page, line -> LogItem.of(run, line)));
    }

    private static LogFilter filter(Request request) {
        return new LogFilter(
                request.find(LEVEL).map(Level::valueOf).orElse(null),
                request.find(STEP).orElse(null),
                request.find(TEXT).filter(text -> !text.isEmpty()).orElse(null),
                request.get(LiveRoutes.AFTER),
                request.find(ORDER).filter("asc"::equals).isPresent());
    }
}
