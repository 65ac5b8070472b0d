package dev.quayside.http.server;

import dev.quayside.http.message.Request;
import dev.quayside.http.message.Response;

/// What a route does.
@FunctionalInterface
public interface Handling {
    /// Answers a request.
    ///
    /// @throws HttpError to refuse it
    /// @throws InterruptedException if the server stops meanwhile
    Response handle(Request request) throws InterruptedException;
}
