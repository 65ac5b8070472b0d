package dev.quayside.http.server;

import java.io.IOException;

/// A WebSocket, as the server's side uses it. Safe for several threads.
public interface Socket {
    /// Closed as agreed. Source of this and the following numbers: RFC 6455, section 7.4.1.
    int NORMAL = 1000;

    /// The server goes away.
    int GOING_AWAY = 1001;

    /// The client broke a rule of the server, such as who may talk.
    int POLICY = 1008;

    /// Something went wrong here.
    int ERROR = 1011;

    /// Try again later. Source: IANA's registry of close codes.
    int TRY_AGAIN = 1013;

    /// Sends a text; returns when it has left, so that a client that reads slowly holds its sender up and no memory.
    ///
    /// @throws IOException if the socket is closed, or the client did not take the text in time: it is closed then
    void send(String text) throws IOException, InterruptedException;

    /// Closes; nothing is sent after it. Does nothing on a closed socket.
    ///
    /// @param reason at most 120 bytes of text; longer ones are cut
    void close(int code, String reason);

    boolean open();
}
