/// Logins that last: sessions behind a cookie, and devices that are known.
@NullMarked
package dev.quayside.identity.session;

import org.jspecify.annotations.NullMarked;
