package dev.quayside.http.message;

/// The request methods that routes may have. HEAD is answered wherever GET is.
public enum Method {
    GET,
    HEAD,
    POST,
    PUT,
    PATCH,
    DELETE,
    OPTIONS,
    /// Any other; no route has it.
    OTHER
}
