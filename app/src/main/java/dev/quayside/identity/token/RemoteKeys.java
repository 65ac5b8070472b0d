package dev.quayside.identity.token;

import dev.quayside.identity.token.VerificationKey.KeySet;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The keys that an issuer publishes at an address (JWKS), kept for ten minutes.
///
/// A key that is not among them has them fetched anew, at most once in 30 seconds whatever the tokens say; one
/// thread fetches, those whose key is not known wait for it. While the issuer is silent the keys that are known go
/// on to be used. The address comes from the settings; redirects are not followed. Safe for several threads.
final class RemoteKeys implements KeySource, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteKeys.class);
    private static final Duration GOOD_FOR = Duration.ofMinutes(10);
    private static final Duration BETWEEN_FETCHES = Duration.ofSeconds(30);
    /// Nothing is known at all: every request fails until the issuer answers.
    private static final Duration BETWEEN_FIRST_FETCHES = Duration.ofSeconds(5);

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final long MOST_BYTES = 1 << 20;

    private final URI address;
    private final InstantSource clock;
    private final HttpClient client;
    private final ReentrantLock fetching = new ReentrantLock();
    private final AtomicReference<Known> known = new AtomicReference<>(new Known(KeySet.NONE, null, null, false));

    /// What is known of the issuer.
    ///
    /// @param fetched when the keys came; null if they never did
    /// @param tried when they were asked for last; null if never
    /// @param failed whether that failed
    private record Known(
            KeySet keys,
            @org.jspecify.annotations.Nullable Instant fetched,
            @org.jspecify.annotations.Nullable Instant tried,
            boolean failed) {
        /// Whether it is time to ask for `keyId`, or for all of them.
        boolean askAgain(String keyId, Instant now) {
            if (tried == null) {
                return true;
            }
            Duration between = fetched == null ? BETWEEN_FIRST_FETCHES : BETWEEN_FETCHES;
            boolean wanted = fetched == null || keys.find(keyId).isEmpty() || !now.isBefore(fetched.plus(GOOD_FOR));
            return wanted && !now.isBefore(tried.plus(between));
        }
    }

    RemoteKeys(URI address, InstantSource clock) {
        this.address = address;
        this.clock = clock;
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    @Override
    public Lookup find(String keyId) {
        Known current = known.get();
        if (current.askAgain(keyId, clock.instant())) {
            current = fetchOnce(keyId);
        }
        List<VerificationKey> keys = current.keys().find(keyId);
        if (!keys.isEmpty()) {
            return new Lookup.Found(keys);
        }
        return current.failed() ? new Lookup.Unreachable() : new Lookup.Unknown();
    }

    /// While one thread fetches, those whose key is known go on with it, and the others wait.
    private Known fetchOnce(String keyId) {
        if (known.get().keys().find(keyId).isEmpty()) {
            fetching.lock();
        } else if (!fetching.tryLock()) {
            return known.get();
        }
        try {
            Known current = known.get();
            Instant now = clock.instant();
            if (!current.askAgain(keyId, now)) {
                return current;
            }
            Known next;
            try {
                next = new Known(VerificationKey.parse(download()), now, now, false);
            } catch (IOException | ParseException e) {
                LOG.warn(
                        "The keys of the token issuer cannot be fetched from {}: {}; those known are used, and tried again in {} s",
                        address,
                        e.getMessage(),
                        BETWEEN_FETCHES.toSeconds());
                next = new Known(current.keys(), current.fetched(), now, true);
            }
            known.set(next);
            return next;
        } finally {
            fetching.unlock();
        }
    }

    private String download() throws IOException {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(TIMEOUT)
                .header("Accept", "application/json")
                .build();
        // The request's own time limit ends with the head of the answer; this one holds for all of it.
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
        try {
            HttpResponse<byte[]> response = answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw new IOException("status " + response.statusCode());
            }
            return new String(response.body(), StandardCharsets.UTF_8);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        } catch (TimeoutException e) {
            throw new IOException("no answer in " + TIMEOUT.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            answer.cancel(true);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
