package dev.quayside.http.live;

import dev.quayside.base.Json;
import dev.quayside.testing.Required;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/// Clients that share no code with the server: programs in Python.
final class Clients implements AutoCloseable {
    private static final List<String> PYTHONS = List.of("/usr/bin/python3", "python3");

    private final Process process;
    private final BufferedReader lines;

    private Clients(Process process) {
        this.process = process;
        this.lines = process.inputReader(StandardCharsets.UTF_8);
        CompletableFuture.delayedExecutor(2, TimeUnit.MINUTES)
                .execute(process::destroyForcibly); // it hears nothing more
    }

    /// Connections of python3-websockets, alike.
    ///
    /// @param take after so many messages a client leaves; 0 for never
    static Clients sockets(int count, int take, String url) throws IOException, InterruptedException {
        return start("ws_follow.py", List.of(String.valueOf(count), String.valueOf(take), url));
    }

    /// A reader of server-sent events.
    static Clients events(int port, String path, String... headers) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(String.valueOf(port), path));
        arguments.addAll(List.of(headers));
        return start("sse_follow.py", arguments);
    }

    private static Clients start(String script, List<String> arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(python(), file(script).toString()));
        line.addAll(arguments);
        return new Clients(new ProcessBuilder(line)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    private static Path file(String script) {
        try {
            return Path.of(Clients.class.getResource("/live/" + script).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A Python that has the library.
    private static String python() throws InterruptedException {
        for (String python : PYTHONS) {
            if (hasLibrary(python)) {
                return python;
            }
        }
        Required.that(false, "python3 with websockets (apt install python3-websockets)");
        return "";
    }

    private static boolean hasLibrary(String python) throws InterruptedException {
        try {
            Process tried = new ProcessBuilder(python, "-c", "import websockets")
                    .redirectErrorStream(true)
                    .start();
            try (InputStream said = tried.getInputStream()) {
                said.transferTo(OutputStream.nullOutputStream());
            }
            return tried.waitFor() == 0;
        } catch (IOException e) {
            return false; // there is no such program
        }
    }

    /// The next line.
    JsonNode next() throws IOException {
        String line = lines.readLine();
        if (line == null) {
            throw new AssertionError("the client has ended");
        }
        return Json.parse(line);
    }

    /// All lines up to the client's end.
    List<JsonNode> rest() {
        return lines.lines().map(Json::parse).toList();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
