package dev.quayside.action.script;

import dev.quayside.action.config.ConfigValues;
import dev.quayside.base.Durations;
import dev.quayside.base.Json;
import dev.quayside.base.ProblemException;
import dev.quayside.step.Outcome;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Says what the end of a script means for its step.
///
/// Only the loss of a worker is worth another try: the same script with the same input takes as long and as much again.
///
/// @param job what was asked for
record ScriptOutcome(Job job) {
    private static final Set<Integer> OUT_OF_TIME = Set.of(24);
    private static final int SIGKILL = 9;

    /// The status of a JVM that ran out of memory. Source: HotSpot's ExitOnOutOfMemoryError.
    private static final int OUT_OF_MEMORY = 3;

    /// The status of the JavaScript worker whose script did not stop when its time was over.
    private static final int DISOBEYED = 4;

    Outcome of(Ending ending) {
        return switch (ending) {
            case Ending.Overdue _ -> timeout();
            case Ending.Lost(int status) -> lost(status);
            case Ending.Told(ByteBuffer result, JsonNode report) -> told(bytes(result), report);
        };
    }

    private Outcome lost(int status) {
        return switch (status) {
            case OUT_OF_MEMORY -> memory();
            case DISOBEYED -> timeout();
            default ->
                new Outcome.Failed(
                        "script.worker-lost", "The process that ran the script is gone (status " + status + ")", true);
        };
    }

    private Outcome told(byte[] result, JsonNode report) {
        if (report.path("stopped").asString("").equals("timeout")) {
            return timeout();
        }
        if (report.path("stopped").asString("").equals("memory")) {
            return memory();
        }
        if (result.length > 0 && result[0] == 'V') {
            return value(result);
        }
        if (result.length > 0 && result[0] == 'F') {
            return failure(Json.parse(Arrays.copyOfRange(result, 1, result.length)));
        }
        return ended(report);
    }

    private static byte[] bytes(ByteBuffer data) {
        byte[] bytes = new byte[data.remaining()];
        data.duplicate().get(bytes);
        return bytes;
    }

    private Outcome value(byte[] result) {
        try {
            if (result.length - 1 > job.maxOutputBytes()) {
                return tooLarge(Integer.toString(result.length - 1));
            }
            return new Outcome.Succeeded(Json.parse(Arrays.copyOfRange(result, 1, result.length)));
        } catch (ProblemException e) {
            return notJson(e.problem().detail());
        }
    }

    private Outcome failure(JsonNode failure) {
        String message = failure.path("message").asString("");
        return switch (failure.path("code").asString("")) {
            case "script.memory" -> memory();
            case "script.output-too-large" -> tooLarge(message);
            case "script.output-not-json" -> notJson(message);
            case "script.syntax" -> new Outcome.Failed("script.syntax", described(failure), false);
            default -> new Outcome.Failed("script.error", described(failure), false);
        };
    }

    /// `ZeroDivisionError: division by zero (line 3: x = 1 / 0)`.
    private static String described(JsonNode failure) {
        String type = failure.path("type").asString("");
        String message = failure.path("message").asString("");
        StringBuilder text = new StringBuilder(type.isEmpty() ? "Error" : type);
        if (!message.isEmpty()) {
            text.append(": ").append(message);
        }
        if (failure.path("line").isNumber()) {
            text.append(" (line ").append(failure.path("line").asInt());
            String source = failure.path("text").asString("");
            text.append(source.isEmpty() ? ")" : ": " + source + ")");
        }
        return text.toString();
    }

    private Outcome ended(JsonNode report) {
        int signal = report.path("signal").asInt(0);
        if (OUT_OF_TIME.contains(signal)) {
            return timeout();
        }
        if (signal == SIGKILL) {
            return new Outcome.Failed(
                    "script.memory",
                    "The script was killed, most likely by the system for want of memory; it may use "
                            + ConfigValues.writeBytes(job.memoryBytes()),
                    false);
        }
        String how = signal > 0
                ? "was ended by the signal " + signal
                : "ended its process with the status " + report.path("status").asInt(0);
        return new Outcome.Failed("script.error", "The script " + how + " before it gave an output", false);
    }

    private Outcome timeout() {
        return new Outcome.Failed(
                "script.timeout",
                "The script did not end within " + Durations.write(job.timeout())
                        + "; raise 'timeout' if it needs more",
                false);
    }

    private Outcome memory() {
        return new Outcome.Failed(
                "script.memory",
                "The script needs more than " + ConfigValues.writeBytes(job.memoryBytes())
                        + " of memory; raise 'memory' if it must",
                false);
    }

    private Outcome tooLarge(String bytes) {
        return new Outcome.Failed(
                "script.output-too-large",
                "The output has " + bytes + " bytes as JSON, " + job.maxOutputBytes()
                        + " are allowed (scripts.max-output)",
                false);
    }

    private static Outcome notJson(String why) {
        return new Outcome.Failed(
                "script.output-not-json",
                "The output cannot be written as JSON: " + why
                        + ". Give texts, finite numbers, true or false, null, lists and objects",
                false);
    }
}
