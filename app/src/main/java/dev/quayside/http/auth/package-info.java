/// Who calls: credentials of requests, checked.
@NullMarked
package dev.quayside.http.auth;

import org.jspecify.annotations.NullMarked;
