package dev.quayside.cli;

import dev.quayside.workflow.run.Runs;
import dev.quayside.workflow.store.Workflows;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The running program, as far as commands use it.
public interface Program extends AutoCloseable {
    /// How commands get at the program: the stage that puts it together comes after this one.
    @FunctionalInterface
    interface Opener {
        /// Starts the program on a data folder.
        ///
        /// @param port where to listen, for a server; null for what the settings say
        /// @throws dev.quayside.base.ProblemException if it cannot start; nothing is left running then
        Program open(Path data, @Nullable Integer port, Purpose purpose) throws InterruptedException;
    }

    /// What the program is started for.
    enum Purpose {
        /// Serve until told to stop.
        SERVE,
        /// Carry out one command; where a server is there already, leave the work to it.
        COMMAND,
        /// As `COMMAND`, on a folder of its own and with requests to this machine allowed.
        DEMO
    }

    Runs runs();

    Workflows workflows();

    /// Whether runs are left to a server that is there already.
    boolean guest();

    /// Where the program is reached; empty if it does not listen.
    Optional<URI> address();

    /// The address by which somebody becomes the first administrator, good once; empty if there is one, or the program
    /// does not listen.
    Optional<URI> invitation();

    /// The database's address, its password masked.
    String databaseAddress();

    @Override
    void close();
}
