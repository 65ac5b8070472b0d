package dev.quayside.http.server;

import dev.quayside.http.message.Request;
import dev.quayside.http.message.Response;
import dev.quayside.identity.Caller;
import java.util.Optional;

/// Finds out who calls on the routes that are for people with an account, and on no others.
public interface SessionGate {
    /// Where nobody has a session.
    SessionGate CLOSED = new SessionGate() {
        @Override
        public Optional<Caller> authenticate(Request request) {
            return Optional.empty();
        }

        @Override
        public Optional<Caller> authenticateKey(Request request) {
            return Optional.empty();
        }

        @Override
        public void checkOrigin(Request request) {}

        @Override
        public Response answer(Request request, Response response) {
            return response;
        }
    };

    /// Who calls; empty without a session.
    ///
    /// @throws HttpError 401 if the session has ended, 403 if the request comes from a page that may not send it
    Optional<Caller> authenticate(Request request);

    /// Who calls by an API key of an account; empty without one.
    ///
    /// @throws HttpError 401 if the key is not good, 403 if it belongs to no account
    Optional<Caller> authenticateKey(Request request);

    /// Lets a WebSocket through, or not: a browser opens one for any page, and adds the cookies.
    ///
    /// @throws HttpError 403 if it comes from a page that may not
    void checkOrigin(Request request);

    /// What a caller with a session gets: the answer, and the cookie anew.
    Response answer(Request request, Response response);
}
