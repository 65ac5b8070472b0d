/// The second factor: codes of an authenticator, their QR, and recovery codes.
@NullMarked
package dev.quayside.identity.factor;

import org.jspecify.annotations.NullMarked;
