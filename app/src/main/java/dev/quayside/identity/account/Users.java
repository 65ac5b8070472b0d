package dev.quayside.identity.account;

import dev.quayside.base.Page;
import dev.quayside.database.Database;
import dev.quayside.event.Actor;
import dev.quayside.event.Events;
import dev.quayside.identity.AccountNews;
import dev.quayside.identity.OpaqueToken;
import dev.quayside.identity.password.PasswordHashes;
import dev.quayside.identity.password.PasswordRules;
import dev.quayside.identity.session.Session;
import dev.quayside.identity.session.Sessions;
import dev.quayside.identity.throttle.Admission;
import dev.quayside.identity.throttle.Throttle;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/// The accounts: made, found, changed. Safe for several threads.
public final class Users {
    private final Database database;
    private final Events events;
    private final PasswordHashes hashes;
    private final Supplier<PasswordRules> rules;
    private final Sessions sessions;
    private final AccountNews news;
    private final Credentials credentials;
    private final Throttle throttle;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    Users(
            Database database,
            Events events,
            PasswordHashes hashes,
            Supplier<PasswordRules> rules,
            Sessions sessions,
            AccountNews news,
            Credentials credentials,
            Throttle throttle,
            InstantSource clock) {
        this.database = database;
        this.events = events;
        this.hashes = hashes;
        this.rules = rules;
        this.sessions = sessions;
        this.news = news;
        this.credentials = credentials;
        this.throttle = throttle;
        this.clock = clock;
    }

    /// Somebody who is to get an account.
    ///
    /// @param username as [Username] allows it
    /// @param email as [EmailAddress] allows it
    public record Order(String username, String email, String password) {
        /// Nothing of the password.
        @Override
        public String toString() {
            return "Order[" + username + "]";
        }
    }

    /// What came of an order, or of a new password.
    public sealed interface Result {
        record Created(User user) implements Result {}

        /// The name or the address is taken.
        record Taken() implements Result {}

        /// The password does not follow the rules.
        record Weak() implements Result {}

        /// Too many at once, or from one network.
        record Later(Duration retryAfter) implements Result {}
    }

    /// Makes an account for somebody who asks for it.
    public Result register(Order order, Set<String> roles, Actor client) throws InterruptedException {
        return switch (throttle.admit(Guesses.registration(client.address()))) {
            case Admission.Blocked(Duration retryAfter) -> new Result.Later(retryAfter);
            case Admission.Admitted _ -> create(order, roles, AccountEvents.unknown(client));
        };
    }

    /// Makes an account.
    public Result create(Order order, Set<String> roles, Actor actor) throws InterruptedException {
        String email = EmailAddress.normal(order.email());
        if (!rules.get().accept(order.password(), order.username(), email)) {
            return new Result.Weak();
        }
        if (database.with(handle -> AccountTable.taken(handle, order.username(), email))) {
            return new Result.Taken();
        }
        Optional<String> hash = hashes.hash(order.password());
        return hash.isEmpty()
                ? new Result.Later(Proof.Verdict.BUSY.retryAfter())
                : add(order.username(), email, hash.get(), roles, actor);
    }

    /// Makes an account whose owner chooses a password by an invitation. Nobody can log in until then.
    public Result invite(String username, String email, Set<String> roles, Actor actor) throws InterruptedException {
        String nobodyKnows = OpaqueToken.make("", random).text();
        Optional<String> hash = hashes.hash(nobodyKnows);
        return hash.isEmpty()
                ? new Result.Later(Proof.Verdict.BUSY.retryAfter())
                : add(username, EmailAddress.normal(email), hash.get(), roles, actor);
    }

    /// Makes an account of an older system's, with the hash of its password, which is replaced at its owner's next
    /// login.
    ///
    /// @param hash bcrypt or Argon2
    public Result adopt(String username, String email, String hash, Set<String> roles, Actor actor) {
        return add(username, EmailAddress.normal(email), hash, roles, actor);
    }

