/// Steps without a domain: `transform`, `condition`, `branch`, `delay`, and, in packages below, `http` and `script`.
/// [Actions] offers them all.
@NullMarked
package dev.quayside.action;

import org.jspecify.annotations.NullMarked;
