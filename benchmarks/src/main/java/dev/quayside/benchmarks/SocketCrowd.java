package dev.quayside.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/// Many WebSockets in one process and one thread: connects, reads what comes, counts it. Its own implementation of
/// as much of RFC 6455 as that takes.
///
/// Commands come on the standard input: `open COUNT RUN,RUN...` and `hear TEXT` and `ended`; each is answered by a
/// line.
public final class SocketCrowd {
    /// Connections under way at once while the crowd comes together.
    private static final int AT_ONCE = 200;

    private final int port;
    private final Selector selector;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(256 << 10);
    private final List<Member> members = new ArrayList<>();
    private int ready;
    private int heard;
    private int ended;
    private byte[] text = new byte[0];

    /// One WebSocket: how far its stream was read.
    private static final class Member {
        private byte[] rest = new byte[0];
        private boolean upgraded;
        private boolean heard;
        private boolean ended;
        private boolean closed;
        private int completed;
    }

    private SocketCrowd(int port) throws IOException {
        this.port = port;
        this.selector = Selector.open();
    }

    /// Obeys commands until the standard input ends.
    ///
    /// @param arguments the port
    public static void main(String... arguments) throws IOException {
        var crowd = new SocketCrowd(Integer.parseInt(arguments[0]));
        var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            String[] words = line.split(" ", 3);
            switch (words[0]) {
                case "open" -> crowd.open(Integer.parseInt(words[1]), List.of(words[2].split(",")));
                case "hear" -> crowd.hear(line.substring(5));
                default -> crowd.end(Integer.parseInt(words[1]));
            }
        }
    }

    private void open(int count, List<String> runs) throws IOException {
        for (int i = 0; i < count; i++) {
            var channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            String request = "GET /ws/executions/" + runs.get(i % runs.size()) + "/logs HTTP/1.1\r\nHost: a\r\n"
                    + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
            channel.configureBlocking(false);
            var member = new Member();
            members.add(member);
            SelectionKey _ = channel.register(selector, SelectionKey.OP_READ, member);
            while (members.size() - ready > AT_ONCE) {
                read();
            }
        }
        while (ready < members.size()) {
            read();
        }
        System.out.println("open " + ready);
    }

    /// Until every member has heard a message with that text.
    private void hear(String wanted) throws IOException {
        text = wanted.getBytes(StandardCharsets.UTF_8);
        while (heard < members.size()) {
            read();
        }
        System.out.println("heard " + heard);
    }

    /// Until every member was told that its run is over.
    private void end(int lines) throws IOException {
        while (ended < members.size()) {
            read();
        }
        long complete = members.stream()
                .filter(member -> member.completed == lines + 2) // the items, their step, and the one before
                .count();
        System.out.println("ended " + complete);
    }

    private void read() throws IOException {
        int _ = selector.select(1_000);
        for (SelectionKey key : selector.selectedKeys()) {
            Member member = (Member) key.attachment();
            buffer.clear();
            if (((SocketChannel) key.channel()).read(buffer) < 0) {
                key.cancel();
                key.channel().close();
                continue;
            }
            buffer.flip();
            byte[] bytes = new byte[member.rest.length + buffer.remaining()];
            System.arraycopy(member.rest, 0, bytes, 0, member.rest.length);
            buffer.get(bytes, member.rest.length, buffer.remaining());
            int used = take(member, bytes);
            member.rest = Arrays.copyOfRange(bytes, used, bytes.length);
            if (member.closed) {
                key.channel().close();
            }
        }
        selector.selectedKeys().clear();
    }

    /// Takes whole messages in; tells how many bytes they were.
    private int take(Member member, byte[] bytes) {
        int at = 0;
        if (!member.upgraded) {
            at = find(bytes, 0, bytes.length, "\r\n\r\n".getBytes(StandardCharsets.US_ASCII)) + 4;
            if (at < 4) {
                return 0;
            }
            member.upgraded = true;
        }
        while (bytes.length - at >= 2) {
            int head = 2;
            int length = bytes[at + 1] & 0x7F;
            if (length == 126) {
                head = 4;
                if (bytes.length - at < head) {
                    break;
                }
                length = ((bytes[at + 2] & 0xFF) << 8) | (bytes[at + 3] & 0xFF);
            } else if (length == 127) {
                throw new IllegalStateException("a message of more than 64 kB");
            }
            if (bytes.length - at < head + length) {
                break;
            }
            if ((bytes[at] & 0x0F) == 1) {
                message(member, bytes, at + head, at + head + length);
            }
            member.closed |= (bytes[at] & 0x0F) == 8;
            at += head + length;
        }
        return at;
    }

    private void message(Member member, byte[] bytes, int from, int to) {
        String type = new String(bytes, from, Math.min(30, to - from), StandardCharsets.US_ASCII);
        if (type.startsWith("{\"type\":\"info\"")) {
            ready++;
        } else if (type.startsWith("{\"type\":\"step_completed\"")) {
            member.completed++;
        } else if (type.startsWith("{\"type\":\"run_completed\"") && !member.ended) {
            member.ended = true;
            ended++;
        }
        if (text.length > 0 && !member.heard && find(bytes, from, to, text) >= 0) {
            member.heard = true;
            heard++;
        }
    }

    private static int find(byte[] bytes, int from, int to, byte[] wanted) {
        for (int i = from; i <= to - wanted.length; i++) {
            if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }

    /// A crowd in a process of its own, which ends with this one. One thread at a time.
    record Remote(Process process, BufferedReader answers, PrintWriter commands) implements AutoCloseable {
        static Remote start(int port) throws IOException {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:+UseSerialGC",
                            "-Xmx512m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            SocketCrowd.class.getName(),
                            String.valueOf(port))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return new Remote(
                    process,
                    process.inputReader(StandardCharsets.UTF_8),
                    new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true));
        }

        void open(int count, List<UUID> runs) throws IOException {
            List<String> ids = runs.stream().map(UUID::toString).toList();
            int _ = ask("open " + count + " " + String.join(",", ids));
        }

        void awaitAllHeard(String text) throws IOException {
            int _ = ask("hear " + text);
        }

        /// Waits for the end of all; tells how many heard of so many completed steps.
        int awaitAllEnded(int lines) throws IOException {
            return ask("ended " + lines);
        }

        private int ask(String command) throws IOException {
            commands.println(command);
            String answer = answers.readLine();
            if (answer == null) {
                throw new IOException("the crowd has gone away");
            }
            return Integer.parseInt(answer.substring(answer.indexOf(' ') + 1));
        }

        @Override
        public void close() {
            process.destroy();
        }
    }
}
