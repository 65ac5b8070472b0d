/// Passwords: how they are hashed, and which are good enough.
@NullMarked
package dev.quayside.identity.password;

import org.jspecify.annotations.NullMarked;
