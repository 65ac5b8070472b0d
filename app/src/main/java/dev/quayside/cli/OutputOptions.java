package dev.quayside.cli;

import picocli.CommandLine.Option;

/// How a command speaks: the options that all commands share. One thread at a time, while the command line is read.
public final class OutputOptions {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "json or table (default: table)")
    private Format format = Format.TABLE;

    @Option(names = "--no-color", description = "write no colours (also when NO_COLOR is set)")
    private boolean noColor;

    @Option(names = "--quiet", description = "write no progress")
    private boolean quiet;

    @Option(names = "--verbose", description = "show where an error comes from")
    private boolean verbose;

    /// The forms of a result.
    enum Format {
        JSON,
        TABLE
    }

    /// Whether results are to be JSON.
    public boolean json() {
        return format == Format.JSON;
    }

    /// Whether colours are allowed, as far as the options say.
    public boolean color() {
        return !noColor && System.getenv("NO_COLOR") == null;
    }

    public boolean quiet() {
        return quiet;
    }

    boolean verbose() {
        return verbose;
    }
}
