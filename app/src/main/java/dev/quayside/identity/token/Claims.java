package dev.quayside.identity.token;

import dev.quayside.identity.Caller;
import dev.quayside.identity.Permission;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What a token says about its bearer, once its signature is known to be good: pure checks, in the order in which
/// their messages win.
///
/// Source: RFC 7519, section 4.1; OpenID Connect Core 1.0, section 2 (what tells an ID token).
record Claims(CompactToken token, TrustedIssuer issuer, Instant now) {
    /// What begins may begin so much later: servers of ours too may disagree about the time.
    private static final Duration EARLY = Duration.ofSeconds(60);

    private static final int LONGEST_SUBJECT = 255;
    private static final BigDecimal LATEST = BigDecimal.valueOf(253_402_300_799L);
    private static final Set<String> ACCESS_TOKENS = Set.of("jwt", "at+jwt", "application/at+jwt");
    private static final Set<String> OTHER_TOKENS = Set.of("id", "refresh", "offline", "logout");

    Verification check() {
        return refusal().<Verification>map(Verification.Refused::new).orElseGet(this::caller);
    }

    private Optional<String> refusal() {
        return times().or(() -> audience() ? Optional.empty() : Optional.of("Invalid token: Invalid audience"))
                .or(() -> accessToken() ? Optional.empty() : Optional.of("Invalid token: Not an access token"))
                .or(this::revoked);
    }

    private Optional<String> times() {
        JsonNode expires = claim("exp");
        if (expires.isMissingNode()) {
            return Optional.of("Invalid token: The claim exp is missing");
        }
        if (!expires.isNumber()) {
            return Optional.of("Invalid token: Expiration Time claim (exp) must be an integer.");
        }
        BigDecimal seconds = BigDecimal.valueOf(now.getEpochSecond());
        BigDecimal ended = seconds.subtract(BigDecimal.valueOf(issuer.leeway().toSeconds()));
        if (expires.decimalValue().compareTo(ended) <= 0) {
            return Optional.of("Invalid token: Signature has expired.");
        }
        BigDecimal latest = seconds.add(BigDecimal.valueOf(EARLY.toSeconds()));
        for (String name : List.of("nbf", "iat")) {
            JsonNode begins = claim(name);
            if (!begins.isMissingNode() && !begins.isNumber()) {
                return Optional.of("Invalid token: The claim " + name + " must be a number");
            }
            if (begins.isNumber() && begins.decimalValue().compareTo(latest) > 0) {
                return Optional.of("Invalid token: The token is not yet valid (" + name + ")");
            }
        }
        return Optional.empty();
    }

    private boolean audience() {
        JsonNode audience = claim("aud");
        if (audience.isString()) {
            return audience.stringValue().equals(issuer.audience());
        }
        return audience.isArray()
                && audience.values().stream()
                        .anyMatch(each -> each.isString() && each.stringValue().equals(issuer.audience()));
    }

    /// Whether it may open doors. An ID token tells a client who logged in; it has hashes of what was issued with it,
    /// and some providers name the kind in `typ` or `token_use`.
    private boolean accessToken() {
        JsonNode type = token.header().path("typ");
        boolean typeFits = type.isMissingNode()
                || (type.isString() && ACCESS_TOKENS.contains(type.stringValue().toLowerCase(Locale.ROOT)));
        return typeFits
                && claim("at_hash").isMissingNode()
                && claim("c_hash").isMissingNode()
                && !names(claim("typ"), OTHER_TOKENS)
                && !names(claim("token_use"), OTHER_TOKENS);
    }

    private static boolean names(JsonNode claim, Set<String> words) {
        return claim.isString() && words.contains(claim.stringValue().toLowerCase(Locale.ROOT));
    }

    private Optional<String> revoked() {
        JsonNode id = claim("jti");
        return id.isString() && issuer.revoked().test(id.stringValue())
                ? Optional.of("Invalid token: The token was revoked")
                : Optional.empty();
    }

    private Verification caller() {
        JsonNode subject = claim("sub");
        if (!subject.isString() || subject.stringValue().isBlank()) {
            return structure("sub must be a text that is not empty");
        }
        String user = subject.stringValue();
        if (user.length() > LONGEST_SUBJECT || user.codePoints().anyMatch(Claims::unprintable)) {
            return structure(
                    "sub must have at most " + LONGEST_SUBJECT + " characters, none of them a control character");
        }
        List<String> words = words();
        return words == null
                ? structure("permissions must be a list of texts, scope one text")
                : new Verification.Accepted(new Caller(user, Permission.known(words), Caller.Means.TOKEN), expires());
    }

    private static boolean unprintable(int character) {
        return Character.isISOControl(character) || Character.getType(character) == Character.SURROGATE;
    }

    /// What the token permits, as it writes it; null if it is not written as it should be.
    private @Nullable List<String> words() {
        List<String> words = new ArrayList<>();
        JsonNode permissions = claim("permissions");
        if (!absent(permissions)) {
            if (!permissions.isArray() || permissions.values().stream().anyMatch(each -> !each.isString())) {
                return null;
            }
            permissions.values().forEach(each -> words.add(each.stringValue()));
        }
        JsonNode scope = claim("scope");
        if (!absent(scope)) {
            if (!scope.isString()) {
                return null;
            }
            words.addAll(List.of(scope.stringValue().split(" ", -1)));
        }
        return words;
    }

    private static boolean absent(JsonNode claim) {
        return claim.isMissingNode() || claim.isNull();
    }

    private Instant expires() {
        return Instant.ofEpochSecond(claim("exp").decimalValue().min(LATEST).longValue());
    }

    private JsonNode claim(String name) {
        return token.claims().path(name);
    }

    private static Verification structure(String what) {
        return new Verification.Refused("Invalid token payload structure: " + what);
    }
}
