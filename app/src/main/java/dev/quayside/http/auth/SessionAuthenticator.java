package dev.quayside.http.auth;

import dev.quayside.http.server.Headers;
import dev.quayside.http.server.HttpError;
import dev.quayside.http.server.Request;
import dev.quayside.http.server.Response;
import dev.quayside.http.server.SessionGate;
import dev.quayside.identity.Caller;
import dev.quayside.identity.Permission;
import dev.quayside.identity.account.User;
import dev.quayside.identity.session.Session;
import dev.quayside.identity.session.Sessions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Knows callers by the cookie of their session. Safe for several threads.
public final class SessionAuthenticator implements SessionGate {
    private final Sessions sessions;
    private final SessionCookies cookies;
    private final OriginCheck origins;
    private final Function<Set<String>, Set<Permission>> roles;

    /// @param roles what somebody with these roles may
    public SessionAuthenticator(
            Sessions sessions,
            SessionCookies cookies,
            OriginCheck origins,
            Function<Set<String>, Set<Permission>> roles) {
        this.sessions = sessions;
        this.cookies = cookies;
        this.origins = origins;
        this.roles = roles;
    }

    @Override
    public Optional<Caller> authenticate(Request request) {
        return cookies.session(request).map(token -> {
            origins.check(request);
            Session session = sessions.find(token).orElseThrow(() -> ended(request));
            return new Caller(User.subject(session.account()), roles.apply(session.roles()), Caller.Means.SESSION);
        });
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
