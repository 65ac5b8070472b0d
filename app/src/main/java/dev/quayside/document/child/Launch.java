package dev.quayside.document.child;

import java.nio.file.Path;
import java.util.List;

/// How a kind of children is started. Immutable.
///
/// @param kind for people: `documents`
/// @param memoryBytes the heap of the JVM
/// @param main the class whose `main` runs a [ChildLoop]
/// @param arguments its arguments, before the child's folder
/// @param readable files and folders that it needs besides the JDK, the class path and those of the system
/// @param tasks after how many tasks a child is replaced, because libraries leak
public record Launch(
        String kind, long memoryBytes, Class<?> main, List<String> arguments, List<Path> readable, int tasks) {
    public Launch {
        arguments = List.copyOf(arguments);
        readable = List.copyOf(readable);
    }
}
