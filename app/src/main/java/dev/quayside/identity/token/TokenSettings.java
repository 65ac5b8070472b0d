package dev.quayside.identity.token;

import dev.quayside.base.Json;
import dev.quayside.base.ProblemException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/// Whose tokens are accepted, and how long our own are good.
///
/// @param name of our own issuer; empty for one that is made of the installation's id
/// @param maxTtl the longest that a token of ours is good
/// @param provider the issuer outside; empty if there is none
public record TokenSettings(Optional<String> name, Duration maxTtl, Optional<Provider> provider) {
    private static final Duration LONGEST = Duration.ofDays(3_650);
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    public static final TokenSettings DEFAULT =
            new TokenSettings(Optional.empty(), Duration.ofDays(365), Optional.empty());

    public TokenSettings {
        if (maxTtl.compareTo(Duration.ofMinutes(1)) < 0 || maxTtl.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("auth.max-token-ttl must be between 1m and 3650d, but is " + maxTtl);
        }
        if (name.isPresent() && provider.isPresent() && provider.get().issuer().equals(name.get())) {
            throw new IllegalArgumentException("auth.issuer and auth.oidc.issuer are the same: '" + name.get()
                    + "'; our own issuer needs its own name");
        }
    }

    /// An issuer outside, as any provider of OpenID Connect is one.
    ///
    /// @param issuer what its tokens have in `iss`, to the letter
    /// @param audience what its tokens for us have in `aud`
    /// @param jwks where its public keys are
    public record Provider(String issuer, String audience, Set<SigningAlgorithm> algorithms, URI jwks) {
        public Provider {
            algorithms = Set.copyOf(algorithms);
        }

        /// Reads what the settings say; nothing if they name neither a domain nor an issuer.
        ///
        /// @param domain as Auth0 calls it, `example.eu.auth0.com`
        /// @param issuer if it is not `https://<domain>/`
        /// @param jwks if it is not `.well-known/jwks.json` below the issuer's address
        /// @param allowHttp whether keys may be fetched unencrypted from another machine
        /// @throws IllegalArgumentException that names the setting
        public static Optional<Provider> of(
                Optional<String> domain,
                Optional<String> issuer,
                Optional<String> audience,
                List<String> algorithms,
                Optional<String> jwks,
                boolean allowHttp) {
            if (domain.isEmpty() && issuer.isEmpty()) {
                if (audience.isPresent() || jwks.isPresent()) {
                    throw new IllegalArgumentException(
                            "auth.oidc.audience or auth.oidc.jwks-url is set, but neither auth.oidc.domain (AUTH0_DOMAIN) nor auth.oidc.issuer is");
                }
                return Optional.empty();
            }
            String name = issuer.or(() -> domain.map(Provider::address)).orElseThrow();
            String wanted = audience.orElseThrow(
                    () -> new IllegalArgumentException(
                            "auth.oidc.audience (AUTH0_AUDIENCE) is missing: without it, tokens for other services would be accepted"));
            String base = domain.map(Provider::address).orElse(name);
            String keys = jwks.orElse(base + (base.endsWith("/") ? "" : "/") + ".well-known/jwks.json");
            return Optional.of(new Provider(name, wanted, algorithms(algorithms), checked(keys, allowHttp)));
        }

        private static String address(String domain) {
            String bare = domain.strip().replaceFirst("^https://", "").replaceFirst("/+$", "");
            return "https://" + bare + "/";
        }

        private static URI checked(String address, boolean allowHttp) {
            try {
                URI uri = new URI(address);
                String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
                boolean plainAllowed = allowHttp || LOOPBACK.contains(String.valueOf(uri.getHost()));
                if (uri.getHost() == null || !(scheme.equals("https") || (scheme.equals("http") && plainAllowed))) {
                    throw new IllegalArgumentException(
                            "auth.oidc.jwks-url must begin with https://, but is '%s'; auth.oidc.allow-http allows http"
                                    .formatted(address));
                }
                return uri;
            } catch (URISyntaxException e) {
                throw new IllegalArgumentException("auth.oidc.jwks-url is not an address: '" + address + "'", e);
            }
        }

        /// Names, or one text that is a JSON array, as Auth0's variable has it.
        private static Set<SigningAlgorithm> algorithms(List<String> names) {
            String text = String.join(",", names);
            List<String> each = text.startsWith("[") ? array(text) : names;
            if (each.isEmpty()) {
                throw wrongAlgorithm(text);
            }
            return each.stream()
                    .map(name -> SigningAlgorithm.find(name).orElseThrow(() -> wrongAlgorithm(name)))
                    .collect(Collectors.toUnmodifiableSet());
        }

        private static List<String> array(String text) {
            try {
                return StreamSupport.stream(Json.parse(text).spliterator(), false)
                        .map(JsonNode::asString)
                        .toList();
            } catch (ProblemException e) {
                throw new IllegalArgumentException("auth.oidc.algorithms is not a list: " + text, e);
            }
        }

        private static IllegalArgumentException wrongAlgorithm(String name) {
            return new IllegalArgumentException(
                    "auth.oidc.algorithms (AUTH0_ALGORITHMS) may hold RS256 and ES256, but holds '" + name + "'");
        }
    }
}
