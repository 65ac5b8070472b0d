/// Requests and answers as values, without a socket: what routes take and give.
@NullMarked
package dev.quayside.http.message;

import org.jspecify.annotations.NullMarked;
