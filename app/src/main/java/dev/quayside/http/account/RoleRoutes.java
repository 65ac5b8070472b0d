package dev.quayside.http.account;

import dev.quayside.base.Json;
import dev.quayside.http.message.Fields;
import dev.quayside.http.message.Request;
import dev.quayside.http.message.Response;
import dev.quayside.http.server.ErrorStyle;
import dev.quayside.http.server.Route;
import dev.quayside.identity.Permission;
import dev.quayside.identity.role.Role;
import dev.quayside.identity.role.Roles;
import java.util.List;
import java.util.Set;

/// Roles, for administrators. Safe for several threads.
public final class RoleRoutes {
    private static final String TAG = "Roles";

    private final Roles roles;

    public RoleRoutes(Roles roles) {
        this.roles = roles;
    }

    /// What a role is to be.
    public record Order(String description, List<String> permissions) {
        public Order {
            permissions = List.copyOf(permissions);
        }
    }

    /// A role.
    ///
    /// @param builtIn whether it comes with the program
    public record Item(String name, String description, List<String> permissions, boolean builtIn) {
        public Item {
            permissions = List.copyOf(permissions);
        }

        static Item of(Role role) {
            return new Item(role.name(), role.description(), Grants.words(role.permissions()), role.builtIn());
        }
    }

    /// All roles.
    public record Items(List<Item> items) {
        public Items {
            items = List.copyOf(items);
        }
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/api/v1/admin/roles")
                        .doc(TAG, "List the roles, those of the program first")
                        .needs(Permission.ADMIN_ACCESS)
                        .errors(ErrorStyle.PROBLEM)
                        .answers(200, Items.class, "The roles")
                        .handledBy(_ -> Response.json(
                                200,
                                new Items(roles.list().stream().map(Item::of).toList()))),
                Route.put("/api/v1/admin/roles/{name}")
                        .doc(TAG, "Make a role, or change it")
                        .more(
                                "Whoever has it may do what it permits at once. It may permit no more than the caller may.")
                        .needs(Permission.ADMIN_ACCESS)
                        .errors(ErrorStyle.PROBLEM)
                        .body(
                                Order.class,
                                Json.parse(
                                        "{\"description\": \"Reads results\", \"permissions\": [\"read:executions\"]}"))
                        .answers(200, Item.class, "The role")
                        .answers(403, "It would permit more than the caller may")
                        .answers(409, "It comes with the program")
                        .handledBy(this::define),
                Route.delete("/api/v1/admin/roles/{name}")
                        .doc(TAG, "Remove a role that nobody has")
                        .needs(Permission.ADMIN_ACCESS)
                        .errors(ErrorStyle.PROBLEM)
                        .answers(204, "It is gone")
                        .answers(404, "There is none with this name")
                        .answers(409, "It comes with the program, or somebody has it")
                        .handledBy(request -> {
                            roles.remove(request.variable("name"), request.actor());
                            return Response.empty(204);
                        }));
    }

    private Response define(Request request) {
        Fields fields = request.fields();
        String description = fields.text("description", "");
        Set<Permission> permissions = Grants.permissions(fields);
        fields.check();
        Grants.check(request.requireCaller(), permissions);
        return Response.json(
                200, Item.of(roles.define(request.variable("name"), description, permissions, request.actor())));
    }
}
