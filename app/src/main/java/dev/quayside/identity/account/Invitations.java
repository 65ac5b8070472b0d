package dev.quayside.identity.account;

import dev.quayside.base.ProblemException;
import dev.quayside.database.Database;
import dev.quayside.event.Actor;
import dev.quayside.event.Events;
import dev.quayside.identity.AccountNews;
import dev.quayside.identity.OpaqueToken;
import dev.quayside.identity.password.PasswordHashes;
import dev.quayside.identity.password.PasswordRules;
import dev.quayside.identity.role.Role;
import dev.quayside.identity.session.Sessions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/// Links that let somebody in who has no password yet: the first administrator of an installation, somebody new, and
/// somebody who lost theirs. Each is good once, and for a while. Safe for several threads.
public final class Invitations {
    private static final Duration GOOD = Duration.ofHours(24);

    /// Programs that look for secrets in the wrong places know it by this.
    private static final String KIND = "qi_";

    private final Database database;
    private final Events events;
    private final AccountNews news;
    private final PasswordHashes hashes;
    private final Supplier<PasswordRules> rules;
    private final Sessions sessions;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    Invitations(
            Database database,
            Events events,
            AccountNews news,
            PasswordHashes hashes,
            Supplier<PasswordRules> rules,
            Sessions sessions,
            InstantSource clock) {
        this.database = database;
        this.events = events;
        this.news = news;
        this.hashes = hashes;
        this.rules = rules;
        this.sessions = sessions;
        this.clock = clock;
    }

    /// An invitation that was just made.
    ///
    /// @param token what the link holds; it is nowhere else
    public record Made(String token, Instant expires) {
        /// Without the token.
        @Override
        public String toString() {
            return "Made[expires=" + expires + "]";
        }
    }

    /// What came of an invitation that somebody shows.
    public sealed interface Result {
        /// They have an account and a password now.
        record Accepted(User user) implements Result {}

        /// There is none, any more.
        record Unknown() implements Result {}

        /// It is the first administrator's, and says nothing of who that is.
        record NameWanted() implements Result {}

        /// The name or the address is taken.
        record Taken() implements Result {}

        /// The password does not follow the rules.
        record Weak() implements Result {}

        /// Too many at once.
        record Later(Duration retryAfter) implements Result {}
    }

    /// Whether nobody is an administrator yet.
    public boolean unclaimed() {
        return !database.with(AccountTable::hasAdministrator);
    }

    /// Invites whoever reads it to become the first administrator.
    ///
    /// @return empty if there is an administrator
    public Optional<Made> inviteFirst() {
        return unclaimed() ? Optional.of(make(null)) : Optional.empty();
    }

    /// Invites somebody to choose a password. Their old one, if they know it, stays good until they do.
    ///
    /// @throws ProblemException `user.unknown`
    public Made invite(UUID account, Actor actor) {
        Made made = make(account);
        database.useTransaction(handle -> events.append(handle, AccountEvents.of("user.invite", actor, account)));
        events.appended();
        return made;
    }

    private Made make(@org.jspecify.annotations.Nullable UUID account) {
        OpaqueToken token = OpaqueToken.make(KIND, random);
        Instant now = clock.instant();
        Instant expires = now.plus(GOOD);
        database.useTransaction(handle -> {
            if (account != null && AccountTable.find(handle, account).isEmpty()) {
                throw new ProblemException("user.unknown", "There is no user " + account);
            }
            InvitationTable.removeExpired(handle, now);
            InvitationTable.add(handle, token.hash(), account, expires);
        });
        return new Made(token.text(), expires);
    }

    /// Gives whoever shows an invitation a password, and an account if they have none.
    ///
    /// @param name who the first administrator is; for others it does not matter
    public Result accept(String token, Optional<Name> name, String password, Actor client) throws InterruptedException {
        if (!OpaqueToken.fits(KIND, token)) {
            return new Result.Unknown();
        }
        byte[] hash = OpaqueToken.hash(token);
        Optional<InvitationTable.Row> row =
                database.with(handle -> InvitationTable.find(handle, hash, clock.instant()));
        if (row.isEmpty()) {
            return new Result.Unknown();
        }
        UUID account = row.get().account();
        if (account != null) {
            return choose(hash, account, password, client);
        }
        return name.isEmpty() ? new Result.NameWanted() : first(hash, name.get(), password, client);
    }

    /// Who somebody is to be.
    public record Name(String username, String email) {}

    private Result first(byte[] token, Name name, String password, Actor client) throws InterruptedException {
        String email = EmailAddress.normal(name.email());
        if (!rules.get().accept(password, name.username(), email)) {
            return new Result.Weak();
        }
        Optional<String> hash = hashes.hash(password);
        if (hash.isEmpty()) {
            return new Result.Later(Proof.Verdict.BUSY.retryAfter());
        }
        User user = User.fresh(name.username(), email, Set.of(Role.ADMINISTRATOR), clock.instant());
        Result result = database.inTransaction(handle -> {
            InvitationTable.lock(handle);
            if (AccountTable.hasAdministrator(handle) || !InvitationTable.remove(handle, token)) {
                return new Result.Unknown();
            }
            if (!AccountTable.add(handle, user, hash.get())) {
                handle.rollback();
                return new Result.Taken();
            }
            InvitationTable.removeFirst(handle);
            events.append(
                    handle,
                    AccountEvents.of(
                            "user.setup", AccountEvents.unknown(client), user.id(), "username", user.username()));
            return new Result.Accepted(user);
        });
        events.appended();
        return result;
    }

    private Result choose(byte[] token, UUID account, String password, Actor client) throws InterruptedException {
        Optional<User> found =
                database.with(handle -> AccountTable.find(handle, account)).map(Account::user);
        if (found.isEmpty() || found.get().disabled() != null) {
            return new Result.Unknown();
        }
        User user = found.get();
        if (!rules.get().accept(password, user.username(), user.email())) {
            return new Result.Weak();
        }
        Optional<String> hash = hashes.hash(password);
        if (hash.isEmpty()) {
            return new Result.Later(Proof.Verdict.BUSY.retryAfter());
        }
        Result result = database.inTransaction(handle -> {
            if (!InvitationTable.remove(handle, token)) {
                return new Result.Unknown();
            }
            InvitationTable.removeOf(handle, account);
            AccountTable.setPassword(handle, account, hash.get());
            int ended = sessions.endAll(handle, account);
            news.changed(handle, account);
            Actor owner = AccountEvents.owner(account, client);
            events.append(
                    handle, AccountEvents.of("user.password.choose", owner, account, "count", String.valueOf(ended)));
            return new Result.Accepted(user);
        });
        news.forget(account);
        events.appended();
        return result;
    }
}
