package dev.quayside.identity.account;

import dev.quayside.base.Pause;
import dev.quayside.base.ProblemException;
import dev.quayside.database.Database;
import dev.quayside.event.Events;
import dev.quayside.identity.AccountNews;
import dev.quayside.identity.Standing;
import dev.quayside.identity.factor.RecoveryCodes;
import dev.quayside.identity.key.ApiKeys;
import dev.quayside.identity.password.CommonPasswords;
import dev.quayside.identity.password.HashQueue;
import dev.quayside.identity.password.PasswordHashes;
import dev.quayside.identity.password.PasswordRules;
import dev.quayside.identity.password.PwnedPasswords;
import dev.quayside.identity.role.Roles;
import dev.quayside.identity.session.KnownDevices;
import dev.quayside.identity.session.Sessions;
import dev.quayside.identity.throttle.Throttle;
import dev.quayside.secret.RootKey;
import dev.quayside.secret.Sealer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All about the accounts of people, put together. Safe for several threads.
public final class Accounts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Accounts.class);
    private static final Duration BETWEEN_CLEANINGS = Duration.ofHours(1);

    private final AccountSettings settings;
    private final Pause pause;
    private final @Nullable PwnedPasswords pwned;
    private final AtomicReference<PasswordRules> rules;
    private final AccountNews news;
    private final Roles roles;
    private final ApiKeys keys;
    private final Sessions sessions;
    private final Throttle throttle;
    private final Users users;
    private final Login login;
    private final TwoFactor twoFactor;
    private final Invitations invitations;
    private final Thread cleaner;

    public Accounts(
            Database database,
            Events events,
            RootKey root,
            AccountSettings settings,
            HashQueue queue,
            InstantSource clock,
            Pause pause) {
        this.settings = settings;
        this.pause = pause;
        pwned = settings.pwnedPasswords().map(PwnedPasswords::new).orElse(null);
        rules = new AtomicReference<>(new PasswordRules(Set.of(), breached()));
        Sealer sealer = new Sealer(root);
        PasswordHashes hashes = new PasswordHashes(settings.cost(), queue);
        RecoveryCodes recovery = new RecoveryCodes(root);
        KnownDevices devices = new KnownDevices(root, clock);
        throttle = new Throttle(database, clock);
        news = new AccountNews(database, pause);
        roles = new Roles(database, events, pause);
        keys = new ApiKeys(database, events, news, roles, settings.longestKey(), clock);
        sessions = new Sessions(database, settings.sessions(), news, clock);
        Credentials credentials = new Credentials(database, events, hashes, sealer, recovery, throttle, clock);
        users = new Users(database, events, hashes, rules::get, sessions, news, credentials, throttle, clock);
        login = new Login(database, events, hashes, credentials, sessions, news, devices, clock);
        twoFactor = new TwoFactor(database, events, sealer, recovery, sessions, news, credentials);
        invitations = new Invitations(database, events, news, hashes, rules::get, sessions, clock);
        cleaner = Thread.ofVirtual().name("account-cleaner").unstarted(this::clean);
    }

    /// Reads the list of common passwords, and follows what other servers change.
    ///
    /// @throws ProblemException `config.unreadable-file`
    public void start() {
        settings.commonPasswords()
                .ifPresent(file -> rules.set(new PasswordRules(CommonPasswords.read(file), breached())));
        roles.start();
        news.start();
        cleaner.start();
    }

    private Predicate<String> breached() {
        return pwned == null ? _ -> false : pwned;
    }

    public AccountSettings settings() {
        return settings;
    }

    public Users users() {
        return users;
    }

    public Login login() {
        return login;
    }

    public Sessions sessions() {
        return sessions;
    }

    public TwoFactor twoFactor() {
        return twoFactor;
    }

    public Invitations invitations() {
        return invitations;
    }

    /// Whether people may still have done what goes on without them.
    public Standing standing() {
        return new AccountStanding(users, roles);
    }

    public Roles roles() {
        return roles;
    }

    public ApiKeys keys() {
        return keys;
    }

    private void clean() {
        try {
            while (true) {
                pause.sleep(BETWEEN_CLEANINGS);
                try {
                    sessions.clean();
                    keys.clean();
                    throttle.clean();
                } catch (ProblemException | JdbiException e) {
                    LOG.warn("What ended of accounts was not removed ({}); tried again in an hour", e.getMessage());
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        cleaner.interrupt();
        news.close();
        roles.close();
        if (pwned != null) {
            pwned.close();
        }
    }
}
