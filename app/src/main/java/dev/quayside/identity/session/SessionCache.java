package dev.quayside.identity.session;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// Sessions in memory, at most so many, each for a minute at most; then the database is asked again. What is forgotten
/// while it is being read is not kept: a session that ended meanwhile cannot come back. Safe for several threads.
final class SessionCache {
    private static final Duration KEPT = Duration.ofSeconds(60);
    private static final int FEWER = 16;

    /// The SHA-256 of a token.
    record Key(long a, long b, long c, long d) {
        static Key of(byte[] hash) {
            ByteBuffer buffer = ByteBuffer.wrap(hash);
            return new Key(buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
        }
    }

    private record Held(Session session, Instant read) {}

    private final int most;
    private final Map<Key, Held> held = new ConcurrentHashMap<>();
    private final AtomicLong forgotten = new AtomicLong();
    private final ReentrantLock changing = new ReentrantLock();

    SessionCache(int most) {
        this.most = most;
    }

    /// The session in memory, else what `read` finds.
    Optional<Session> find(Key key, Instant now, Supplier<Optional<Session>> read) {
        Held hit = held.get(key);
        if (hit != null && now.isBefore(hit.read().plus(KEPT))) {
            return Optional.of(hit.session());
        }
        long before = forgotten.get();
        Optional<Session> found = read.get();
        if (found.isPresent()) {
            keep(key, new Held(found.get(), now), before);
        } else {
            held.remove(key);
        }
        return found;
    }

    private void keep(Key key, Held fresh, long before) {
        changing.lock();
        try {
            if (forgotten.get() != before) {
                return;
            }
            if (held.size() >= most) {
                Iterator<Key> some = held.keySet().iterator();
                for (int i = 0; i <= most / FEWER && some.hasNext(); i++) {
                    some.next();
                    some.remove();
                }
            }
            held.put(key, fresh);
        } finally {
            changing.unlock();
        }
    }

    /// Notes that a session was used, if it is still here.
    void used(Key key, Session session) {
        held.computeIfPresent(key, (_, now) -> new Held(session, now.read()));
    }

    void forget(UUID account) {
        changing.lock();
        try {
            forgotten.incrementAndGet();
            held.values().removeIf(each -> each.session().account().equals(account));
        } finally {
            changing.unlock();
        }
    }

    void forgetAll() {
        changing.lock();
        try {
            forgotten.incrementAndGet();
            held.clear();
        } finally {
            changing.unlock();
        }
    }

    int size() {
        return held.size();
    }
}
