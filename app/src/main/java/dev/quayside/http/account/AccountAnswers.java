package dev.quayside.http.account;

import dev.quayside.base.Json;
import dev.quayside.event.Actor;
import dev.quayside.http.message.HttpError;
import dev.quayside.http.message.Request;
import dev.quayside.http.message.Response;
import dev.quayside.identity.account.Proof;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What the routes of accounts answer alike.
final class AccountAnswers {
    private AccountAnswers() {}

    /// What was done.
    public record Said(String message) {}

    /// What was done.
    ///
    /// @param count of the sessions that ended, as digits; absent if there were none
    public record Ended(String message, @Nullable String count) {}

    /// `{"message": "..."}`
    static Response message(int status, String text) {
        return json(status, Json.object().put("message", text));
    }

    /// Never kept by anybody in between.
    static Response json(int status, Object value) {
        return Response.json(status, value).with("Cache-Control", "no-store");
    }

    /// A password that does not follow the rules.
    static Response weak() {
        ObjectNode body = Json.object();
        ObjectNode detail = body.putObject("detail").put("password", "Not a reliable password.");
        detail.putObject("password scheme")
                .put("capital_letter", "At least once capital letter is required.")
                .put("numeric", "At least once numeric is required.")
                .put("cannot_be_used", "Username, email.")
                .put("spaces", "Password must not contain spaces.");
        return json(400, body);
    }

    /// Why somebody was not let in.
    ///
    /// @param status of a wrong password
    /// @param words of it
    static HttpError refused(Proof.Verdict verdict, int status, String words) {
        return switch (verdict.proof()) {
            case WRONG_PASSWORD -> new HttpError(status, "auth.wrong-password", words);
            case WRONG_CODE -> new HttpError(status, "auth.wrong-code", "Invalid 2FA code");
            case BLOCKED -> later("auth.too-many-attempts", "Too many attempts", verdict.retryAfter());
            case BUSY -> later("auth.busy", "Too many logins at once", verdict.retryAfter());
            case RIGHT -> throw new IllegalArgumentException("nothing was refused");
        };
    }

    static HttpError later(String code, String words, Duration retryAfter) {
        long seconds = Math.max(1, retryAfter.plusMillis(999).toSeconds());
        return new HttpError(429, code, words + "; try again in " + seconds + " s")
                .with("Retry-After", String.valueOf(seconds));
    }

    /// Whoever sent a request, under the name that they proved or none.
    static Actor client(Request request) {
        @Nullable String agent = request.headers().find("User-Agent").orElse(null);
        return new Actor(
                request.caller() == null ? "anonymous" : request.requireCaller().user(), request.address(), agent);
    }
}
