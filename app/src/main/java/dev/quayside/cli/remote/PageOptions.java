package dev.quayside.cli.remote;

import picocli.CommandLine.Option;

/// Which part of a list. One thread at a time, while the command line is read.
public final class PageOptions {
    @Option(names = "--skip", paramLabel = "N", description = "how many to leave out, from the newest (default: 0)")
    private int skip;

    @Option(names = "--limit", paramLabel = "N", description = "most to show, at most 100 (default: 20)")
    private int limit = 20;

    public String query() {
        return "skip=" + skip + "&limit=" + limit;
    }
}
