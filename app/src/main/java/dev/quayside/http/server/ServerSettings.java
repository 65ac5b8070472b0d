package dev.quayside.http.server;

import java.time.Duration;
import java.util.List;

/// Where and how the server listens.
///
/// @param port 0 lets the system choose a free one
/// @param morePorts the same, on further ports
/// @param idleTimeout how long a connection may be silent before it is closed
/// @param maxHeaderBytes of a request's first line and header fields
/// @param maxBodyBytes of a body that is read as a whole
/// @param maxConnections at once; further ones wait until one is closed
/// @param trustForwarded whether a proxy in front says who the client is (`Forwarded`, `X-Forwarded-For`)
/// @param corsOrigins whose pages may call, as `https://app.example.com`
/// @param stopPatience how long a stop waits for requests under way
public record ServerSettings(
        String host,
        int port,
        List<Integer> morePorts,
        Duration idleTimeout,
        int maxHeaderBytes,
        int maxBodyBytes,
        int maxConnections,
        boolean trustForwarded,
        List<String> corsOrigins,
        Duration stopPatience) {
    /// What applies where nothing is set.
    public static final ServerSettings DEFAULT = new ServerSettings(
            "127.0.0.1",
            8000,
            List.of(),
            Duration.ofSeconds(30),
            16 << 10,
            10 << 20,
            20_000,
            false,
            List.of("http://localhost:3000", "http://localhost:8000"),
            Duration.ofSeconds(30));

    public ServerSettings {
        morePorts = List.copyOf(morePorts);
        corsOrigins = List.copyOf(corsOrigins);
        checkPort(port);
        morePorts.forEach(ServerSettings::checkPort);
        if (maxHeaderBytes < 1_024) {
            throw new IllegalArgumentException("server.max-header-bytes must be at least 1024, was " + maxHeaderBytes);
        }
        for (String origin : corsOrigins) {
            if (!origin.matches("https?://[^/*]+")) {
                throw new IllegalArgumentException(
                        "server.cors-origins must be origins, as https://app.example.com, but one is '" + origin + "'");
            }
        }
    }

    private static void checkPort(int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("server.port must be 0 to 65535, was " + port);
        }
    }

    /// The same on another port.
    public ServerSettings withPort(int other) {
        return new ServerSettings(
                host,
                other,
                morePorts,
                idleTimeout,
                maxHeaderBytes,
                maxBodyBytes,
                maxConnections,
                trustForwarded,
                corsOrigins,
                stopPatience);
    }
}
