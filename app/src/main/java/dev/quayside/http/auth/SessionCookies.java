package dev.quayside.http.auth;

import dev.quayside.http.message.Headers;
import dev.quayside.http.message.Request;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The cookies of people who are logged in, or were once on this device. Immutable.
///
/// Source: RFC 6265.
///
/// @param lasts how long a session does without use
public record SessionCookies(Connections connections, Duration lasts) {
    private static final String SESSION = "session_id";
    private static final String DEVICE = "known_device";
    private static final String LONG_AGO = "Thu, 01 Jan 1970 00:00:00 GMT";

    /// The secret of the session that a request shows.
    public Optional<String> session(Request request) {
        return find(request, SESSION);
    }

    /// The mark of a known device that a request shows.
    public Optional<String> device(Request request) {
        return find(request, DEVICE);
    }

    /// Gives the client a session.
    public Headers give(Request request, String token) {
        return Headers.of("Set-Cookie", cookie(request, SESSION, token, "/", lasts));
    }

    /// Marks the client's device as known, for logins only.
    public Headers mark(Request request, String mark, Duration known) {
        return Headers.of("Set-Cookie", cookie(request, DEVICE, mark, "/auth", known));
    }

    /// Takes the session from the client.
    public Headers take(Request request) {
        return Headers.of(
                "Set-Cookie",
                SESSION + "=null; Path=/; Expires=" + LONG_AGO + "; Max-Age=0; HttpOnly; SameSite=Lax"
                        + secure(request));
    }

    private String cookie(Request request, String name, String value, String path, Duration age) {
        return "%s=%s; Path=%s; Max-Age=%d; HttpOnly; SameSite=Lax%s"
                .formatted(name, value, path, age.toSeconds(), secure(request));
    }

    private String secure(Request request) {
        return connections.secure(request) ? "; Secure" : "";
    }

    private static Optional<String> find(Request request, String name) {
        List<String> headers = request.headers().all("Cookie");
        for (String header : headers) {
            for (String pair : header.split(";", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
                    return Optional.of(pair.substring(equals + 1).strip().replaceAll("^\"|\"$", ""));
                }
            }
        }
        return Optional.empty();
    }
}
