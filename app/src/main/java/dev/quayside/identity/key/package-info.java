/// API keys: what programs show instead of logging in.
@NullMarked
package dev.quayside.identity.key;

import org.jspecify.annotations.NullMarked;
