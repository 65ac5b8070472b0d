package dev.quayside.http.account;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.quayside.base.Json;
import dev.quayside.base.Uuids;
import dev.quayside.http.api.Listing;
import dev.quayside.http.message.Fields;
import dev.quayside.http.message.HttpError;
import dev.quayside.http.message.Request;
import dev.quayside.http.message.Response;
import dev.quayside.http.server.ErrorStyle;
import dev.quayside.http.server.Route;
import dev.quayside.identity.Permission;
import dev.quayside.identity.account.Accounts;
import dev.quayside.identity.account.Invitations;
import dev.quayside.identity.account.User;
import dev.quayside.identity.account.Users;
import dev.quayside.identity.role.Role;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The accounts of people, for administrators. Safe for several threads.
public final class UserRoutes {
    private static final String TAG = "Users";

    private final Accounts accounts;

    public UserRoutes(Accounts accounts) {
        this.accounts = accounts;
    }

    /// Somebody who is to get an account, and chooses a password by the link in the answer.
    ///
    /// @param roles `user` if absent
    public record Order(
            String username, String email, @Nullable List<String> roles) {
        public Order {
            roles = roles == null ? null : List.copyOf(roles);
        }
    }

    /// The roles that somebody is to have.
    public record RolesOrder(List<String> roles) {
        public RolesOrder {
            roles = List.copyOf(roles);
        }
    }

    /// An account.
    ///
    /// @param disabledAt since when its owner is kept out
    /// @param invitation in the answer to its making only: where its owner chooses a password, once
    public record Item(
            String id,
            String username,
            String email,
            List<String> roles,
            @JsonProperty("is_2fa_enabled") boolean is2faEnabled,
            Instant createdAt,
            @Nullable Instant lastLoginAt,
            @Nullable Instant disabledAt,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Link invitation) {
        public Item {
            roles = List.copyOf(roles);
        }

        static Item of(User user, @Nullable Link invitation) {
            return new Item(
                    user.id().toString(),
                    user.username(),
                    user.email(),
                    user.roles().stream().sorted().toList(),
                    user.twoFactor().needed(),
                    user.created(),
                    user.lastLogin(),
                    user.disabled(),
                    invitation);
        }
    }

    /// A link that is good once.
    ///
    /// @param path on this server; what follows the `#` is the secret, and is not sent to servers by browsers
    public record Link(String path, Instant expiresAt) {
        static Link of(Invitations.Made made, String username) {
            return new Link(SetupRoutes.path(made, username), made.expires());
        }
    }

    /// A part of all accounts.
    public record Page(long total, List<Item> items, int skip, int limit) {
        public Page {
            items = List.copyOf(items);
        }
    }

