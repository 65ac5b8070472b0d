package dev.quayside.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which server a command is about. One thread at a time, while the command line is read.
public final class ServerOptions {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${env:QUAYSIDE_DATA:-./data}",
            description = "where the data lies (QUAYSIDE_DATA; default: ./data)")
    private Path data = Path.of("data");

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "where the server listens, 0 for any free port (PORT; default: 8000)")
    private @Nullable Integer port;

    /// The data folder, absolute.
    public Path data() {
        return data.toAbsolutePath().normalize();
    }

    /// The port; 0 lets the system choose a free one; null for what the settings say.
    public @Nullable Integer port() {
        return port;
    }
}
