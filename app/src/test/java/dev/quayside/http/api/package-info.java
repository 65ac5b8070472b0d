@NullMarked
package dev.quayside.http.api;

import org.jspecify.annotations.NullMarked;
