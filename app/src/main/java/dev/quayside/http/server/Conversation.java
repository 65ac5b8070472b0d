package dev.quayside.http.server;

/// The server's side of one WebSocket. Its methods are called one at a time, on threads that may not be blocked for
/// long; whoever has more to do starts a thread.
public interface Conversation {
    /// The socket is open.
    void opened(Socket socket);

    /// A text came.
    default void received(String text) {}

    /// The socket is closed, by whomever; called once, after which nothing can be sent.
    default void closed() {}
}
