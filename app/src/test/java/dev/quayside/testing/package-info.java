/// What tests of several packages share.
@NullMarked
package dev.quayside.testing;

import org.jspecify.annotations.NullMarked;
