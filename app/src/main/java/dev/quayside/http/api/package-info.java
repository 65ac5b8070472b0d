/// What the API offers: the routes of each feature, and the bodies that they take and give.
@NullMarked
package dev.quayside.http.api;

import org.jspecify.annotations.NullMarked;
