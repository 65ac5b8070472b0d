package dev.quayside.identity.key;

import dev.quayside.base.Json;
import dev.quayside.base.Page;
import dev.quayside.base.ProblemException;
import dev.quayside.base.Uuids;
import dev.quayside.database.Database;
import dev.quayside.event.Actor;
import dev.quayside.event.Event;
import dev.quayside.event.Events;
import dev.quayside.identity.AccountCache;
import dev.quayside.identity.AccountNews;
import dev.quayside.identity.Caller;
import dev.quayside.identity.OpaqueToken;
import dev.quayside.identity.Permission;
import dev.quayside.identity.role.Roles;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The keys of programs: made, checked, taken back.
///
/// A key is checked in memory, and its use is written at most once an hour. It is good as long as it has not expired,
/// nobody took it back and its owner, if it has one, may come in; it permits what it was made for and its owner's roles
/// permit now. Safe for several threads.
public final class ApiKeys {
    /// Of one account, so that a loop that makes keys ends.
    public static final int MOST_OF_ONE = 100;

    private static final int MOST_IN_MEMORY = 20_000;
    private static final int BEGINNING = ApiKey.KIND.length() + 5;
    private static final Duration GRAIN = Duration.ofHours(1);
    private static final Duration REMEMBERED = Duration.ofDays(30);

    private final Database database;
    private final Events events;
    private final AccountNews news;
    private final Roles roles;
    private final Duration longest;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final AccountCache<ApiKeyTable.Owned> cache;

    /// @param longest that a key is good
    public ApiKeys(
            Database database, Events events, AccountNews news, Roles roles, Duration longest, InstantSource clock) {
        this.database = database;
        this.events = events;
        this.news = news;
        this.roles = roles;
        this.longest = longest;
        this.clock = clock;
        cache = news.cache(MOST_IN_MEMORY, owned -> owner(owned.key()));
    }

    /// Who is to be asked about when something changes: the account, or the key where it has none.
    private static UUID owner(ApiKey key) {
        UUID account = key.account();
        return account == null ? key.id() : account;
    }

    /// Makes a key.
    ///
    /// @param subject whom it speaks for
    /// @param account whose it is; null for nobody's
    /// @throws ProblemException `key.invalid`, `key.too-many`
    public ApiKey.Made make(ApiKey.Order order, String subject, @Nullable UUID account, Actor actor) {
        order.problem(longest).ifPresent(problem -> {
            throw new ProblemException("key.invalid", problem);
        });
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        OpaqueToken token = OpaqueToken.make(ApiKey.KIND, random);
        var key = new ApiKey(
                Uuids.next(),
                token.text().substring(0, BEGINNING),
                subject,
                account,
                order.name(),
                order.permissions(),
                now,
                now.plus(order.ttl()),
                null);
        database.useTransaction(handle -> {
            if (account != null && ApiKeyTable.count(handle, account) >= MOST_OF_ONE) {
                throw new ProblemException(
                        "key.too-many", "There are " + MOST_OF_ONE + " keys already; take back those not needed");
            }
            ApiKeyTable.add(handle, key, token.hash());
            events.append(handle, event("key.create", key, actor));
        });
        events.appended();
        return new ApiKey.Made(token.text(), key);
    }

    /// Who calls with this key; empty if it is not good.
    public Optional<Caller> check(String text) {
        if (!ApiKey.fits(text)) {
            return Optional.empty();
        }
        byte[] hash = OpaqueToken.hash(text);
        AccountCache.Key at = AccountCache.Key.of(hash);
        Instant now = clock.instant();
        return cache.find(at, now, () -> database.with(handle -> ApiKeyTable.find(handle, hash)))
                .filter(owned -> now.isBefore(owned.key().expires()))
                .map(owned -> caller(used(at, owned, now)));
    }

    private Caller caller(ApiKeyTable.Owned owned) {
        Set<Permission> permissions = EnumSet.noneOf(Permission.class);
        permissions.addAll(owned.key().permissions());
        if (owned.roles() != null) {
            permissions.retainAll(roles.permissions(owned.roles()));
        }
        return new Caller(owned.key().subject(), permissions, Caller.Means.KEY);
    }

    private ApiKeyTable.Owned used(AccountCache.Key at, ApiKeyTable.Owned owned, Instant now) {
        ApiKey key = owned.key();
        Instant before = key.used();
        if (before != null && now.isBefore(before.plus(GRAIN))) {
            return owned;
        }
        database.use(handle -> ApiKeyTable.touch(handle, key.id(), now));
        var fresh = new ApiKeyTable.Owned(
                new ApiKey(
                        key.id(),
                        key.beginning(),
                        key.subject(),
                        key.account(),
                        key.name(),
                        key.permissions(),
                        key.created(),
                        key.expires(),
                        now),
                owned.roles());
        cache.replace(at, fresh);
        return fresh;
    }

    /// The newest first.
    ///
    /// @param account whose; null for those of everybody
    public Page<ApiKey> list(@Nullable UUID account, int skip, int limit) {
        return database.with(handle -> new Page<>(
                ApiKeyTable.count(handle, account), ApiKeyTable.list(handle, account, skip, limit), skip, limit));
    }

    /// Takes a key back: it is refused from now on.
    ///
    /// @param account whose it has to be; null for anybody's
    /// @throws ProblemException `key.unknown`
    public void revoke(UUID id, @Nullable UUID account, Actor actor) {
        ApiKey key = database.inTransaction(handle -> {
            ApiKey removed = ApiKeyTable.remove(handle, id, account)
                    .orElseThrow(() -> new ProblemException("key.unknown", "There is no key " + id));
            events.append(handle, event("key.revoke", removed, actor));
            news.changed(handle, owner(removed));
            return removed;
        });
        news.forget(owner(key));
        events.appended();
    }

    /// Removes those that expired long ago.
    public void clean() {
        database.use(handle -> ApiKeyTable.removeExpired(handle, clock.instant().minus(REMEMBERED)));
    }

    private static Event event(String type, ApiKey key, Actor actor) {
        return new Event(
                type,
                actor,
                Json.object()
                        .put("key_id", key.id().toString())
                        .put("key_name", key.name())
                        .put("subject", key.subject())
                        .put("permissions", Permission.words(key.permissions())));
    }
}