    private Result add(String username, String email, String hash, Set<String> roles, Actor actor) {
        User user = User.fresh(username, email, roles, clock.instant());
        boolean added = database.inTransaction(handle -> {
            boolean free = AccountTable.add(handle, user, hash);
            if (free) {
                events.append(handle, AccountEvents.of("user.register", actor, user.id(), "username", username));
            }
            return free;
        });
        events.appended();
        return added ? new Result.Created(user) : new Result.Taken();
    }

    public Optional<User> find(UUID id) {
        return database.with(handle -> AccountTable.find(handle, id)).map(Account::user);
    }

    public Optional<User> find(String username) {
        return database.with(handle -> AccountTable.find(handle, username)).map(Account::user);
    }

    /// In the order of their names.
    public Page<User> list(int skip, int limit) {
        return database.with(
                handle -> new Page<>(AccountTable.count(handle), AccountTable.list(handle, skip, limit), skip, limit));
    }

    /// What came of a change of a password.
    public sealed interface Change {
        /// It is changed, and all other sessions have ended.
        ///
        /// @param session this one, with a new secret
        record Changed(Optional<Session.Opened> session) implements Change {}

        /// The new one does not follow the rules.
        record Weak() implements Change {}

        /// The old one was not proved.
        record Refused(Proof.Verdict verdict) implements Change {}
    }

    /// Changes somebody's password, which they prove with the old one.
    public Change changePassword(Session session, String old, String fresh, Actor actor) throws InterruptedException {
        UUID id = session.account();
        Account account = database.with(handle -> AccountTable.find(handle, id)).orElse(null);
        Proof.Verdict verdict =
                credentials.password(session.username(), account, old, Credentials.Client.of(session, actor));
        if (!verdict.right() || account == null) {
            return new Change.Refused(verdict);
        }
        if (!rules.get().accept(fresh, account.user().username(), account.user().email())) {
            return new Change.Weak();
        }
        Optional<String> hash = hashes.hash(fresh);
        if (hash.isEmpty()) {
            return new Change.Refused(Proof.Verdict.BUSY);
        }
        Optional<Session.Opened> opened = database.inTransaction(handle -> {
            AccountTable.setPassword(handle, id, hash.get());
            int ended = sessions.endOthers(handle, id, session.id());
            news.changed(handle, id);
            events.append(handle, AccountEvents.of("user.password.change", actor, id, "count", String.valueOf(ended)));
            return sessions.renew(handle, session, session.factor());
        });
        news.forget(id);
        events.appended();
        return new Change.Changed(opened);
    }

    /// Keeps somebody out: their sessions end, and no new one begins.
    ///
    /// @return whether they could come in before
    public boolean disable(UUID id, Actor actor) {
        return setDisabled(id, true, actor);
    }

    /// Lets somebody in again.
    ///
    /// @return whether they were kept out before
    public boolean enable(UUID id, Actor actor) {
        return setDisabled(id, false, actor);
    }

    private boolean setDisabled(UUID id, boolean disabled, Actor actor) {
        Instant now = clock.instant();
        boolean done = database.inTransaction(handle -> {
            boolean changed = AccountTable.setDisabled(handle, id, disabled ? now : null);
            if (changed) {
                sessions.endAll(handle, id);
                news.changed(handle, id);
                events.append(handle, AccountEvents.of(disabled ? "user.disable" : "user.enable", actor, id));
            }
            return changed;
        });
        news.forget(id);
        events.appended();
        return done;
    }

    /// Gives somebody other roles; their sessions have them at once.
    ///
    /// @param roles single words
    /// @return whether there is somebody with that id
    public boolean setRoles(UUID id, Set<String> roles, Actor actor) {
        boolean done = database.inTransaction(handle -> {
            boolean there = AccountTable.setRoles(handle, id, roles);
            if (there) {
                news.changed(handle, id);
                String words = String.join(" ", roles.stream().sorted().toList());
                events.append(handle, AccountEvents.of("user.roles.change", actor, id, "roles", words));
            }
            return there;
        });
        news.forget(id);
        events.appended();
        return done;
    }
}
