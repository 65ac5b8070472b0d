package dev.quayside.http.live;

import dev.quayside.base.Json;
import dev.quayside.workflow.run.LogLine;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Words for what happens in a run: those of the Workflow Automation API, each on one line, and the numbers of the
/// lines.
final class LogMessages {
    private LogMessages() {}

    /// The data of a `log` event.
    static String event(LogLine line) {
        ObjectNode json = Json.object()
                .put("id", line.number())
                .put("timestamp", line.at().toString())
                .put("level", line.level().name())
                .put("message", line.message())
                .put("step_id", line.stepId())
                .put("step_name", line.stepName());
        json.set("metadata", metadata(line));
        return Json.write(json);
    }

    /// What programs read; null for a line that a step wrote by itself.
    static @Nullable JsonNode metadata(LogLine line) {
        if (line.type() == LogLine.Type.LOG && line.item() < 0) {
            return null;
        }
        ObjectNode metadata = Json.object();
        if (line.type() != LogLine.Type.LOG) {
            metadata.put("event", line.type().name().toLowerCase(Locale.ROOT));
        }
        if (line.item() >= 0) {
            metadata.put("item", line.item());
        }
        return metadata.setAll(line.metadata());
    }

    /// What a WebSocket says first.
    static String hello(UUID run, int after, Instant now) {
        ObjectNode json = Json.object()
                .put("type", "info")
                .put("message", "Connected to execution logs for " + run)
                .put("after", after);
        return written(json, run, now);
    }

    /// A line.
    static String message(UUID run, LogLine line) {
        ObjectNode json = Json.object().put("type", type(line)).put("id", line.number());
        about(json, line);
        switch (line.type()) {
            case STEP_COMPLETED -> json.set("output_summary", line.summary() == null ? Json.object() : line.summary());
            case STEP_FAILED -> json.put("error", line.metadata().path("error").asString(line.message()));
            default -> {}
        }
        json.put("level", line.level().name()).put("message", line.message());
        json.set("metadata", metadata(line));
        return written(json, run, line.at());
    }

    private static String type(LogLine line) {
        return switch (line.type()) {
            case STEP_STARTED -> "step_started";
            case STEP_COMPLETED -> "step_completed";
            case STEP_FAILED -> "step_error";
            default -> "log";
        };
    }

    /// That the step of `line` began, for one that was over so soon that no line told of its beginning. Has no
    /// number: it comes along with the line behind it.
    static String started(UUID run, LogLine line) {
        ObjectNode json = Json.object().put("type", "step_started");
        about(json, line);
        Instant began = line.startedAt();
        return written(json, run, began == null ? line.at() : began);
    }

    private static void about(ObjectNode json, LogLine line) {
        LogLine.Step step = line.step();
        json.put("step_id", line.stepId()).put("step_name", line.stepName());
        if (step != null) {
            json.put("step_type", step.type());
        }
        if (line.item() >= 0) {
            json.put("item", line.item());
        }
    }

    /// That the run is over; the last message.
    static String completed(UUID run, LogLine last) {
        String status = status(last);
        ObjectNode json = Json.object()
                .put("type", "run_completed")
                .put("id", last.number())
                .put("success", "completed".equals(status))
                .put("status", status);
        return written(json, run, last.at());
    }

    /// How the run ended.
    static @Nullable String status(LogLine last) {
        return last.metadata().path("status").asString(null);
    }

    private static String written(ObjectNode json, UUID run, Instant at) {
        return Json.write(json.put("timestamp", at.toString()).put("run_id", run.toString()));
    }
}