    public List<Route> routes() {
        return List.of(
                admin(Route.get("/api/v1/admin/users"), "List the accounts, by name")
                        .takes(Listing.SKIP, Listing.LIMIT)
                        .answers(200, Page.class, "The accounts")
                        .handledBy(request -> json(
                                200,
                                Listing.of(
                                        accounts.users().list(request.get(Listing.SKIP), request.get(Listing.LIMIT)),
                                        user -> Item.of(user, null)))),
                admin(Route.post("/api/v1/admin/users"), "Make an account")
                        .more("Nobody but its owner learns its password: they choose it by the link in the answer.")
                        .body(
                                Order.class,
                                Json.parse("{\"username\": \"alice01\", \"email\": \"alice@example.com\","
                                        + " \"roles\": [\"operator\"]}"))
                        .answers(201, Item.class, "The account, and the link")
                        .answers(403, "Its roles would permit more than the caller may")
                        .answers(409, "The name or the address is taken")
                        .handledBy(this::create),
                admin(Route.get("/api/v1/admin/users/{id}"), "One account")
                        .answers(200, Item.class, "The account")
                        .answers(404, "There is none with this id")
                        .handledBy(request -> json(200, Item.of(user(request), null))),
                admin(Route.put("/api/v1/admin/users/{id}/roles"), "Give somebody other roles")
                        .more("Their sessions and keys have them at once.")
                        .body(RolesOrder.class, Json.parse("{\"roles\": [\"operator\"]}"))
                        .answers(200, Item.class, "The account")
                        .answers(403, "They would permit more than the caller may")
                        .answers(404, "There is none with this id")
                        .handledBy(this::setRoles),
                admin(Route.post("/api/v1/admin/users/{id}/disable"), "Keep somebody out")
                        .more("Their sessions end, and their keys are refused.")
                        .answers(200, Item.class, "The account")
                        .answers(404, "There is none with this id")
                        .handledBy(request -> {
                            boolean _ = accounts.users().disable(user(request).id(), request.actor());
                            return json(200, Item.of(user(request), null));
                        }),
                admin(Route.post("/api/v1/admin/users/{id}/enable"), "Let somebody in again")
                        .answers(200, Item.class, "The account")
                        .answers(404, "There is none with this id")
                        .handledBy(request -> {
                            boolean _ = accounts.users().enable(user(request).id(), request.actor());
                            return json(200, Item.of(user(request), null));
                        }),
                admin(Route.post("/api/v1/admin/users/{id}/invite"), "Let somebody choose a new password")
                        .more("For whoever lost theirs. The old one stays good until they choose; then all their"
                                + " sessions end. Their second factor stays.")
                        .answers(201, Link.class, "The link, to be given to its owner and nobody else")
                        .answers(404, "There is none with this id")
                        .handledBy(request -> {
                            User user = user(request);
                            Invitations.Made made = accounts.invitations().invite(user.id(), request.actor());
                            return json(201, Link.of(made, user.username()));
                        }),
                admin(Route.post("/api/v1/admin/users/{id}/disable-2fa"), "Take somebody's second factor away")
                        .more("For whoever lost their authenticator and their recovery codes.")
                        .answers(200, Item.class, "The account")
                        .answers(404, "There is none with this id")
                        .handledBy(request -> {
                            accounts.twoFactor().disable(user(request).id(), request.actor());
                            return json(200, Item.of(user(request), null));
                        }));
    }

    private static Route.Builder admin(Route.Builder route, String line) {
        return route.doc(TAG, line).needs(Permission.ADMIN_ACCESS).errors(ErrorStyle.PROBLEM);
    }

    private static Response json(int status, Object value) {
        return Response.json(status, value).with("Cache-Control", "no-store");
    }

    private User user(Request request) {
        String given = request.variable("id");
        Optional<UUID> id = Uuids.find(given);
        return (id.isPresent()
                        ? accounts.users().find(id.get())
                        : accounts.users().find(given))
                .orElseThrow(() -> new HttpError(404, "user.unknown", "There is no user " + given));
    }

    private Response create(Request request) throws InterruptedException {
        Fields fields = request.fields();
        String username = fields.text("username");
        String email = fields.text("email");
        Set<String> roles = fields.has("roles") ? roles(fields) : Set.of(Role.USER);
        NameFields.check(fields);
        fields.check();
        Grants.check(request.requireCaller(), accounts.roles().permissions(roles));
        return switch (accounts.users().invite(username, email, roles, request.actor())) {
            case Users.Result.Created(User user) -> {
                Invitations.Made made = accounts.invitations().invite(user.id(), request.actor());
                yield json(201, Item.of(user, Link.of(made, username)));
            }
            case Users.Result.Later(var after) ->
                throw AccountAnswers.later("auth.busy", "Too many passwords at once", after);
            case Users.Result.Taken _, Users.Result.Weak _ ->
                throw new HttpError(409, "auth.user-exists", "The name or the address is taken");
        };
    }

    private Set<String> roles(Fields fields) {
        Set<String> roles = new TreeSet<>();
        for (JsonNode word : fields.listIfAny("roles").values()) {
            accounts.roles()
                    .find(word.isString() ? word.stringValue() : "")
                    .ifPresentOrElse(
                            role -> roles.add(role.name()), () -> fields.refuse("roles", "there is no role " + word));
        }
        return roles;
    }

    private Response setRoles(Request request) {
        User user = user(request);
        Fields fields = request.fields();
        if (!fields.has("roles")) {
            fields.refuse("roles", "expected a list of roles");
        }
        Set<String> roles = roles(fields);
        fields.check();
        Grants.check(request.requireCaller(), accounts.roles().permissions(roles));
        boolean _ = accounts.users().setRoles(user.id(), roles, request.actor());
        return json(200, Item.of(user(request), null));
    }
}
