package dev.quayside.http.server;

import dev.quayside.identity.Caller;
import java.util.Optional;

/// Finds out who calls by a session's cookie, on the routes that take one and on no others.
public interface SessionGate {
    /// Where nobody has a session.
    SessionGate CLOSED = new SessionGate() {
        @Override
        public Optional<Caller> authenticate(Request request) {
            return Optional.empty();
        }

        @Override
        public Response answer(Request request, Response response) {
            return response;
        }
    };

    /// Who calls; empty without a session.
    ///
    /// @throws HttpError 401 if the session has ended, 403 if the request comes from a page that may not send it
    Optional<Caller> authenticate(Request request);

    /// What a caller with a session gets: the answer, and the cookie anew.
    Response answer(Request request, Response response);
}
