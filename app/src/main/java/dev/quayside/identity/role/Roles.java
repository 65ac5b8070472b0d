package dev.quayside.identity.role;

import dev.quayside.base.Json;
import dev.quayside.base.Pause;
import dev.quayside.base.ProblemException;
import dev.quayside.database.Database;
import dev.quayside.database.Notifications;
import dev.quayside.event.Actor;
import dev.quayside.event.Event;
import dev.quayside.event.Events;
import dev.quayside.identity.Permission;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/// The roles: those of the program, and those that an installation makes. All are in memory, and read anew when a
/// server tells of a change. Safe for several threads.
public final class Roles implements AutoCloseable {
    private static final String CHANNEL = "quayside_roles";
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{1,49}");
    private static final int LONGEST_DESCRIPTION = 200;
    private static final Map<String, Role> BUILT_IN = byName(Role.BUILT_IN);

    private final Database database;
    private final Events events;
    private final Notifications notifications;
    private final AtomicReference<Map<String, Role>> known = new AtomicReference<>(BUILT_IN);

    public Roles(Database database, Events events, Pause pause) {
        this.database = database;
        this.events = events;
        notifications = new Notifications(database, Map.of(CHANNEL, _ -> reload()), this::reload, pause);
    }

    /// Reads the roles, and follows them from now on. Before, only those of the program are known.
    public void start() {
        reload();
        notifications.start();
    }

    /// What somebody with these roles may do; a role that is not known permits nothing.
    public Set<Permission> permissions(Collection<String> names) {
        Map<String, Role> roles = known.get();
        Set<Permission> permissions = EnumSet.noneOf(Permission.class);
        for (String name : names) {
            Role role = roles.get(name);
            if (role != null) {
                permissions.addAll(role.permissions());
            }
        }
        return permissions;
    }

    public Optional<Role> find(String name) {
        return Optional.ofNullable(known.get().get(name));
    }

    /// Those of the program first, then by name.
    public List<Role> list() {
        List<Role> all = new ArrayList<>(Role.BUILT_IN);
        database.with(RoleTable::list).stream()
                .filter(role -> !BUILT_IN.containsKey(role.name()))
                .forEach(all::add);
        return all;
    }

    /// Makes a role, or changes what it permits; whoever has it may do so at once.
    ///
    /// @throws ProblemException `role.invalid`, `role.built-in`
    public Role define(String name, String description, Set<Permission> permissions, Actor actor) {
        refuseBuiltIn(name);
        if (!NAME.matcher(name).matches()) {
            throw new ProblemException(
                    "role.invalid",
                    "A role's name is 2 to 50 small letters, digits and hyphens, and begins with a letter");
        }
        if (description.length() > LONGEST_DESCRIPTION) {
            throw new ProblemException(
                    "role.invalid", "A role's description has at most " + LONGEST_DESCRIPTION + " characters");
        }
        var role = new Role(name, description, permissions, false);
        change(handle -> {
            RoleTable.put(handle, role);
            events.append(
                    handle,
                    new Event(
                            "role.change",
                            actor,
                            Json.object().put("role", name).put("permissions", Permission.words(permissions))));
        });
        return role;
    }

    /// Removes a role that nobody has.
    ///
    /// @throws ProblemException `role.unknown`, `role.built-in`, `role.in-use`
    public void remove(String name, Actor actor) {
        refuseBuiltIn(name);
        change(handle -> {
            RoleTable.holder(handle, name).ifPresent(holder -> {
                throw new ProblemException(
                        "role.in-use", "'%s' has the role '%s'; take it from everybody first".formatted(holder, name));
            });
            if (!RoleTable.remove(handle, name)) {
                throw new ProblemException("role.unknown", "There is no role '" + name + "'");
            }
            events.append(handle, new Event("role.remove", actor, Json.object().put("role", name)));
        });
    }

    private static void refuseBuiltIn(String name) {
        if (BUILT_IN.containsKey(name)) {
            throw new ProblemException(
                    "role.built-in", "The role '" + name + "' comes with the program and stays as it is; make another");
        }
    }

    private void change(java.util.function.Consumer<Handle> work) {
        database.useTransaction(handle -> {
            work.accept(handle);
            Notifications.tell(handle, CHANNEL, "");
        });
        events.appended();
        reload();
    }

    private void reload() {
        Map<String, Role> roles = byName(database.with(RoleTable::list));
        roles.putAll(BUILT_IN);
        known.set(roles);
    }

    private static Map<String, Role> byName(List<Role> roles) {
        return roles.stream().collect(Collectors.toMap(Role::name, Function.identity()));
    }

    @Override
    public void close() {
        notifications.close();
    }
}
