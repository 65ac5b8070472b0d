package dev.quayside.identity.token;

import dev.quayside.base.Pause;
import dev.quayside.base.ProblemException;
import dev.quayside.database.Database;
import dev.quayside.database.Notifications;
import dev.quayside.identity.token.VerificationKey.KeySet;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What this server has in memory to check our own tokens without asking the database: the public keys and the tokens
/// that were taken back.
///
/// Read anew when a server tells of a change, after the connection that listens was away, for a key that is not known
/// (at most once a second), and every minute in any case. Before [#start] no token of ours is accepted. Safe for
/// several threads.
public final class TokenState implements AutoCloseable {
    static final String CHANNEL = "quayside_tokens";

    private static final Logger LOG = LoggerFactory.getLogger(TokenState.class);
    private static final Duration SAFETY = Duration.ofSeconds(60);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);
    private static final Duration BETWEEN_QUESTIONS = Duration.ofSeconds(1);

    private final Database database;
    private final TokenSettings settings;
    private final InstantSource clock;
    private final Pause pause;
    private final Notifications notifications;
    private final Thread poller;
    private final ReentrantLock reading = new ReentrantLock();
    private final AtomicReference<Known> known = new AtomicReference<>(Known.NOTHING);

    /// @param asked when an unknown key made us look
    private record Known(String issuer, List<String> published, KeySet keys, Set<String> revoked, Instant asked) {
        static final Known NOTHING = new Known("", List.of(), KeySet.NONE, Set.of(), Instant.MIN);

        Known {
            published = List.copyOf(published);
            revoked = Set.copyOf(revoked);
        }
    }

    public TokenState(Database database, TokenSettings settings, InstantSource clock, Pause pause) {
        this.database = database;
        this.settings = settings;
        this.clock = clock;
        this.pause = pause;
        notifications = new Notifications(database, Map.of(CHANNEL, _ -> reload()), this::reload, pause);
        poller = Thread.ofVirtual().name("token-state").unstarted(this::poll);
    }

    /// Reads keys and revocations, and follows them from now on.
    public void start() {
        reload();
        notifications.start();
        poller.start();
    }

    /// What our tokens have in `iss`: the setting `auth.issuer`, else a name made of the installation's id, which stays
    /// when the address or the port changes.
    ///
    /// @throws IllegalStateException before [#start]
    public String issuer() {
        Known current = known.get();
        if (current.issuer().isEmpty()) {
            throw new IllegalStateException("the tokens' state is not started");
        }
        return current.issuer();
    }

    /// Our public keys, each a JWK.
    List<String> published() {
        return known.get().published();
    }

    /// Our own issuer, as the verifier wants it.
    TrustedIssuer trusted() {
        return new TrustedIssuer(
                issuer(),
                OwnIssuer.AUDIENCE,
                Set.of(SigningAlgorithm.ES256),
                this::find,
                Duration.ZERO,
                this::isRevoked);
    }

    /// Reads anew what the database holds now.
    void reload() {
        reading.lock();
        try {
            Instant now = clock.instant();
            Known before = known.get();
            known.set(database.with(handle -> {
                List<String> published = SigningKeyTable.published(handle, now);
                return new Known(
                        settings.name().orElseGet(() -> "urn:quayside:" + SigningKeyTable.installation(handle)),
                        published,
                        keys(published),
                        IssuedTokenTable.revoked(handle, now),
                        before.asked());
            }));
        } finally {
            reading.unlock();
        }
    }

    private boolean isRevoked(String id) {
        return known.get().revoked().contains(id);
    }

    private KeySource.Lookup find(String keyId) {
        List<VerificationKey> keys = known.get().keys().find(keyId);
        if (keys.isEmpty()) {
            keys = ask(keyId);
        }
        return keys.isEmpty() ? new KeySource.Lookup.Unknown() : new KeySource.Lookup.Found(keys);
    }

    /// A key may be so new that nobody has told of it yet.
    private List<VerificationKey> ask(String keyId) {
        Instant now = clock.instant();
        Known current = known.get();
        boolean soon = current.asked().isAfter(now.minus(BETWEEN_QUESTIONS));
        if (soon
                || !known.compareAndSet(
                        current,
                        new Known(current.issuer(), current.published(), current.keys(), current.revoked(), now))) {
            return current.keys().find(keyId);
        }
        try {
            reload();
        } catch (ProblemException e) {
            LOG.debug("Not looked for a new key", e);
        }
        return known.get().keys().find(keyId);
    }

    private void poll() {
        try {
            while (true) {
                pause.sleep(SAFETY);
                try {
                    reload();
                } catch (ProblemException | JdbiException e) {
                    if (poller.isInterrupted()) {
                        return;
                    }
                    LOG.warn(
                            "Revoked tokens were not looked for ({}); tried again in {} s",
                            e.getMessage(),
                            SAFETY.toSeconds());
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private static KeySet keys(List<String> published) {
        try {
            return VerificationKey.parse("{\"keys\":[" + String.join(",", published) + "]}");
        } catch (ParseException e) {
            throw new IllegalStateException("the public keys in the database are damaged", e);
        }
    }

    @Override
    public void close() {
        notifications.close();
        poller.interrupt();
        try {
            if (poller.isAlive()) {
                poller.join(STOP_PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
