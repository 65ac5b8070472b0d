package dev.quayside.identity;

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
import java.util.function.Function;
import java.util.function.Supplier;

/// What stands behind the secrets of accounts (sessions, keys), in memory: at most so many values, each for a minute at
/// most; then the database is asked again. What is forgotten while it is being read is not kept: a session that ended
/// meanwhile cannot come back. Safe for several threads.
public final class AccountCache<V> {
    private static final Duration KEPT = Duration.ofSeconds(60);
    private static final int FEWER = 16;

    /// The SHA-256 of a secret.
    public record Key(long a, long b, long c, long d) {
        /// Takes the 32 bytes of a hash.
        public static Key of(byte[] hash) {
            ByteBuffer buffer = ByteBuffer.wrap(hash);
            return new Key(buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
        }
    }

    private record Held<V>(V value, Instant read) {}

    private final int most;
    private final Function<V, UUID> owner;
    private final Map<Key, Held<V>> held = new ConcurrentHashMap<>();
    private final AtomicLong forgotten = new AtomicLong();
    private final ReentrantLock changing = new ReentrantLock();

    AccountCache(int most, Function<V, UUID> owner) {
        this.most = most;
        this.owner = owner;
    }

    /// The value in memory, else what `read` finds.
    public Optional<V> find(Key key, Instant now, Supplier<Optional<V>> read) {
        Held<V> hit = held.get(key);
        if (hit != null && now.isBefore(hit.read().plus(KEPT))) {
            return Optional.of(hit.value());
        }
        long before = forgotten.get();
        Optional<V> found = read.get();
        if (found.isPresent()) {
            keep(key, new Held<>(found.get(), now), before);
        } else {
            held.remove(key);
        }
        return found;
    }

    private void keep(Key key, Held<V> fresh, long before) {
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

    /// Puts another value in the place of one that is still here, and was read from the database as long ago as that.
    public void replace(Key key, V value) {
        held.computeIfPresent(key, (_, before) -> new Held<>(value, before.read()));
    }

    void forget(UUID account) {
        changing.lock();
        try {
            forgotten.incrementAndGet();
            held.values().removeIf(each -> owner.apply(each.value()).equals(account));
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

    /// How many are in memory.
    public int size() {
        return held.size();
    }
}
