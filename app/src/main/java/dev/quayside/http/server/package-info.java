/// The edge: requests come in as values, handlers are functions from [Request] to [Response], and one place turns every
/// refusal into the error body that its part of the API promises. Only [Edge] knows the HTTP library.
@NullMarked
package dev.quayside.http.server;

import org.jspecify.annotations.NullMarked;
