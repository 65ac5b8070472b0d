/// What the API can do, one class of routes for each feature.
@NullMarked
package dev.quayside.http.api;

import org.jspecify.annotations.NullMarked;
