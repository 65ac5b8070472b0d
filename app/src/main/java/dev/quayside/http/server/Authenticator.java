package dev.quayside.http.server;

import dev.quayside.http.message.Request;
import dev.quayside.identity.Caller;
import java.util.Optional;

/// Finds out who calls.
@FunctionalInterface
public interface Authenticator {
    /// Who calls, by the credentials that the request carries; empty if it carries none.
    ///
    /// @throws HttpError 401 if the credentials are not good, 503 if that cannot be found out now
    Optional<Caller> authenticate(Request request);
}
