package dev.quayside.http.account;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.quayside.base.Json;
import dev.quayside.base.Uuids;
import dev.quayside.http.api.Listing;
import dev.quayside.http.auth.SessionAuthenticator;
import dev.quayside.http.message.Fields;
import dev.quayside.http.message.HttpError;
import dev.quayside.http.message.Request;
import dev.quayside.http.message.Response;
import dev.quayside.http.server.ErrorStyle;
import dev.quayside.http.server.Route;
import dev.quayside.identity.Caller;
import dev.quayside.identity.Permission;
import dev.quayside.identity.account.Accounts;
import dev.quayside.identity.account.User;
import dev.quayside.identity.key.ApiKey;
import dev.quayside.identity.key.ApiKeys;
import dev.quayside.identity.session.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// API keys: one's own, and for administrators everybody's. Safe for several threads.
public final class KeyRoutes {
    private static final String TAG = "API keys";

    private final Accounts accounts;
    private final ApiKeys keys;
    private final SessionAuthenticator sessions;

    public KeyRoutes(Accounts accounts, SessionAuthenticator sessions) {
        this.accounts = accounts;
        this.keys = accounts.keys();
        this.sessions = sessions;
    }

    /// What a key is to be.
    ///
    /// @param name what it is for
    /// @param ttl how long it is good, as `90d`
    public record Order(String name, List<String> permissions, String ttl) {
        public Order {
            permissions = List.copyOf(permissions);
        }
    }

    /// As [Order], from an administrator.
    ///
    /// @param subject whom it speaks for: `user:` and the id of an account, or any other name; the caller if absent
    public record AnyOrder(
            String name,
            List<String> permissions,
            String ttl,
            @Nullable String subject) {
        public AnyOrder {
            permissions = List.copyOf(permissions);
        }
    }

    /// A key, as it is listed.
    ///
    /// @param beginning of the key
    /// @param lastUsedAt give or take an hour
    /// @param key the key itself, in the answer to its making only
    public record Item(
            String id,
            String beginning,
            String name,
            String subject,
            List<String> permissions,
            Instant createdAt,
            Instant expiresAt,
            @Nullable Instant lastUsedAt,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String key) {
        public Item {
            permissions = List.copyOf(permissions);
        }

        static Item of(ApiKey key, @Nullable String text) {
            return new Item(
                    key.id().toString(),
                    key.beginning(),
                    key.name(),
                    key.subject(),
                    Grants.words(key.permissions()),
                    key.created(),
                    key.expires(),
                    key.used(),
                    text);
        }
    }

    /// A part of all keys.
    public record Page(long total, List<Item> items, int skip, int limit) {
        public Page {
            items = List.copyOf(items);
        }
    }

    public List<Route> routes() {
        return List.of(
                Route.post("/auth/keys")
                        .doc(TAG, "Make an API key")
                        .more("It is shown once. It permits what is asked for, and never more than one's roles do."
                                + " Programs send it as `X-API-Key` or as a bearer token.")
                        .session()
                        .errors(ErrorStyle.FILES)
                        .body(Order.class, example())
                        .answers(201, Item.class, "The key")
                        .answers(
                                403,
                                "It would permit more than the caller may, or the last proof of who calls is"
                                        + " too long ago: log in again")
                        .answers(409, "There are too many already")
                        .handledBy(this::makeOwn),
                Route.get("/auth/keys")
                        .doc(TAG, "List one's API keys, newest first")
                        .session()
                        .errors(ErrorStyle.FILES)
                        .takes(Listing.SKIP, Listing.LIMIT)
                        .answers(200, Page.class, "The keys, without the texts that open doors")
                        .handledBy(request ->
                                list(request, sessions.require(request).account())),
                Route.delete("/auth/keys/{id}")
                        .doc(TAG, "Take back one of one's API keys")
                        .session()
                        .errors(ErrorStyle.FILES)
                        .answers(204, "It is refused from now on")
                        .answers(404, "There is none with this id")
                        .handledBy(request ->
                                revoke(request, sessions.require(request).account())),
                Route.post("/api/v1/admin/keys")
                        .doc(TAG, "Make an API key for anybody")
                        .more("It is shown once. It may permit no more than the caller may.")
                        .needs(Permission.ADMIN_ACCESS)
                        .errors(ErrorStyle.PROBLEM)
                        .body(AnyOrder.class, example())
                        .answers(201, Item.class, "The key")
                        .answers(403, "It would permit more than the caller may")
                        .answers(404, "There is no such account")
                        .handledBy(this::make),
                Route.get("/api/v1/admin/keys")
                        .doc(TAG, "List everybody's API keys, newest first")
                        .needs(Permission.ADMIN_ACCESS)
                        .errors(ErrorStyle.PROBLEM)
                        .takes(Listing.SKIP, Listing.LIMIT)
                        .answers(200, Page.class, "The keys, without the texts that open doors")
                        .handledBy(request -> list(request, null)),
                Route.delete("/api/v1/admin/keys/{id}")
                        .doc(TAG, "Take back anybody's API key")
                        .needs(Permission.ADMIN_ACCESS)
                        .errors(ErrorStyle.PROBLEM)
                        .answers(204, "It is refused from now on")
                        .answers(404, "There is none with this id")
                        .handledBy(request -> revoke(request, null)));
    }

    private static JsonNode example() {
        return Json.parse("{\"name\": \"nightly import\", \"permissions\": [\"write:files\"], \"ttl\": \"90d\"}");
    }

    private Response makeOwn(Request request) {
        Session session = sessions.require(request);
        if (!accounts.login().fresh(session)) {
            throw new HttpError(403, "auth.prove-again", "Prove again who you are: log in again, then make the key");
        }
        Caller caller = request.requireCaller();
        Fields fields = request.fields();
        ApiKey.Order order = order(fields);
        fields.check();
        Grants.check(caller, order.permissions());
        return made(keys.make(order, caller.user(), session.account(), request.actor()));
    }

    private Response make(Request request) {
        Caller caller = request.requireCaller();
        Fields fields = request.fields();
        String subject = fields.text("subject", caller.user());
        ApiKey.Order order = order(fields);
        fields.check();
        Grants.check(caller, order.permissions());
        UUID account = User.account(subject).orElse(null);
        if (account != null && accounts.users().find(account).isEmpty()) {
            throw new HttpError(404, "user.unknown", "There is no user " + account);
        }
        return made(keys.make(order, subject, account, request.actor()));
    }

    private static ApiKey.Order order(Fields fields) {
        String name = fields.text("name");
        Set<Permission> permissions = Grants.permissions(fields);
        Duration ttl = Grants.ttl(fields);
        return new ApiKey.Order(name, permissions, ttl);
    }

    private static Response made(ApiKey.Made made) {
        return Response.json(201, Item.of(made.about(), made.text())).with("Cache-Control", "no-store");
    }

    private Response list(Request request, @Nullable UUID account) {
        return Response.json(
                        200,
                        Listing.of(
                                keys.list(account, request.get(Listing.SKIP), request.get(Listing.LIMIT)),
                                key -> Item.of(key, null)))
                .with("Cache-Control", "no-store");
    }

    private Response revoke(Request request, @Nullable UUID account) {
        String given = request.variable("id");
        UUID id = Uuids.find(given).orElseThrow(() -> new HttpError(404, "key.unknown", "There is no key " + given));
        keys.revoke(id, account, request.actor());
        return Response.empty(204);
    }
}
