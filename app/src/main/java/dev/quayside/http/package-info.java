/// The edge: what is served, and to whom. [dev.quayside.http.Web] puts it together.
@NullMarked
package dev.quayside.http;

import org.jspecify.annotations.NullMarked;
