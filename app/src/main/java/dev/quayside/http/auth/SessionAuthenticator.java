package dev.quayside.http.auth;

import dev.quayside.http.message.Headers;
import dev.quayside.http.message.HttpError;
import dev.quayside.http.message.Request;
import dev.quayside.http.message.Response;
import dev.quayside.http.server.SessionGate;
import dev.quayside.identity.Caller;
import dev.quayside.identity.account.User;
import dev.quayside.identity.key.ApiKey;
import dev.quayside.identity.role.Roles;
import dev.quayside.identity.session.Session;
import dev.quayside.identity.session.Sessions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Knows people by the cookie of their session, and their programs by an API key of their account. Safe for several
/// threads.
public final class SessionAuthenticator implements SessionGate {
    private final Sessions sessions;
    private final Function<String, Optional<Caller>> keys;
    private final Roles roles;
    private final SessionCookies cookies;
    private final OriginCheck origins;

    /// @param keys checks an API key
    public SessionAuthenticator(
            Sessions sessions,
            Function<String, Optional<Caller>> keys,
            Roles roles,
            SessionCookies cookies,
            OriginCheck origins) {
        this.sessions = sessions;
        this.keys = keys;
        this.roles = roles;
        this.cookies = cookies;
        this.origins = origins;
    }

    @Override
    public Optional<Caller> authenticate(Request request) {
        return cookies.session(request).map(token -> {
            origins.check(request);
            Session session = sessions.find(token).orElseThrow(() -> ended(request));
            return new Caller(
                    User.subject(session.account()), roles.permissions(session.roles()), Caller.Means.SESSION);
        });
    }

    @Override
    public Optional<Caller> authenticateKey(Request request) {
        Optional<Caller> caller = TokenAuthenticator.bearer(request)
                .filter(ApiKey::fits)
                .map(key -> keys.apply(key).orElseThrow(TokenAuthenticator::badKey))
                .or(() -> TokenAuthenticator.byKey(keys, request));
        caller.filter(known -> User.account(known.user()).isEmpty()).ifPresent(_ -> {
            throw new HttpError(403, "auth.denied", "This API key belongs to no account");
        });
        return caller;
    }

    @Override
    public void checkOrigin(Request request) {
        origins.checkUpgrade(request);
    }

    private HttpError ended(Request request) {
        HttpError error = new HttpError(401, "auth.unauthenticated", "Not authenticated");
        for (String cookie : cookies.take(request).all("Set-Cookie")) {
            error = error.with("Set-Cookie", cookie);
        }
        return error;
    }

    /// The session of a request that [#authenticate] let through.
    ///
    /// @throws HttpError 401 if it has ended since
    public Session require(Request request) {
        return cookies.session(request).flatMap(sessions::find).orElseThrow(() -> ended(request));
    }

    @Override
    public Response answer(Request request, Response response) {
        Map<String, List<String>> given = response.headers().fields();
        Optional<Headers> cookie = given.containsKey("Set-Cookie")
                ? Optional.empty()
                : cookies.session(request).map(token -> cookies.give(request, token));
        return cookie.map(response::with).orElse(response);
    }
}
