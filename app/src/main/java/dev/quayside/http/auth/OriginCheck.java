package dev.quayside.http.auth;

import dev.quayside.http.message.HttpError;
import dev.quayside.http.message.Method;
import dev.quayside.http.message.Request;
import java.util.Optional;
import java.util.Set;

/// Refuses requests that change something and were sent by a page of somebody else: a browser adds the cookie whoever
/// asks it to. The same goes for WebSockets, which no browser asks about before. A client that is no browser sends none
/// of these headers, and has no cookies but its own. Immutable.
///
/// Source: OWASP, "Cross-Site Request Forgery Prevention", sections on the standard headers and on fetch metadata.
public record OriginCheck(Connections connections) {
    private static final Set<Method> SAFE = Set.of(Method.GET, Method.HEAD, Method.OPTIONS);
    private static final Set<String> OWN = Set.of("same-origin", "none");

    /// Lets a request through, or not.
    ///
    /// @throws HttpError 403 `auth.origin`
    public void check(Request request) {
        if (!SAFE.contains(request.method())) {
            checkUpgrade(request);
        }
    }

    /// Lets a WebSocket through, or not.
    ///
    /// @throws HttpError 403 `auth.origin`
    public void checkUpgrade(Request request) {
        Optional<String> origin = request.headers().find("Origin");
        Optional<String> site = request.headers().find("Sec-Fetch-Site");
        boolean fine = origin.map(page -> connections.known(page, request))
                .orElseGet(() -> site.filter(word -> !OWN.contains(word)).isEmpty());
        if (!fine) {
            throw new HttpError(
                    403,
                    "auth.origin",
                    "This request was sent by a page of another origin; server.cors-origins names those that may");
        }
    }
}
