package dev.quayside.http.auth;

import dev.quayside.http.server.Authenticator;
import dev.quayside.http.server.HttpError;
import dev.quayside.http.server.Request;
import dev.quayside.identity.Caller;
import java.util.Optional;
import java.util.function.Function;

/// Callers by the bearer token of the `Authorization` header. Safe for several threads.
public final class BearerAuthenticator implements Authenticator {
    private static final String SCHEME = "Bearer ";

    private final LocalAccess local;
    private final Function<String, Caller> tokens;

    /// Takes the parts it asks.
    ///
    /// @param tokens checks every other token, and throws an [HttpError] if it is not good
    public BearerAuthenticator(LocalAccess local, Function<String, Caller> tokens) {
        this.local = local;
        this.tokens = tokens;
    }

    @Override
    public Optional<Caller> authenticate(Request request) {
        Optional<String> header = request.headers().find("Authorization").map(String::strip);
        if (header.isEmpty()) {
            return Optional.empty();
        }
        if (!header.get().regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw refused("Invalid authentication credentials");
        }
        String token = header.get().substring(SCHEME.length()).strip();
        if (LocalAccess.claims(token)) {
            return Optional.of(local.check(token)
                    .orElseThrow(() -> refused("Invalid token: it belongs to a server that has ended")));
        }
        return Optional.of(tokens.apply(token));
    }

    /// The answer to credentials that are not good.
    public static HttpError refused(String why) {
        return new HttpError(401, "auth.invalid", why).with("WWW-Authenticate", "Bearer error=\"invalid_token\"");
    }
}
