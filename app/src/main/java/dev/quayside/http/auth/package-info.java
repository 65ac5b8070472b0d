/// Who calls: credentials of requests, made into callers.
@NullMarked
package dev.quayside.http.auth;

import org.jspecify.annotations.NullMarked;
