package dev.quayside.action.script.javascript;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.SynchronousQueue;
import org.graalvm.polyglot.Engine;

/// Runs scripts that arrive on standard input, one after the other, each in a context of its own. Ends when standard
/// input does. The frames are those of `dev.quayside.action.script.Frame`.
public final class JavaScriptWorker {
    /// What a frame begins with, once its kind is known.
    private static final int FRAME_BYTES = 65_536;

    private final DataOutputStream answers;
    private final Engine engine;
    private final SynchronousQueue<Order> orders = new SynchronousQueue<>();

    private JavaScriptWorker(DataOutputStream answers, Engine engine) {
        this.answers = answers;
        this.engine = engine;
    }

    /// One script with its bounds.
    ///
    /// @param payload `{"code", "input"}` in JSON
    record Order(String payload, long millis, long memoryBytes, long outputBytes) {}

    /// The process's entry; takes no arguments.
    ///
    /// @throws Exception if the wire to the server breaks; the process ends then
    public static void main(String[] arguments) throws Exception {
        var input = new DataInputStream(new FileInputStream(FileDescriptor.in));
        var answers = new DataOutputStream(new FileOutputStream(FileDescriptor.out));
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        Engine engine = Engine.newBuilder("js")
                .out(OutputStream.nullOutputStream())
                .err(OutputStream.nullOutputStream())
                .option("engine.WarnInterpreterOnly", "false")
                .build();
        var worker = new JavaScriptWorker(answers, engine);
        Thread.ofPlatform().daemon().name("orders").start(() -> worker.listen(input));
        worker.warmUp();
        worker.frame('H', new byte[0]);
        worker.serve();
    }

    /// Sends one frame; a long text goes as several.
    void frame(char kind, byte[] data) throws IOException {
        synchronized (answers) {
            byte[] whole = new byte[5 + data.length];
            java.nio.ByteBuffer.wrap(whole).put((byte) kind).putInt(data.length).put(data);
            for (int sent = 0; sent < whole.length; sent += FRAME_BYTES) {
                answers.write(whole, sent, Math.min(FRAME_BYTES, whole.length - sent));
            }
            answers.flush();
        }
    }

    private void serve() throws IOException, InterruptedException {
        while (true) {
            Order order = orders.take();
            try (var script = new Script(engine, order, this)) {
                String result = script.run();
                frame('R', result.getBytes(StandardCharsets.UTF_8));
                frame('X', script.report().getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /// Loads what every script needs, so that the first one need not wait for it.
    private void warmUp() {
        var order = new Order(
                "{\"code\":\"var output = input.a.map(x => ({b: x}))\",\"input\":{\"a\":[1]}}",
                60_000,
                1L << 40,
                1_000);
        for (int i = 0; i < 3; i++) {
            try (var script = new Script(engine, order, this)) {
                script.run();
            }
        }
    }

    private void listen(DataInputStream input) {
        try {
            while (true) {
                int length = input.readInt();
                long millis = input.readLong();
                long memory = input.readLong();
                long output = input.readLong();
                byte[] payload = input.readNBytes(length);
                if (payload.length < length) {
                    throw new EOFException();
                }
                orders.put(new Order(new String(payload, StandardCharsets.UTF_8), millis, memory, output));
            }
        } catch (IOException | InterruptedException _) {
            Runtime.getRuntime().halt(0);
        }
    }
}
