package dev.quayside.identity.session;

import dev.quayside.base.Pause;
import dev.quayside.base.Uuids;
import dev.quayside.database.Database;
import dev.quayside.database.Notifications;
import dev.quayside.event.Actor;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/// The sessions of people: a random secret in a cookie, everything else here.
///
/// A session is checked in memory; what ends one is told to all servers by a notification, and to this one at once.
/// A notification that is lost costs up to a minute. Its use is written at most once an hour. Whoever changes sessions
/// or what they show of an account in a transaction calls [#changed] in it and [#forget] after it. Safe for several
/// threads.
public final class Sessions implements AutoCloseable {
    static final String CHANNEL = "quayside_sessions";

    private static final int MOST_IN_MEMORY = 20_000;
    private static final int TOKEN_BYTES = 32;
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final Database database;
    private final SessionSettings settings;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final SessionCache cache = new SessionCache(MOST_IN_MEMORY);
    private final Notifications notifications;

    public Sessions(Database database, SessionSettings settings, InstantSource clock, Pause pause) {
        this.database = database;
        this.settings = settings;
        this.clock = clock;
        notifications = new Notifications(
                database, Map.of(CHANNEL, account -> cache.forget(UUID.fromString(account))), cache::forgetAll, pause);
    }

    /// Follows what other servers end.
    public void start() {
        notifications.start();
    }

    /// How long a session lasts without use.
    public Duration idle() {
        return settings.idle();
    }

    /// The session that a cookie stands for; empty if it ended, or its owner was disabled.
    public Optional<Session> find(String token) {
        if (!TOKEN.matcher(token).matches()) {
            return Optional.empty();
        }
        byte[] hash = hash(token);
        SessionCache.Key key = SessionCache.Key.of(hash);
        Instant now = clock.instant();
        return cache.find(key, now, () -> database.with(handle -> SessionTable.find(handle, hash)))
                .filter(session -> lasts(session, now))
                .map(session -> used(key, session, now));
    }

    private boolean lasts(Session session, Instant now) {
        return now.isBefore(session.seen().plus(settings.idle()))
                && now.isBefore(session.created().plus(settings.limit()));
    }

    private Session used(SessionCache.Key key, Session session, Instant now) {
        if (now.isBefore(session.seen().plus(settings.grain()))) {
            return session;
        }
        database.use(handle -> SessionTable.touch(handle, session.id(), now));
        Session used = session.seenAt(now);
        cache.used(key, used);
        return used;
    }

    /// Opens a session.
    ///
    /// @param factor whether its owner proved a second factor
    public Session.Opened open(Handle handle, UUID account, boolean factor, Actor client) {
        UUID id = Uuids.next();
        String token = token();
        SessionTable.add(handle, id, hash(token), account, factor, client, clock.instant());
        return new Session.Opened(id, token);
    }

    /// Gives a session a new secret, since its owner proved anew who they are; the old one is dead.
    public Optional<Session.Opened> renew(Handle handle, Session session, boolean factor) {
        String token = token();
        return SessionTable.renew(handle, session.id(), hash(token), factor, clock.instant())
                ? Optional.of(new Session.Opened(session.id(), token))
                : Optional.empty();
    }

    /// Ends one session of an account.
    ///
    /// @return whether it was there
    public boolean end(Handle handle, UUID account, UUID id) {
        return SessionTable.remove(handle, account, id) == 1;
    }

    /// Ends all sessions of an account but one.
    ///
    /// @return how many
    public int endOthers(Handle handle, UUID account, UUID kept) {
        return SessionTable.removeOthers(handle, account, kept);
    }

    /// Ends all sessions of an account.
    public int endAll(Handle handle, UUID account) {
        return SessionTable.removeAll(handle, account);
    }

    /// The sessions of an account that last, the one used last first.
    public List<Session> list(UUID account) {
        Instant now = clock.instant();
        return database.with(handle -> SessionTable.list(handle, account)).stream()
                .filter(session -> lasts(session, now))
                .toList();
    }

    /// Tells all servers, once the transaction is committed, to look again at an account's sessions.
    public void changed(Handle handle, UUID account) {
        SessionTable.tell(handle, CHANNEL, account);
    }

    /// Looks again at an account's sessions from now on, on this server.
    public void forget(UUID account) {
        cache.forget(account);
    }

    /// Removes those that ended by themselves.
    public void clean() {
        Instant now = clock.instant();
        database.use(
                handle -> SessionTable.removeEnded(handle, now.minus(settings.idle()), now.minus(settings.limit())));
    }

    int inMemory() {
        return cache.size();
    }

    private String token() {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java lacks SHA-256", e);
        }
    }

    @Override
    public void close() {
        notifications.close();
    }
}
