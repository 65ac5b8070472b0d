package dev.quayside.http.server;

import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.compression.gzip.GzipCompression;
import org.eclipse.jetty.compression.server.CompressionConfig;
import org.eclipse.jetty.compression.server.CompressionHandler;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.CrossOriginHandler;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Listens, and carries requests between Jetty and the [Router]; the only class that puts Jetty together.
///
/// Every request has a virtual thread of its own. Safe for several threads.
public final class Edge implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Edge.class);

    /// Bytes a second that the body of a request has to bring at least, lest it hold its thread for ever.
    private static final long SLOWEST_BODY = 200;

    /// How long it may come as it likes.
    private static final Duration ANY_PACE = Duration.ofSeconds(30);

    private static final int GZIP_FROM_BYTES = 1_024;

    /// How long a stop leaves connections open on which nothing is under way.
    private static final long IDLE_AT_STOP_MILLIS = 100;

    /// Texts that clients send over a socket.
    private static final int LONGEST_MESSAGE = 1 << 20;

    /// Proxies cut connections that are silent for a minute; pings keep sockets alive, and find those that are dead.
    private static final Duration PING = Duration.ofSeconds(25);

    private static final Duration SOCKET_SILENCE = Duration.ofSeconds(80);

    private final ServerSettings settings;
    private final Server server;
    private final ServerWebSocketContainer sockets;
    private final ScheduledExecutorService pings = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("socket-pings").factory());

    /// @param figures told how long every request took
    public Edge(ServerSettings settings, Router router, MeterRegistry figures) {
        this.settings = settings;
        var threads = new QueuedThreadPool(32, 4);
        threads.setName("http");
        threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server = new Server(threads);
        sockets = ServerWebSocketContainer.ensure(server);
        sockets.setIdleTimeout(SOCKET_SILENCE);
        sockets.setMaxTextMessageSize(LONGEST_MESSAGE);
        sockets.setInputBufferSize(1_024);
        sockets.setOutputBufferSize(1_024);

        Exchanges exchanges = new Exchanges(router, sockets, settings, figures);
        server.setHandler(
                new GracefulHandler(crossOrigin(compressing(new MinimumPace(exchanges, SLOWEST_BODY, ANY_PACE)))));
        server.setErrorHandler(new Refusals(router));
        server.setStopTimeout(settings.stopPatience().toMillis());
        Stream.concat(Stream.of(settings.port()), settings.morePorts().stream())
                .forEach(port -> server.addConnector(connector(port)));
        server.addBean(new NetworkConnectionLimit(settings.maxConnections(), server));
    }

    private ServerConnector connector(int port) {
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(settings.maxHeaderBytes());
        var connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(settings.host());
        connector.setPort(port);
        connector.setIdleTimeout(settings.idleTimeout().toMillis());
        connector.setShutdownIdleTimeout(IDLE_AT_STOP_MILLIS);
        connector.setAcceptQueueSize(1_024);
        connector.setReuseAddress(true);
        return connector;
    }

    /// Compresses what is asked for and worth it; streams are left alone, or they would wait for their own ends.
    private static Handler compressing(Handler next) {
        var gzip = new GzipCompression();
        gzip.setMinCompressSize(GZIP_FROM_BYTES);
        var compression = new CompressionHandler(next);
        compression.putCompression(gzip);
        compression.putConfiguration(
                "/*",
                CompressionConfig.builder()
                        .compressIncludeMimeType("application/json")
                        .compressIncludeMimeType("application/problem+json")
                        .compressIncludeMimeType("text/html")
                        .compressIncludeMimeType("text/css")
                        .compressIncludeMimeType("text/plain")
                        .compressIncludeMimeType("text/javascript")
                        .compressIncludeMimeType("image/svg+xml")
                        .compressExcludePath("/files/content/*") // parts of a file would be parts of something else
                        .compressExcludePath("/api/v1/files/*")
                        .decompressExcludePath("/*")
                        .build());
        return compression;
    }

    private Handler crossOrigin(Handler next) {
        if (settings.corsOrigins().isEmpty()) {
            return next;
        }
        var cors = new CrossOriginHandler();
        cors.setAllowedOriginPatterns(
                settings.corsOrigins().stream().map(Pattern::quote).collect(Collectors.toSet()));
        cors.setAllowCredentials(true);
        cors.setAllowedMethods(Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"));
        cors.setAllowedHeaders(Set.of("*"));
        cors.setExposedHeaders(Set.of(
                "ETag",
                "Location",
                "Retry-After",
                "X-Request-ID",
                "Link",
                "Content-Disposition",
                "Content-Location",
                "Tus-Resumable",
                "Upload-Expires",
                "Upload-Length",
                "Upload-Offset"));
        cors.setDeliverPreflightRequests(false);
        cors.setDeliverNonAllowedOriginWebSocketUpgradeRequests(true); // ours among them; the router decides
        cors.setHandler(next);
        return cors;
    }

    /// Begins to listen.
    ///
    /// @throws ProblemException `server.address` if an address cannot be had
    public void start() {
        try {
            server.start();
        } catch (Exception e) {
            close();
            throw new ProblemException(
                    new Problem(
                            "server.address",
                            "The server cannot listen on " + settings.host() + ", port "
                                    + Stream.concat(Stream.of(settings.port()), settings.morePorts().stream())
                                            .map(String::valueOf)
                                            .collect(Collectors.joining(", "))
                                    + ": " + rootMessage(e) + ". Choose another with --port or PORT"),
                    e);
        }
        LOG.info("Listening on {}", address());
        var _ = pings.scheduleWithFixedDelay(this::ping, PING.toMillis(), PING.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    /// The port that is listened to.
    public int port() {
        return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }

    /// Where a client on this machine reaches the server.
    public URI address() {
        String host = Set.of("0.0.0.0", "::", "[::]").contains(settings.host()) ? "127.0.0.1" : settings.host();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port());
    }

    /// How many WebSockets are open.
    public int openSockets() {
        return sockets.getOpenSessions().size();
    }

    private void ping() {
        for (Session session : List.copyOf(sockets.getOpenSessions())) {
            session.sendPing(ByteBuffer.allocate(0), Callback.NOOP);
        }
    }

    /// Stops: accepts nothing more, lets requests under way end, then closes what is left. May be called twice.
    @Override
    public void close() {
        pings.shutdownNow();
        try {
            server.stop();
        } catch (Exception e) {
            LOG.warn("The server did not stop in an orderly way: {}", e.toString());
        }
    }
}
