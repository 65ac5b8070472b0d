package dev.quayside.cli;

import java.nio.file.Path;

/// Plays the starts that are to be fast, while the JVM writes down the classes they use.
@FunctionalInterface
public interface Training {
    /// Plays them once.
    ///
    /// @param data an empty folder for whatever a server needs; it is deleted afterwards
    /// @throws Exception if a start fails; the build then goes on without the cache
    void play(Path data) throws Exception;
}
