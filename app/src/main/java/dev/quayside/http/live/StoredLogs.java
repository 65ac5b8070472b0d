package dev.quayside.http.live;

import dev.quayside.base.Json;
import dev.quayside.http.server.Parameter;
import dev.quayside.http.server.Request;
import dev.quayside.http.server.Response;
import dev.quayside.step.StepContext.Level;
import dev.quayside.workflow.run.LogFilter;
import dev.quayside.workflow.run.LogReader;
import dev.quayside.workflow.run.RunLogs;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Lists what is stored of a run's log. Immutable.
record StoredLogs(RunLogs logs) {
    private static final Parameter<Integer> SKIP =
            Parameter.number("skip", 0, 0, Integer.MAX_VALUE, "How many lines to leave out");
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

    /// What [#list] looks at.
    static Parameter<?>[] parameters() {
        return new Parameter<?>[] {SKIP, LIMIT, LEVEL, STEP, TEXT, ORDER, LiveRoutes.AFTER};
    }

    Response list(Request request) {
        UUID run = LiveRoutes.run(request);
        LogReader log = logs.find(run).orElseThrow(() -> LiveRoutes.unknown(request));
        int skip = request.get(SKIP);
        int limit = request.get(LIMIT);
        LogReader.Page page = log.page(filter(request), skip, limit);
        ObjectNode json = Json.object().put("total", page.total());
        ArrayNode items = json.putArray("items");
        page.lines().forEach(line -> items.add(LogMessages.item(run, line)));
        return Response.json(200, json.put("skip", skip).put("limit", limit));
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
