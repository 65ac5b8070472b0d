package dev.quayside.benchmarks;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// One connection of a client that costs next to nothing, so that the server is what is measured: HTTP/1.1, kept alive,
/// answers with a `Content-Length` only. One thread at a time.
final class LeanHttp implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    /// An answer.
    ///
    /// @param cookies as the server sets them
    record Answer(int status, String body, List<String> cookies) {
        /// A cookie as a client sends it back: `name=value`.
        String cookie(String name) throws IOException {
            for (String cookie : cookies) {
                if (cookie.startsWith(name + "=")) {
                    return cookie.split(";", 2)[0];
                }
            }
            throw new IOException("the answer has no cookie " + name + ": " + status + " " + body);
        }
    }

    LeanHttp(URI server) throws IOException {
        this(server, PATIENCE);
    }

    /// @param patience with an answer
    LeanHttp(URI server, Duration patience) throws IOException {
        socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
        socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), Math.toIntExact(PATIENCE.toMillis()));
        in = new BufferedInputStream(socket.getInputStream(), 16 << 10);
        out = socket.getOutputStream();
    }

    /// The bytes of a request, made once and sent often.
    static byte[] request(URI server, String method, String path, Map<String, String> headers, String body) {
        StringBuilder head = new StringBuilder(method)
                .append(' ')
                .append(path)
                .append(" HTTP/1.1\r\nHost: ")
                .append(server.getAuthority())
                .append("\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        if (!body.isEmpty()) {
            head.append("Content-Length: ")
                    .append(body.getBytes(StandardCharsets.UTF_8).length)
                    .append("\r\n");
        }
        return (head + "\r\n" + body).getBytes(StandardCharsets.UTF_8);
    }

    /// Sends a request and reads its answer.
    Answer exchange(byte[] request) throws IOException {
        send(request, 0, request.length);
        return answer();
    }

    /// Sends a part of a request.
    void send(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        out.flush();
    }

    /// Reads the answer to what was sent.
    Answer answer() throws IOException {
        int status = Integer.parseInt(line().split(" ", 3)[1]);
        int length = 0;
        List<String> cookies = List.of();
        for (String line = line(); !line.isEmpty(); line = line()) {
            String field = line.toLowerCase(Locale.ROOT);
            if (field.startsWith("content-length:")) {
                length = Integer.parseInt(field.substring(15).strip());
            } else if (field.startsWith("set-cookie:")) {
                cookies = new ArrayList<>(cookies);
                cookies.add(line.substring(11).strip());
            } else if (field.startsWith("transfer-encoding:")) {
                throw new IOException("an answer without a length: " + line);
            }
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new IOException("the answer was cut off");
        }
        return new Answer(status, new String(body, StandardCharsets.UTF_8), cookies);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(80);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the server closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            return; // it is gone, which was wanted
        }
    }
}
