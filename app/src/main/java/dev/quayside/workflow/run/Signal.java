package dev.quayside.workflow.run;

import dev.quayside.base.Json;
import dev.quayside.base.Problem;
import dev.quayside.step.Outcome;
import dev.quayside.workflow.journal.JournalCodec;
import tools.jackson.databind.JsonNode;

/// Something that is wanted of a run by someone who does not own it.
///
/// @param id the row's id; 0 before it is stored
/// @param kind `cancel`, `pause`, `resume` or `token`
record Signal(long id, String kind, JsonNode data) {
    static final String CANCEL = "cancel";
    static final String PAUSE = "pause";
    static final String RESUME = "resume";
    static final String TOKEN = "token";

    /// Cancel, pause or resume.
    static Signal asked(String kind, String by) {
        return new Signal(0, kind, Json.object().put("by", by));
    }

    /// The token of a parked call is completed.
    static Signal token(String token, Outcome outcome) {
        return new Signal(0, TOKEN, tokenData(token, outcome));
    }

    static JsonNode tokenData(String token, Outcome outcome) {
        var data = Json.object().put("token", token);
        switch (outcome) {
            case Outcome.Succeeded(JsonNode output) -> data.set("output", output);
            case Outcome.Skipped(String reason) -> data.put("skipped", reason);
            case Outcome.Failed(Problem problem, boolean retryable) ->
                data.put("code", problem.code()).put("detail", problem.detail()).put("retryable", retryable);
            case Outcome.Parked _ -> throw new IllegalArgumentException("a token cannot be completed by parking again");
        }
        return data;
    }

    String by() {
        return data.path("by").asString("");
    }

    String token() {
        return data.path("token").asString("");
    }

    /// The outcome that completes a token.
    Outcome outcome() {
        if (data.has("output")) {
            return new Outcome.Succeeded(data.path("output"));
        }
        if (data.has("skipped")) {
            return new Outcome.Skipped(data.path("skipped").asString(""));
        }
        return new Outcome.Failed(
                JournalCodec.problem(data), data.path("retryable").asBoolean());
    }
}
