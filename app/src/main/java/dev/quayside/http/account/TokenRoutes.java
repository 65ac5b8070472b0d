package dev.quayside.http.account;

import dev.quayside.base.Json;
import dev.quayside.http.api.Listing;
import dev.quayside.http.message.Fields;
import dev.quayside.http.message.Request;
import dev.quayside.http.message.Response;
import dev.quayside.http.server.ErrorStyle;
import dev.quayside.http.server.Route;
import dev.quayside.identity.Caller;
import dev.quayside.identity.Permission;
import dev.quayside.identity.token.IssuedToken;
import dev.quayside.identity.token.OwnIssuer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Tokens of our own issuer: the routes to make them, list them and take them back, and the keys to check them with.
/// Safe for several threads.
public final class TokenRoutes {
    private static final String TAG = "Tokens";

    private final OwnIssuer issuer;

    public TokenRoutes(OwnIssuer issuer) {
        this.issuer = issuer;
    }

    /// What a token is to say.
    ///
    /// @param name what it is for
    /// @param subject whom it speaks for; the caller if absent
    /// @param ttl how long it is good, as `30d`
    public record Order(String name, @Nullable String subject, List<String> permissions, String ttl) {
        public Order {
            permissions = List.copyOf(permissions);
        }
    }

    /// A token, as it is listed.
    ///
    /// @param token the token itself, in the answer to its making only
    public record Item(
            String id,
            String subject,
            String name,
            List<String> permissions,
            Instant createdAt,
            Instant expiresAt,
            @Nullable Instant revokedAt,

            @com.fasterxml.jackson.annotation.JsonInclude(com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL)
            @Nullable
            String token) {
        public Item {
            permissions = List.copyOf(permissions);
        }

        static Item of(IssuedToken token, @Nullable String text) {
            return new Item(
                    token.id().toString(),
                    token.subject(),
                    token.name(),
                    Grants.words(token.permissions()),
                    token.created(),
                    token.expires(),
                    token.revoked(),
                    text);
        }
    }

    /// A part of all tokens that are remembered.
    public record Page(long total, List<Item> items, int skip, int limit) {
        public Page {
            items = List.copyOf(items);
        }
    }

    /// A key that signs from now on.
    public record Key(String keyId) {}

    public List<Route> routes() {
        return List.of(
                Route.get("/.well-known/jwks.json")
                        .doc(TAG, "The public keys that our tokens are checked with")
                        .open()
                        .answers(200, "application/json", "A JSON Web Key Set (RFC 7517)")
                        .handledBy(_ -> Response.json(200, issuer.jwks()).with("Cache-Control", "public, max-age=300")),
                Route.post("/api/v1/admin/tokens")
                        .doc(TAG, "Make a token")
                        .more("It is shown once. It may permit no more than the caller may.")
                        .needs(Permission.ADMIN_ACCESS)
                        .errors(ErrorStyle.PROBLEM)
                        .body(Order.class, example())
                        .answers(201, Item.class, "The token")
                        .answers(403, "It would permit more than the caller may")
                        .handledBy(this::issue),
                Route.get("/api/v1/admin/tokens")
                        .doc(TAG, "List tokens, newest first")
                        .needs(Permission.ADMIN_ACCESS)
                        .errors(ErrorStyle.PROBLEM)
                        .takes(Listing.SKIP, Listing.LIMIT)
                        .answers(200, Page.class, "The tokens, without the texts that open doors")
                        .handledBy(this::list),
                Route.delete("/api/v1/admin/tokens/{id}")
                        .doc(TAG, "Take back a token, by its id, or all with a name")
                        .needs(Permission.ADMIN_ACCESS)
                        .errors(ErrorStyle.PROBLEM)
                        .answers(204, "They are refused from now on")
                        .answers(404, "There is none with this id or name")
                        .handledBy(request -> {
                            var _ = issuer.revoke(request.variable("id"), request.actor());
                            return Response.empty(204);
                        }),
                Route.post("/api/v1/admin/signing-keys/rotate")
                        .doc(TAG, "Sign with a new key from now on")
                        .more("Tokens that the old key signed stay good until they end.")
                        .needs(Permission.ADMIN_ACCESS)
                        .errors(ErrorStyle.PROBLEM)
                        .answers(200, Key.class, "The new key")
                        .handledBy(request -> Response.json(200, new Key(issuer.rotate(request.actor())))));
    }

    private static JsonNode example() {
        return Json.parse(
                "{\"name\": \"nightly import\", \"permissions\": [\"read:workflows\", \"execute:workflows\"], \"ttl\": \"30d\"}");
    }

    private Response issue(Request request) {
        Caller caller = request.requireCaller();
        Fields fields = request.fields();
        String name = fields.text("name");
        String subject = fields.textOrNull("subject");
        Set<Permission> permissions = Grants.permissions(fields);
        Duration ttl = Grants.ttl(fields);
        fields.check();
        Grants.check(caller, permissions);
        var order = new OwnIssuer.Order(subject == null ? caller.user() : subject, permissions, ttl, name);
        OwnIssuer.Issued issued = issuer.issue(order, request.actor());
        return Response.json(201, Item.of(issued.about(), issued.token())).with("Cache-Control", "no-store");
    }

    private Response list(Request request) {
        return Response.json(
                200,
                Listing.of(
                        issuer.list(request.get(Listing.SKIP), request.get(Listing.LIMIT)),
                        token -> Item.of(token, null)));
    }
}
