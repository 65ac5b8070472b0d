package dev.quayside.document.convert;

import com.sun.star.connection.XConnection;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/// The wire to a LibreOffice: a Unix socket, because behind walls there is no network, not even to the machine itself.
/// Safe for one reader and one writer at a time.
final class OfficePipe implements XConnection {
    private final SocketChannel channel;

    private OfficePipe(SocketChannel channel) {
        this.channel = channel;
    }

    static OfficePipe connect(Path socket) throws IOException {
        return new OfficePipe(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    }

    @Override
    public int read(byte[][] into, int count) throws com.sun.star.io.IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count);
        try {
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                // until there are as many as asked for, or no more come
            }
        } catch (IOException e) {
            throw failed(e);
        }
        into[0] = java.util.Arrays.copyOf(buffer.array(), buffer.position());
        return buffer.position();
    }

    @Override
    public void write(byte[] bytes) throws com.sun.star.io.IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void flush() {
        // Nothing is kept back.
    }

    @Override
    public void close() throws com.sun.star.io.IOException {
        try {
            channel.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public String getDescription() {
        return "pipe";
    }

    private static com.sun.star.io.IOException failed(IOException cause) {
        return new com.sun.star.io.IOException(String.valueOf(cause.getMessage()));
    }
}
