/// What the API can do: one class of routes for each feature. They translate between requests and the features, and do
/// nothing else.
@NullMarked
package dev.quayside.http.api;

import org.jspecify.annotations.NullMarked;
