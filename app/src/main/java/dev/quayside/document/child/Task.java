package dev.quayside.document.child;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// One thing for a child to do. Immutable, except for the order, which nobody else may change.
///
/// @param input the file to work on; the child gets a copy
/// @param inputName what the copy is called in the child's folder: `in.docx`
/// @param order what to do, in the words of whoever runs the [ChildLoop]
/// @param result where the file goes that the child makes, if it makes one; what was there is replaced
/// @param resultName what the child calls it: `out.pdf`
/// @param deadline from the moment the child begins
public record Task(
        Path input, String inputName, ObjectNode order, Optional<Path> result, String resultName, Duration deadline) {}
