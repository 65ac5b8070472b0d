package dev.quayside.identity.role;

import dev.quayside.identity.Permission;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Roles that an installation made, as rows of the table `role`.
final class RoleTable {
    private RoleTable() {}

    static List<Role> list(Handle handle) {
        return handle.createQuery("select name, description, permissions from role order by name")
                .map((row, _) -> new Role(
                        row.getString("name"),
                        row.getString("description"),
                        Permission.known(
                                List.of((String[]) row.getArray("permissions").getArray())),
                        false))
                .list();
    }

    static void put(Handle handle, Role role) {
        handle.createUpdate("""
                        insert into role (name, description, permissions)
                        values (:name, :description, string_to_array(:permissions, ' '))
                        on conflict (name) do update
                           set description = excluded.description, permissions = excluded.permissions
                        """)
                .bind("name", role.name())
                .bind("description", role.description())
                .bind("permissions", Permission.words(role.permissions()))
                .execute();
    }

    /// Removes it, if it is there.
    ///
    /// @return whether it was
    static boolean remove(Handle handle, String name) {
        return handle.createUpdate("delete from role where name = :name")
                        .bind("name", name)
                        .execute()
                == 1;
    }

    /// Somebody who has a role.
    static Optional<String> holder(Handle handle, String name) {
        return handle.createQuery("select username from account where :name = any (roles) limit 1")
                .bind("name", name)
                .mapTo(String.class)
                .findOne();
    }
}
