package dev.quayside.identity.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.sun.net.httpserver.HttpServer;
import dev.quayside.identity.token.KeySource.Lookup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RemoteKeysTest {
    private static final JWK FIRST = Forge.ec("first");
    private static final JWK SECOND = Forge.ec("second");

    private final TestClock clock = new TestClock();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicReference<Answer> answer = new AtomicReference<>(keys(FIRST));
    private HttpServer server;
    private RemoteKeys keys;

    private record Answer(int status, String body, CountDownLatch gate) {}

    private static Answer keys(JWK... keys) {
        return new Answer(200, new JWKSet(List.of(keys)).toString(), new CountDownLatch(0));
    }

    private static Answer status(int status) {
        return new Answer(status, "", new CountDownLatch(0));
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            Answer now = answer.get();
            try {
                now.gate().await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            byte[] body = now.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Location", "/elsewhere");
            exchange.sendResponseHeaders(now.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        keys = new RemoteKeys(
                URI.create("http://localhost:" + server.getAddress().getPort() + "/jwks.json"), clock);
    }

    @AfterEach
    void stop() {
        answer.get().gate().countDown();
        keys.close();
        server.stop(0);
    }

    private Class<?> find(String id) {
        return keys.find(id).getClass();
    }

    @Test
    void keysAreFetchedOnceInTenMinutes() {
        for (int i = 0; i < 100; i++) {
            assertThat(find("first")).isEqualTo(Lookup.Found.class);
        }
        assertThat(asked).hasValue(1);

        clock.pass(Duration.ofSeconds(599));
        find("first");
        assertThat(asked).hasValue(1);

        clock.pass(Duration.ofSeconds(1));
        find("first");
        assertThat(asked).hasValue(2);
    }

    @Test
    void anUnknownKeyIsAskedForOnceInThirtySeconds() {
        find("first");
        answer.set(keys(FIRST, SECOND));
        for (int i = 0; i < 100; i++) {
            assertThat(find("second")).isEqualTo(Lookup.Unknown.class);
        }
        assertThat(asked).hasValue(1);

        clock.pass(Duration.ofSeconds(30));

        assertThat(find("second")).isEqualTo(Lookup.Found.class);
        assertThat(find("junk")).isEqualTo(Lookup.Unknown.class);
        assertThat(asked).hasValue(2);
    }

    @Test
    void aKeyThatTheIssuerTookBackIsForgotten() {
        find("first");
        answer.set(keys(SECOND));
        clock.pass(Duration.ofMinutes(10));

        assertThat(find("first")).isEqualTo(Lookup.Unknown.class);
    }

    @Test
    void manyWhoWaitForTheSameKeysCostOneRequest() throws Exception {
        var gate = new CountDownLatch(1);
        answer.set(new Answer(200, new JWKSet(FIRST).toString(), gate));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Class<?>>> found = java.util.stream.IntStream.range(0, 50)
                    .mapToObj(_ -> threads.submit((Callable<Class<?>>) () -> find("first")))
                    .toList();
            dev.quayside.testing.Await.until("the server was asked", () -> asked.get() == 1);
            gate.countDown();

            for (Future<Class<?>> each : found) {
                assertThat(each.get()).isEqualTo(Lookup.Found.class);
            }
        }
        assertThat(asked).hasValue(1);
    }

    @Test
    void aKnownKeyDoesNotWaitForASlowIssuer() throws Exception {
        find("first");
        var gate = new CountDownLatch(1);
        answer.set(new Answer(200, new JWKSet(FIRST).toString(), gate));
        clock.pass(Duration.ofMinutes(10));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Class<?>> slow = threads.submit((Callable<Class<?>>) () -> find("first"));
            dev.quayside.testing.Await.until("the server was asked again", () -> asked.get() == 2);

            assertThat(find("first")).isEqualTo(Lookup.Found.class);
            assertThat(slow.isDone()).isFalse();

            gate.countDown();
            assertThat(slow.get()).isEqualTo(Lookup.Found.class);
        }
    }

    @Test
    void knownKeysAreUsedWhileTheIssuerIsSilent() {
        find("first");
        answer.set(status(500));
        clock.pass(Duration.ofHours(3));

        assertThat(find("first")).isEqualTo(Lookup.Found.class);
        assertThat(find("second")).isEqualTo(Lookup.Unreachable.class);
        assertThat(asked).as("one attempt in 30 seconds, also when it fails").hasValue(2);

        answer.set(keys(SECOND));
        clock.pass(Duration.ofSeconds(30));
        assertThat(find("second")).isEqualTo(Lookup.Found.class);
        assertThat(find("first")).isEqualTo(Lookup.Unknown.class);
    }

    @Test
    void withoutAnyKeyTheIssuerIsAskedAgainSoon() {
        answer.set(status(503));
        assertThat(find("first")).isEqualTo(Lookup.Unreachable.class);
        assertThat(find("first")).isEqualTo(Lookup.Unreachable.class);
        assertThat(asked).hasValue(1);

        answer.set(keys(FIRST));
        clock.pass(Duration.ofSeconds(5));

        assertThat(find("first")).isEqualTo(Lookup.Found.class);
    }

    @Test
    void whatIsNoKeySetIsNotBelieved() {
        for (Answer bad : List.of(
                status(302),
                status(404),
                new Answer(200, "<html>", new CountDownLatch(0)),
                new Answer(200, "[]", new CountDownLatch(0)),
                new Answer(200, "{\"keys\":7}", new CountDownLatch(0)),
                new Answer(200, "{\"keys\":[" + " ".repeat(1 << 20) + "]}", new CountDownLatch(0)))) {
            answer.set(bad);
            clock.pass(Duration.ofSeconds(30));
            int before = asked.get();

            assertThat(find("first")).as("status %d", bad.status()).isEqualTo(Lookup.Unreachable.class);
            assertThat(asked).as("no redirect is followed").hasValue(before + 1);
        }
    }

    @Test
    void oneUnusableKeyDoesNotHideTheOthers() {
        String first = FIRST.toPublicJWK().toJSONString();
        answer.set(new Answer(
                200,
                "{\"keys\":[{\"kty\":\"EC\",\"kid\":\"odd\",\"crv\":\"P-999\",\"x\":\"AA\",\"y\":\"AA\"},"
                        + "{\"kty\":\"oct\",\"kid\":\"shared\",\"k\":\"c2VjcmV0\"},{\"kty\":\"NEW\",\"kid\":\"n\"},7,"
                        + first
                        + "]}",
                new CountDownLatch(0)));

        assertThat(find("first")).isEqualTo(Lookup.Found.class);
        assertThat(find("shared")).isEqualTo(Lookup.Unknown.class);
    }
}
