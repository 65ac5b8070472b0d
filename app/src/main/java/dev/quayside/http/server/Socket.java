package dev.quayside.http.server;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

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

    /// How long a client may take nothing before it is given up.
    Duration PATIENCE = Duration.ofSeconds(20);

    /// Sends a text; returns when it has left, so that a client that reads slowly holds its sender up and no memory.
    ///
    /// @throws IOException if the socket is closed, or the client did not take the text in time: it is closed then
    default void send(String text) throws IOException, InterruptedException {
        if (!send(List.of(text), PATIENCE)) {
            cut(TRY_AGAIN, "you took nothing for " + PATIENCE.toSeconds() + " seconds");
            throw new IOException("the client took nothing for " + PATIENCE.toSeconds() + " seconds");
        }
    }

    /// Sends texts one after the other; returns when all have left.
    ///
    /// @return false if that took longer than `patience`: nothing more can be sent then, and the caller calls
    ///     [#cut]
    /// @throws IOException if the socket is closed
    boolean send(List<String> texts, Duration patience) throws IOException, InterruptedException;

    /// Closes; nothing is sent after it. Does nothing on a closed socket.
    ///
    /// @param reason at most 120 bytes of text; longer ones are cut
    void close(int code, String reason);

    /// As [#close], for a client that takes nothing any more: after a moment the connection ends whether or not the
    /// client has heard why.
    void cut(int code, String reason);

    boolean open();
}
