package dev.quayside.http.auth;

import dev.quayside.http.message.HttpError;
import dev.quayside.http.message.Request;
import dev.quayside.http.server.Authenticator;
import dev.quayside.identity.Caller;
import dev.quayside.identity.key.ApiKey;
import dev.quayside.identity.token.Verification;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// Knows programs by what they show: a bearer token or an API key, in the header `Authorization`, or a key in
/// `X-API-Key`. Where a browser follows something live and can send no header,
/// [dev.quayside.http.server.Admission] puts the token of the query there. Safe for several threads.
///
/// Source: RFC 6750.
public final class TokenAuthenticator implements Authenticator {
    private static final String SCHEME = "bearer ";

    private final LocalAccess local;
    private final Function<String, Optional<Caller>> keys;
    private final Function<String, Verification> verifier;

    /// Takes what knows tokens.
    ///
    /// @param keys checks an API key
    /// @param verifier checks a token; may wait for the keys of its issuer
    public TokenAuthenticator(
            LocalAccess local, Function<String, Optional<Caller>> keys, Function<String, Verification> verifier) {
        this.local = local;
        this.keys = keys;
        this.verifier = verifier;
    }

    @Override
    public Optional<Caller> authenticate(Request request) {
        return bearer(request).map(this::caller).or(() -> byKey(keys, request));
    }

    /// Who calls by `X-API-Key`; empty without it.
    ///
    /// @throws HttpError 401 if the key is not good
    static Optional<Caller> byKey(Function<String, Optional<Caller>> keys, Request request) {
        return request.headers()
                .find("X-API-Key")
                .map(key -> keys.apply(key.strip()).orElseThrow(TokenAuthenticator::badKey));
    }

    static HttpError badKey() {
        return refused("Invalid API key: it has expired, was taken back, or never was one");
    }

    static Optional<String> bearer(Request request) {
        return request.headers().find("Authorization").map(value -> {
            if (!value.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
                throw new HttpError(401, "auth.unauthenticated", "Invalid authentication credentials")
                        .with("WWW-Authenticate", "Bearer");
            }
            return value.substring(SCHEME.length()).strip();
        });
    }

    private Caller caller(String token) {
        if (LocalAccess.claims(token)) {
            return local.check(token).orElseThrow(() -> refused("Invalid token: its server has ended"));
        }
        if (token.startsWith(ApiKey.KIND)) {
            return keys.apply(token).orElseThrow(TokenAuthenticator::badKey);
        }
        return switch (verifier.apply(token)) {
            case Verification.Accepted(Caller caller, var _) -> caller;
            case Verification.Refused(String reason) -> throw refused(reason);
            case Verification.Unavailable(String reason) ->
                throw new HttpError(503, "auth.keys-unreachable", reason).with("Retry-After", "5");
        };
    }

    private static HttpError refused(String reason) {
        return new HttpError(401, "auth.token-invalid", reason)
                .with("WWW-Authenticate", "Bearer error=\"invalid_token\"");
    }
}
