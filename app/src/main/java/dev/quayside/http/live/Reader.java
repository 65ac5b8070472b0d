package dev.quayside.http.live;

/// Somebody who follows a feed. Called on any thread; must not block.
interface Reader {
    /// There are further lines, or the server stops: look.
    void ring();

    /// The server stops and has waited long enough: let go of the client at once.
    void abort();
}
