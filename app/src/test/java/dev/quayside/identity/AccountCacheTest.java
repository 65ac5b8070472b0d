package dev.quayside.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.identity.session.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AccountCacheTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final AccountCache.Key KEY = new AccountCache.Key(1, 2, 3, 4);

    private final AccountCache<Session> cache = new AccountCache<>(100, Session::account);
    private final AtomicInteger reads = new AtomicInteger();
    private final Session session = session(UUID.randomUUID());

    private static Session session(UUID account) {
        return session(account, NOW);
    }

    private static Session session(UUID account, Instant seen) {
        return new Session(UUID.randomUUID(), account, "alice01", Set.of(), NOW, seen, NOW, false, null, null);
    }

    private Optional<Session> find(Instant now) {
        return cache.find(KEY, now, () -> {
            reads.incrementAndGet();
            return Optional.of(session);
        });
    }

    @Test
    void isAskedInsteadOfTheDatabaseForAMinute() {
        for (int i = 0; i < 60; i++) {
            assertThat(find(NOW.plusSeconds(i))).contains(session);
        }
        assertThat(reads).hasValue(1);

        assertThat(find(NOW.plusSeconds(60))).contains(session);
        assertThat(reads).hasValue(2);
    }

    @Test
    void forgetsTheSessionsOfAnAccount() {
        var _ = find(NOW);
        cache.forget(UUID.randomUUID());
        var _ = find(NOW);
        assertThat(reads).hasValue(1);

        cache.forget(session.account());

        var _ = find(NOW);
        assertThat(reads).hasValue(2);
    }

    @Test
    void whatEndsWhileItIsReadIsNotKept() {
        Optional<Session> read = cache.find(KEY, NOW, () -> {
            cache.forget(session.account());
            return Optional.of(session);
        });

        assertThat(read).contains(session);
        assertThat(cache.size()).isZero();
    }

    @Test
    void holdsOnlySoMany() {
        for (int i = 0; i < 1_000; i++) {
            Session each = session(UUID.randomUUID());
            var _ = cache.find(new AccountCache.Key(i, 0, 0, 0), NOW, () -> Optional.of(each));
        }

        assertThat(cache.size()).isBetween(50, 100);
    }

    @Test
    void whatIsNotThereIsNotKept() {
        assertThat(cache.find(KEY, NOW, Optional::empty)).isEmpty();
        assertThat(find(NOW)).contains(session);
    }

    @Test
    void aSessionThatWasUsedIsReadAsOftenAsAnother() {
        var _ = find(NOW);
        cache.replace(KEY, session(session.account(), NOW.plusSeconds(30)));

        assertThat(find(NOW.plusSeconds(59)).orElseThrow().seen()).isEqualTo(NOW.plusSeconds(30));
        assertThat(find(NOW.plus(Duration.ofMinutes(1))).orElseThrow().seen()).isEqualTo(NOW);
    }
}
