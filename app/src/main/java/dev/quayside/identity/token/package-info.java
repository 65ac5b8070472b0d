/// Bearer tokens: those of an issuer outside and those of our own, checked by one path.
@NullMarked
package dev.quayside.identity.token;

import org.jspecify.annotations.NullMarked;
