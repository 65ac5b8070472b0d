package dev.quayside.http.auth;

import dev.quayside.identity.Caller;
import dev.quayside.identity.Permission;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/// The access of whoever may read the server's data folder: a token that is made at every start and dies with the
/// process. Immutable.
public final class LocalAccess {
    private static final String MARK = "quayside-local-";
    private static final int BYTES = 32;

    private final String token;
    private final Caller caller;

    /// Makes a new token.
    ///
    /// @param user who runs the server; the audit says `local:` and that name
    public LocalAccess(String user, SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        token = MARK + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        caller = new Caller("local:" + user, Permission.all(), Caller.Means.LOCAL);
    }

    /// The token, for the file in the data folder and nothing else.
    public String token() {
        return token;
    }

    /// Whether a bearer token claims to be one of these.
    public static boolean claims(String bearer) {
        return bearer.startsWith(MARK);
    }

    /// The caller, if it is the token.
    public Optional<Caller> check(String bearer) {
        boolean same =
                MessageDigest.isEqual(bearer.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
        return same ? Optional.of(caller) : Optional.empty();
    }
}
