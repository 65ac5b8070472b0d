package dev.quayside.identity.session;

import dev.quayside.base.Uuids;
import dev.quayside.database.Database;
import dev.quayside.event.Actor;
import dev.quayside.identity.AccountCache;
import dev.quayside.identity.AccountNews;
import dev.quayside.identity.OpaqueToken;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// The sessions of people: a random secret in a cookie, everything else here.
///
/// A session is checked in memory, and its use is written at most once an hour. Whoever changes sessions or what they
/// show of an account tells [AccountNews]. Safe for several threads.
public final class Sessions {
    private static final int MOST_IN_MEMORY = 20_000;
    /// Cookies have no mark of their kind: their name says it.
    private static final String KIND = "";

    private final Database database;
    private final SessionSettings settings;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final AccountCache<Session> cache;

    public Sessions(Database database, SessionSettings settings, AccountNews news, InstantSource clock) {
        this.database = database;
        this.settings = settings;
        this.clock = clock;
        cache = news.cache(MOST_IN_MEMORY, Session::account);
    }

    /// How long a session lasts without use.
    public Duration idle() {
        return settings.idle();
    }

    /// The session that a cookie stands for; empty if it ended, or its owner was disabled.
    public Optional<Session> find(String token) {
        if (!OpaqueToken.fits(KIND, token)) {
            return Optional.empty();
        }
        byte[] hash = OpaqueToken.hash(token);
        AccountCache.Key key = AccountCache.Key.of(hash);
        Instant now = clock.instant();
        return cache.find(key, now, () -> database.with(handle -> SessionTable.find(handle, hash)))
                .filter(session -> lasts(session, now))
                .map(session -> used(key, session, now));
    }

    private boolean lasts(Session session, Instant now) {
        return now.isBefore(session.seen().plus(settings.idle()))
                && now.isBefore(session.created().plus(settings.limit()));
    }

    private Session used(AccountCache.Key key, Session session, Instant now) {
        if (now.isBefore(session.seen().plus(settings.grain()))) {
            return session;
        }
        database.use(handle -> SessionTable.touch(handle, session.id(), now));
        Session used = session.seenAt(now);
        cache.replace(key, used);
        return used;
    }

    /// Opens a session.
    ///
    /// @param factor whether its owner proved a second factor
    public Session.Opened open(Handle handle, UUID account, boolean factor, Actor client) {
        UUID id = Uuids.next();
        OpaqueToken token = OpaqueToken.make(KIND, random);
        SessionTable.add(handle, id, token.hash(), account, factor, client, clock.instant());
        return new Session.Opened(id, token.text());
    }

    /// Gives a session a new secret, since its owner proved anew who they are; the old one is dead.
    public Optional<Session.Opened> renew(Handle handle, Session session, boolean factor) {
        OpaqueToken token = OpaqueToken.make(KIND, random);
        return SessionTable.renew(handle, session.id(), token.hash(), factor, clock.instant())
                ? Optional.of(new Session.Opened(session.id(), token.text()))
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

    /// Removes those that ended by themselves.
    public void clean() {
        Instant now = clock.instant();
        database.use(
                handle -> SessionTable.removeEnded(handle, now.minus(settings.idle()), now.minus(settings.limit())));
    }

    int inMemory() {
        return cache.size();
    }
}
