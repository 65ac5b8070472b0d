package dev.quayside.action.http;

import dev.quayside.base.ProblemException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.StringRequestContent;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/// Sends single requests: no cookies, no redirects, no decompression, no proxies, connections only to addresses that
/// the guard passed. Safe for several threads.
final class Wire implements AutoCloseable {
    private static final int MAX_HEADER_BYTES = 64 * 1_024;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(15);

    private final AddressGuard guard;
    private final HttpClient client;

    Wire(AddressGuard guard) {
        this.guard = guard;
        var connector = new ClientConnector();
        connector.setSelectors(1);
        this.client = new HttpClient(new HttpClientTransportOverHTTP(connector));
    }

    void start() {
        client.setName("http-step");
        client.setExecutor(new VirtualThreadPool());
        client.setFollowRedirects(false);
        client.setHttpCookieStore(new HttpCookieStore.Empty());
        client.setUserAgentField(new HttpField(HttpHeader.USER_AGENT, "Quayside"));
        client.setMaxResponseHeadersSize(MAX_HEADER_BYTES);
        client.setMaxRequestHeadersSize(MAX_HEADER_BYTES);
        client.setConnectTimeout(CONNECT_TIMEOUT.toMillis());
        client.setIdleTimeout(IDLE_TIMEOUT.toMillis());
        client.setDestinationIdleTimeout(IDLE_TIMEOUT.toMillis());
        client.setSocketAddressResolver(this::resolve);
        LifeCycle.start(client);
        client.getProtocolHandlers().clear();
        client.getContentDecoderFactories().clear();
    }

    @Override
    public void close() {
        LifeCycle.stop(client);
    }

    /// Sends `order` and takes the answer in, whatever its status.
    ///
    /// @param left how much time there is
    /// @throws ExecutionException with what went wrong as its cause
    /// @throws InterruptedException if the calling thread was interrupted; the connection is closed then
    Answer send(Order order, Duration left) throws ExecutionException, InterruptedException {
        Request request = client.newRequest(order.address().uri())
                .method(order.method())
                .idleTimeout(left.toMillis(), TimeUnit.MILLISECONDS)
                .timeout(left.toMillis(), TimeUnit.MILLISECONDS)
                .headers(fields -> order.headers().forEach(fields::put));
        String body = order.body();
        if (body != null) {
            request.body(new StringRequestContent(order.headers().get("content-type"), body, StandardCharsets.UTF_8));
        }
        var receiver = new Receiver(order.maxBytes());
        request.send(receiver);
        try {
            return receiver.answer().get();
        } catch (InterruptedException cancelled) {
            CompletableFuture<Boolean> _ = request.abort(cancelled);
            throw cancelled;
        }
    }

    /// The only way to an address: on a thread of its own, because looking a name up blocks.
    private void resolve(String host, int port, Map<String, Object> context, Promise<List<InetSocketAddress>> promise) {
        Thread.ofVirtual().name("http-step-resolve").start(() -> {
            List<InetSocketAddress> addresses;
            try {
                addresses = guard.check(host, port).stream()
                        .map(address -> new InetSocketAddress(address, port))
                        .toList();
            } catch (ProblemException refused) {
                promise.failed(refused);
                return;
            }
            promise.succeeded(addresses);
        });
    }
}
