package dev.quayside.http.file;

import dev.quayside.http.message.InvalidRequest;
import dev.quayside.http.message.Request;
import dev.quayside.http.message.Violation;
import java.util.List;

/// The number of a file in a path.
final class FileIds {
    private FileIds() {}

    /// @throws InvalidRequest if it is no number
    static long of(Request request) {
        try {
            return Long.parseLong(request.variable("file_id"));
        } catch (NumberFormatException e) {
            throw new InvalidRequest(List.of(new Violation(
                    List.of("path", "file_id"),
                    "Input should be a valid integer, unable to parse string as an integer",
                    "int_parsing",
                    null)));
        }
    }
}
