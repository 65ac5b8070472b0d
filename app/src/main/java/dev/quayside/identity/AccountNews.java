package dev.quayside.identity;

import dev.quayside.base.Pause;
import dev.quayside.database.Database;
import dev.quayside.database.Notifications;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/// Tells all servers whose sessions, keys or roles changed, so that what they have in memory of them is read anew.
///
/// Whoever changes something calls [#changed] in the transaction and [#forget] after it. Other servers hear of it by a
/// notification; one that is lost costs up to a minute. Safe for several threads.
public final class AccountNews implements AutoCloseable {
    private static final String CHANNEL = "quayside_sessions";

    private final List<AccountCache<?>> caches = new CopyOnWriteArrayList<>();
    private final Notifications notifications;

    public AccountNews(Database database, Pause pause) {
        notifications = new Notifications(
                database, Map.of(CHANNEL, owner -> forget(UUID.fromString(owner))), this::forgetAll, pause);
    }

    /// Follows what other servers change.
    public void start() {
        notifications.start();
    }

    /// A cache that hears of changes.
    ///
    /// @param most values in it
    /// @param owner whose value it is
    public <V> AccountCache<V> cache(int most, Function<V, UUID> owner) {
        var cache = new AccountCache<>(most, owner);
        caches.add(cache);
        return cache;
    }

    /// Tells all servers, once the transaction is committed.
    public void changed(Handle handle, UUID owner) {
        Notifications.tell(handle, CHANNEL, owner.toString());
    }

    /// Looks again from now on, on this server.
    public void forget(UUID owner) {
        caches.forEach(cache -> cache.forget(owner));
    }

    private void forgetAll() {
        caches.forEach(AccountCache::forgetAll);
    }

    @Override
    public void close() {
        notifications.close();
    }
}
