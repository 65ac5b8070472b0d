package dev.quayside.document.queue;

import tools.jackson.databind.node.ObjectNode;

/// What a worker says of a piece of work.
public sealed interface Report {
    /// The file was made.
    ///
    /// @param key where it lies in the bucket
    record Converted(String key) implements Report {}

    /// Something was found out.
    ///
    /// @param answer in the fields of the step
    record Found(ObjectNode answer) implements Report {}

    /// It did not work.
    ///
    /// @param code a problem's, if the worker knows them; else empty
    record Failure(String code, String message) implements Report {}
}
