package dev.quayside;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Passes bytes between clients and a server, and cuts the connection once when so many have passed.
final class CutRelay implements AutoCloseable {
    private final URI server;
    private final ServerSocket door;
    private final AtomicLong toServer = new AtomicLong(Long.MAX_VALUE);
    private final AtomicLong toClient = new AtomicLong(Long.MAX_VALUE);
    private final AtomicInteger cuts = new AtomicInteger();

    CutRelay(URI server) {
        this.server = server;
        try {
            door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.startVirtualThread(this::accept);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + door.getLocalPort());
    }

    /// Cuts a connection once after so many more bytes of clients.
    void cutSendingAfter(long bytes) {
        toServer.set(bytes);
    }

    /// Cuts a connection once after so many more bytes of the server.
    void cutAnswersAfter(long bytes) {
        toClient.set(bytes);
    }

    int cuts() {
        return cuts.get();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                Socket there = new Socket(server.getHost(), server.getPort());
                Thread.startVirtualThread(() -> pass(client, there, toServer));
                Thread.startVirtualThread(() -> pass(there, client, toClient));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void pass(Socket from, Socket to, AtomicLong left) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[8 << 10];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (left.addAndGet(-n) < 0) {
                    left.set(Long.MAX_VALUE);
                    int _ = cuts.incrementAndGet();
                    return;
                }
                out.write(buffer, 0, n);
            }
        } catch (IOException over) {
            // The other direction has closed both.
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}
