/// People who use the product: registration, login, second factor, what they may.
@NullMarked
package dev.quayside.identity.account;

import org.jspecify.annotations.NullMarked;
