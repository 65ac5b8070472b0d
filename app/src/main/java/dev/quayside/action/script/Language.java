package dev.quayside.action.script;

import java.nio.file.Path;
import java.util.List;

/// How the worker of a language is started.
interface Language {
    /// As in `language` of a step.
    String name();

    /// The worker's command, before any walls.
    ///
    /// @throws dev.quayside.base.ProblemException if what it needs is not installed
    List<String> command();

    /// Files and folders that the worker needs besides those of the system.
    List<Path> readable();
}
