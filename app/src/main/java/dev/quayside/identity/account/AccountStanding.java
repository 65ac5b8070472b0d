package dev.quayside.identity.account;

import dev.quayside.identity.Permission;
import dev.quayside.identity.Standing;
import dev.quayside.identity.role.Roles;
import java.util.Optional;
import java.util.UUID;

/// What accounts say about their owners now. Safe for several threads.
record AccountStanding(Users users, Roles roles) implements Standing {
    @Override
    public Optional<String> refusal(String subject, Permission permission) {
        Optional<UUID> account = User.account(subject);
        if (account.isEmpty()) {
            return Optional.empty();
        }
        User user = users.find(account.get()).orElse(null);
        if (user == null) {
            return Optional.of(subject + ", and there is no such account any more");
        }
        if (user.disabled() != null) {
            return Optional.of("'" + user.username() + "', whose account is disabled");
        }
        return roles.permissions(user.roles()).contains(permission)
                ? Optional.empty()
                : Optional.of("'" + user.username() + "', who does not have the permission " + permission);
    }
}
