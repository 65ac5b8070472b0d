package dev.quayside.action.script;

import java.nio.file.Path;
import java.util.List;

/// How the workers of a language are started.
interface Language {
    /// As in `language` of a step.
    String name();

    /// Finds what is needed to start a worker.
    ///
    /// @throws dev.quayside.base.ProblemException if it is not installed
    Launch launch() throws InterruptedException;

    /// A worker's command, before any walls.
    ///
    /// @param readable files and folders that it needs besides those of the system
    record Launch(List<String> command, List<Path> readable) {
        public Launch {
            command = List.copyOf(command);
            readable = List.copyOf(readable);
        }
    }
}
