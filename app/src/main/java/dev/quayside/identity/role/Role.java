package dev.quayside.identity.role;

import dev.quayside.identity.Permission;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// What somebody who has it may do. Immutable.
///
/// @param name small letters, digits and hyphens
/// @param builtIn whether it comes with the program, and cannot be changed
public record Role(String name, String description, Set<Permission> permissions, boolean builtIn) {
    /// May do everything.
    public static final String ADMINISTRATOR = "administrator";

    /// What everybody gets who registers.
    public static final String USER = "user";

    static final List<Role> BUILT_IN = List.of(
            builtIn(ADMINISTRATOR, "May do everything", EnumSet.allOf(Permission.class)),
            builtIn(
                    "developer",
                    "Writes workflows and runs them",
                    EnumSet.complementOf(EnumSet.of(Permission.ADMIN_ACCESS, Permission.MANAGE_CONNECTORS))),
            builtIn(
                    "operator",
                    "Runs what others wrote: executions, connectors, dispatch",
                    EnumSet.of(
                            Permission.READ_WORKFLOWS,
                            Permission.EXECUTE_WORKFLOWS,
                            Permission.READ_EXECUTIONS,
                            Permission.CANCEL_EXECUTIONS,
                            Permission.READ_LOGS,
                            Permission.READ_FILES,
                            Permission.WRITE_FILES,
                            Permission.MANAGE_CONNECTORS,
                            Permission.READ_DISPATCH,
                            Permission.WRITE_DISPATCH)),
            builtIn(
                    "viewer",
                    "Looks and changes nothing",
                    EnumSet.of(
                            Permission.READ_WORKFLOWS,
                            Permission.READ_EXECUTIONS,
                            Permission.READ_LOGS,
                            Permission.READ_FILES,
                            Permission.READ_DISPATCH)),
            builtIn(
                    USER,
                    "Keeps files of their own, and works on them",
                    EnumSet.of(Permission.READ_FILES, Permission.WRITE_FILES)));

    public Role {
        permissions = Set.copyOf(permissions);
    }

    private static Role builtIn(String name, String description, Set<Permission> permissions) {
        return new Role(name, description, permissions, true);
    }
}
