package dev.quayside.identity.account;

import dev.quayside.identity.Permission;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// What the roles that come with the program permit; others permit nothing. Immutable.
public final class BuiltInRoles implements Function<Set<String>, Set<Permission>> {
    public static final String ADMINISTRATOR = "administrator";
    public static final String USER = "user";

    private static final Map<String, Set<Permission>> ROLES =
            Map.of(ADMINISTRATOR, Permission.all(), USER, Set.of(Permission.READ_FILES, Permission.WRITE_FILES));

    @Override
    public Set<Permission> apply(Set<String> roles) {
        Set<Permission> permissions = EnumSet.noneOf(Permission.class);
        roles.forEach(role -> permissions.addAll(ROLES.getOrDefault(role, Set.of())));
        return permissions;
    }
}
