/// Roles: named sets of permissions.
@NullMarked
package dev.quayside.identity.role;

import org.jspecify.annotations.NullMarked;
