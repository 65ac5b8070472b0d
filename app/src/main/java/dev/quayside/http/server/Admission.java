package dev.quayside.http.server;

import dev.quayside.http.message.HttpError;
import dev.quayside.http.message.Parameter;
import dev.quayside.http.message.Request;
import dev.quayside.identity.Caller;
import dev.quayside.identity.Permission;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/// Decides who is let in.
public final class Admission {
    /// Credentials in the query, for clients that cannot send header fields, such as `EventSource` and `WebSocket` in a
    /// browser. They count on routes that take this parameter and nowhere else; a header field wins.
    public static final Parameter<String> TOKEN =
            Parameter.text("token", "The bearer token, for clients that cannot send an `Authorization` header");

    private Admission() {}

    /// The same request with the token of its query where credentials are looked for.
    public static Request withTokenOfQuery(Request request) {
        Optional<String> token = request.find(TOKEN).filter(text -> !text.isBlank());
        return token.isEmpty() || request.headers().find("Authorization").isPresent()
                ? request
                : request.with("Authorization", "Bearer " + token.get());
    }

    /// Who calls.
    ///
    /// @param permission that the caller needs; null if any caller may
    /// @throws HttpError 401 without good credentials, 403 without the permission
    public static Caller require(Authenticator authenticator, Request request, @Nullable Permission permission) {
        Optional<Caller> caller = authenticator.authenticate(request);
        if (caller.isEmpty()) {
            throw new HttpError(401, "auth.unauthenticated", "Not authenticated").with("WWW-Authenticate", "Bearer");
        }
        MDC.put("user", caller.get().user());
        if (permission != null && !caller.get().may(permission)) {
            throw new HttpError(403, "auth.denied", denied(permission));
        }
        return caller.get();
    }

    private static String denied(Permission permission) {
        return permission == Permission.ADMIN_ACCESS
                ? "Admin privileges required"
                : "Missing permissions: " + permission;
    }
}
