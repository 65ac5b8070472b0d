package dev.quayside.http.server;

import dev.quayside.base.Uuids;
import dev.quayside.http.message.Body;
import dev.quayside.http.message.Forwarded;
import dev.quayside.http.message.Headers;
import dev.quayside.http.message.HttpError;
import dev.quayside.http.message.Method;
import dev.quayside.http.message.Query;
import dev.quayside.http.message.Request;
import dev.quayside.http.message.Response;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns Jetty's requests into ours and our answers into Jetty's. Safe for several threads.
final class Exchanges extends Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(Exchanges.class);
    private static final Pattern GOOD_ID = Pattern.compile("[A-Za-z0-9._:-]{1,100}");
    private static final String REQUEST_ID = "X-Request-ID";

    private record Figure(Method method, String route, int status) {}

    /// For what is no page: should a browser show it as one all the same, nothing in it runs.
    private static final String NO_PAGE = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'";

    private final Router router;
    private final ServerWebSocketContainer sockets;
    private final ServerSettings settings;
    private final MeterRegistry figures;
    private final Map<Figure, Timer> timers = new ConcurrentHashMap<>();

    Exchanges(Router router, ServerWebSocketContainer sockets, ServerSettings settings, MeterRegistry figures) {
        this.router = router;
        this.sockets = sockets;
        this.settings = settings;
        this.figures = figures;
    }

    @Override
    public boolean handle(
            org.eclipse.jetty.server.Request in, org.eclipse.jetty.server.Response out, Callback callback) {
        long began = System.nanoTime();
        in.addIdleTimeoutListener(_ -> false); // asked only while nobody reads or writes: it is we who are busy
        Request request = request(in);
        Router.Match match = router.match(request);
        Route route = match.route();
        Function<Request, Conversation> talks = route == null ? null : route.talks();
        if (talks != null && "websocket".equalsIgnoreCase(in.getHeaders().get("Upgrade"))) {
            Optional<Response> refusal = router.refuseUpgrade(request);
            if (refusal.isPresent()) {
                send(request, refusal.get(), out, callback);
                return true;
            }
            return upgrade(request.with(match.variables()), talks, in, out, callback);
        }
        Response response = unsupported(request) ? router.refuse(request, encoded()) : router.answer(request, match);
        time(request, route, response.status(), System.nanoTime() - began);
        send(request, response, out, callback);
        return true;
    }

    /// Compressed bodies would have to be bounded a second time.
    private static boolean unsupported(Request request) {
        return request.headers()
                .find("Content-Encoding")
                .filter(encoding -> !encoding.equalsIgnoreCase("identity"))
                .isPresent();
    }

    private static HttpError encoded() {
        return new HttpError(415, "request.encoding", "Compressed request bodies are not taken; send it as it is")
                .with("Accept-Encoding", "identity");
    }

    private Request request(org.eclipse.jetty.server.Request in) {
        Map<String, List<String>> fields = new HashMap<>();
        for (HttpField field : in.getHeaders()) {
            fields.computeIfAbsent(field.getName(), _ -> new ArrayList<>(1)).add(String.valueOf(field.getValue()));
        }
        Headers headers = Headers.copyOf(fields);
        String query = in.getHttpURI().getQuery();
        String id = headers.find(REQUEST_ID)
                .filter(given -> GOOD_ID.matcher(given).matches())
                .orElseGet(() -> Uuids.next().toString());
        return new Request(
                id,
                method(in.getMethod()),
                org.eclipse.jetty.server.Request.getPathInContext(in),
                Map.of(),
                query == null ? Map.of() : Query.parse(query),
                headers,
                new Body(org.eclipse.jetty.server.Request.asInputStream(in), settings.maxBodyBytes()),
                address(in, headers),
                null);
    }

    private String address(org.eclipse.jetty.server.Request in, Headers headers) {
        String address = org.eclipse.jetty.server.Request.getRemoteAddr(in);
        return settings.trustForwarded() ? Forwarded.address(headers).orElse(address) : address;
    }

    private static Method method(String name) {
        try {
            return Method.valueOf(name);
        } catch (IllegalArgumentException e) {
            return Method.OTHER;
        }
    }

    private boolean upgrade(
            Request request,
            Function<Request, Conversation> talks,
            org.eclipse.jetty.server.Request in,
            org.eclipse.jetty.server.Response out,
            Callback callback) {
        return sockets.upgrade(
                (_, answer, _) -> {
                    answer.setExtensions(List.of()); // compression costs tens of kilobytes a socket
                    return new JettySocket(talks.apply(request));
                },
                in,
                out,
                callback);
    }

    private static void byDefault(HttpFields.Mutable fields, String name, String value) {
        if (!fields.contains(name)) {
            fields.put(name, value);
        }
    }

    private static void send(
            Request request, Response response, org.eclipse.jetty.server.Response out, Callback callback) {
        out.setStatus(response.status());
        HttpFields.Mutable fields = out.getHeaders();
        response.headers().fields().forEach((name, values) -> values.forEach(value -> fields.add(name, value)));
        fields.put(REQUEST_ID, request.id());
        fields.put("X-Content-Type-Options", "nosniff");
        byDefault(fields, "Cache-Control", "no-cache");
        byDefault(fields, "Content-Security-Policy", NO_PAGE);
        byDefault(fields, "Referrer-Policy", "no-referrer");
        boolean head = request.method() == Method.HEAD;
        switch (response.content()) {
            case Response.Content.Bytes content -> {
                if (request.headers().find("Expect").isEmpty()) { // who waits for our consent sends nothing
                    request.body().drain();
                }
                byte[] bytes = content.array();
                if (response.status() != 204 && response.status() != 304) {
                    fields.put("Content-Length", bytes.length);
                }
                out.write(true, ByteBuffer.wrap(head ? new byte[0] : bytes), callback);
            }
            case Response.Content.Written(Response.Writer writer) -> {
                if (head) {
                    out.write(true, ByteBuffer.allocate(0), callback);
                } else {
                    write(request, writer, out, callback);
                }
            }
        }
    }

    private static void write(
            Request request, Response.Writer writer, org.eclipse.jetty.server.Response out, Callback callback) {
        @Nullable Throwable failure = null;
        try (OutputStream stream = Content.Sink.asOutputStream(out)) {
            writer.write(stream);
        } catch (IOException e) {
            LOG.debug("{} stopped listening: {}", request.path(), e.toString());
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("{} {} failed in the middle of its answer", request.method(), request.path(), e);
            failure = e;
        }
        if (failure == null) {
            callback.succeeded();
        } else {
            callback.failed(failure);
        }
    }

    private void time(Request request, @Nullable Route route, int status, long nanos) {
        var figure = new Figure(request.method(), route == null ? "none" : route.path(), status);
        timers.computeIfAbsent(figure, this::timer).record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(Figure figure) {
        return Timer.builder("quayside.http.requests")
                .description("Requests answered, by route and status")
                .tag("method", figure.method().name().toLowerCase(Locale.ROOT))
                .tag("route", figure.route())
                .tag("status", String.valueOf(figure.status()))
                .register(figures);
    }
}
