/// The installation's secret, the keys derived from it, and what is sealed with them.
@NullMarked
package dev.quayside.secret;

import org.jspecify.annotations.NullMarked;
