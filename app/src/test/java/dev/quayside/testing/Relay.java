package dev.quayside.testing;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicBoolean;

/// A network between clients and a server on this machine, which can hold answers back, and go away. Safe for several
/// threads.
public final class Relay implements AutoCloseable {
    private final int server;
    private final ServerSocket listening;
    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean away = new AtomicBoolean();
    private final AtomicBoolean holding = new AtomicBoolean();
    private final Phaser releases = new Phaser(1);

    /// @param server the port that it leads to
    public Relay(int server) {
        this.server = server;
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        Thread.startVirtualThread(this::accept);
    }

    /// Where clients reach it.
    public int port() {
        return listening.getLocalPort();
    }

    /// Lets no answer through until [#release].
    public void holdAnswers() {
        holding.set(true);
    }

    public void release() {
        holding.set(false);
        var _ = releases.arrive();
    }

    /// Breaks all connections, and new ones as well until [#back].
    public void goAway() {
        away.set(true);
        open.forEach(Relay::close);
    }

    public void back() {
        away.set(false);
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                open.add(client);
                if (away.get()) {
                    close(client);
                } else {
                    Socket there = new Socket(InetAddress.getLoopbackAddress(), server);
                    open.add(there);
                    Thread.startVirtualThread(() -> pump(client, there, false));
                    Thread.startVirtualThread(() -> pump(there, client, true));
                }
            }
        } catch (IOException closed) {
            open.forEach(Relay::close);
        }
    }

    private void pump(Socket from, Socket to, boolean answers) {
        byte[] buffer = new byte[65_536];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                int phase = releases.getPhase();
                if (answers && holding.get()) {
                    var _ = releases.awaitAdvance(phase);
                }
                out.write(buffer, 0, n);
            }
        } catch (IOException gone) {
            close(to);
        }
    }

    private static void close(Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        release();
        close(listening);
    }
}
