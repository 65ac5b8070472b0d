package dev.quayside.http.api;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import dev.quayside.base.Json;
import dev.quayside.event.Event;
import dev.quayside.event.Events;
import dev.quayside.http.message.Fields;
import dev.quayside.http.message.Request;
import dev.quayside.http.message.Response;
import dev.quayside.http.server.ErrorStyle;
import dev.quayside.http.server.Route;
import dev.quayside.identity.Permission;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// How much the server logs, changed while it runs; the next start forgets it.
public final class LogLevelRoutes {
    private static final String TAG = "Administration";
    private static final List<String> LEVELS = List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "OFF");

    /// What to change.
    ///
    /// @param logger the beginning of class names: `dev.quayside.http`; without it, all
    /// @param level `TRACE`, `DEBUG`, `INFO`, `WARN`, `ERROR` or `OFF`
    record LogLevel(@Nullable String logger, String level) {}

    /// The levels that are set, by logger.
    record LogLevels(Map<String, String> levels) {}

    private final Events events;

    public LogLevelRoutes(Events events) {
        this.events = events;
    }

    /// The routes, for the router.
    public List<Route> routes() {
        return List.of(
                Route.get("/api/v1/admin/log-level")
                        .doc(TAG, "Show how much is logged")
                        .needs(Permission.ADMIN_ACCESS)
                        .errors(ErrorStyle.PROBLEM)
                        .answers(200, LogLevels.class, "The levels that are set")
                        .handledBy(_ -> shown()),
                Route.put("/api/v1/admin/log-level")
                        .doc(TAG, "Change how much is logged, until the next start")
                        .needs(Permission.ADMIN_ACCESS)
                        .errors(ErrorStyle.PROBLEM)
                        .body(LogLevel.class, null)
                        .answers(200, LogLevels.class, "The levels that are set")
                        .handledBy(this::change));
    }

    private Response change(Request request) {
        Fields fields = request.fields();
        String name = fields.text("logger", Logger.ROOT_LOGGER_NAME);
        fields.text("level");
        String level = fields.choice("level", "INFO", LEVELS);
        fields.check();
        context().getLogger(name).setLevel(Level.toLevel(level));
        events.record(new Event(
                "server.log-level",
                request.actor(),
                Json.object().put("logger", name).put("level", level)));
        LoggerFactory.getLogger(LogLevelRoutes.class).info("{} now logs at {}", name, level);
        return shown();
    }

    private static LoggerContext context() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }

    private static Response shown() {
        Map<String, String> levels = new TreeMap<>();
        for (Logger logger : context().getLoggerList()) {
            if (logger.getLevel() != null) {
                levels.put(logger.getName(), logger.getLevel().toString());
            }
        }
        return Response.json(200, new LogLevels(levels));
    }
}
