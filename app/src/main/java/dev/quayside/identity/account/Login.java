package dev.quayside.identity.account;

import dev.quayside.database.Database;
import dev.quayside.event.Actor;
import dev.quayside.event.Events;
import dev.quayside.identity.AccountNews;
import dev.quayside.identity.password.PasswordHashes;
import dev.quayside.identity.session.KnownDevices;
import dev.quayside.identity.session.Session;
import dev.quayside.identity.session.Sessions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Lets people in, and has them prove again who they are before they change what protects their account. Safe for
/// several threads.
public final class Login {
    /// How long a proof is good for changes of what protects an account.
    private static final Duration FRESH = Duration.ofMinutes(10);

    private final Database database;
    private final Events events;
    private final PasswordHashes hashes;
    private final Credentials credentials;
    private final Sessions sessions;
    private final AccountNews news;
    private final KnownDevices devices;
    private final InstantSource clock;

    Login(
            Database database,
            Events events,
            PasswordHashes hashes,
            Credentials credentials,
            Sessions sessions,
            AccountNews news,
            KnownDevices devices,
            InstantSource clock) {
        this.database = database;
        this.events = events;
        this.hashes = hashes;
        this.credentials = credentials;
        this.sessions = sessions;
        this.news = news;
        this.devices = devices;
        this.clock = clock;
    }

    /// What came of it.
    public sealed interface Result {
        /// They are in.
        ///
        /// @param device a mark for the device, which is known from now on
        record Welcome(Session.Opened session, String device) implements Result {}

        /// They are not.
        record Refused(Proof.Verdict verdict) implements Result {}
    }

    /// Somebody who wants in.
    ///
    /// @param code of their second factor; null if they gave none
    /// @param device the mark of a known device, if one came along
    /// @param client from where; its name does not matter
    public record Attempt(
            String username,
            String password,
            @Nullable String code,
            @Nullable String device,
            Actor client) {
        /// Nothing of the secrets.
        @Override
        public String toString() {
            return "Attempt[***]";
        }
    }

    /// Checks the password, then the code where one is needed.
    public Result login(Attempt attempt) throws InterruptedException {
        Optional<Account> found = database.with(handle -> AccountTable.findForLogin(handle, attempt.username()));
        Account account = found.orElse(null);
        Optional<String> known = found.flatMap(owner -> devices.find(attempt.device(), owner.id()));
        var client = new Credentials.Client(attempt.client(), known);
        Proof.Verdict verdict = credentials.password(attempt.username(), account, attempt.password(), client);
        if (!verdict.right() || account == null) {
            return new Result.Refused(verdict);
        }
        boolean factor = account.user().twoFactor().needed();
        if (factor) {
            Proof.Verdict code = credentials.code(account, attempt.code(), client);
            if (!code.right()) {
                return new Result.Refused(code);
            }
        }
        return welcome(account, factor, attempt);
    }

    private Result welcome(Account account, boolean factor, Attempt attempt) throws InterruptedException {
        UUID id = account.id();
        Optional<String> better =
                hashes.outdated(account.passwordHash()) ? hashes.hash(attempt.password()) : Optional.empty();
        Actor owner = AccountEvents.owner(id, attempt.client());
        Instant now = clock.instant();
        Session.Opened opened = database.inTransaction(handle -> {
            better.ifPresent(hash -> AccountTable.replaceHash(handle, id, account.passwordHash(), hash));
            AccountTable.noteLogin(handle, id, now);
            Session.Opened session = sessions.open(handle, id, factor, attempt.client());
            events.append(
                    handle,
                    AccountEvents.of(
                            "user.login", owner, id, "session_id", session.id().toString()));
            return session;
        });
        events.appended();
        String known = attempt.device();
        return new Result.Welcome(
                opened, known != null && devices.find(known, id).isPresent() ? known : devices.mark(id));
    }

    /// Whether somebody proved who they are, as well as their account asks for, a short while ago.
    public boolean fresh(Session session) {
        boolean recent = clock.instant().isBefore(session.proved().plus(FRESH));
        return recent
                && (session.factor()
                        || database.with(handle -> AccountTable.find(handle, session.account()))
                                .filter(account -> account.user().twoFactor() == TwoFactor.State.CONFIRMED)
                                .isEmpty());
    }

    /// What came of proving it again.
    ///
    /// @param session with a new secret, if it is right
    public record Again(Proof.Verdict verdict, Optional<Session.Opened> session) {}

    /// Proves again who somebody is.
    public Again again(Session session, String password, @Nullable String code, Actor actor)
            throws InterruptedException {
        Optional<Account> found = database.with(handle -> AccountTable.find(handle, session.account()));
        Account account = found.orElse(null);
        var client = Credentials.Client.of(session, actor);
        Proof.Verdict verdict = credentials.password(session.username(), account, password, client);
        if (!verdict.right() || account == null) {
            return new Again(verdict, Optional.empty());
        }
        boolean factor = account.user().twoFactor().needed();
        Proof.Verdict second = factor ? credentials.code(account, code, client) : verdict;
        return second.right() ? new Again(second, renewed(session, factor)) : new Again(second, Optional.empty());
    }

    private Optional<Session.Opened> renewed(Session session, boolean factor) {
        Optional<Session.Opened> opened = database.inTransaction(handle -> {
            news.changed(handle, session.account());
            return sessions.renew(handle, session, factor);
        });
        news.forget(session.account());
        return opened;
    }

    /// Ends a session.
    public void logout(Session session, Actor actor) {
        var _ = end(session.account(), session.id(), "user.logout", actor);
    }

    /// Ends one session of an account.
    ///
    /// @return whether it was there
    public boolean end(UUID account, UUID id, Actor actor) {
        return end(account, id, "user.session.end", actor);
    }

    private boolean end(UUID account, UUID id, String type, Actor actor) {
        boolean ended = database.inTransaction(handle -> {
            boolean there = sessions.end(handle, account, id);
            if (there) {
                news.changed(handle, account);
                events.append(handle, AccountEvents.of(type, actor, account, "session_id", id.toString()));
            }
            return there;
        });
        news.forget(account);
        events.appended();
        return ended;
    }

    /// Ends all sessions of somebody but this one.
    ///
    /// @return how many
    public int endOthers(Session session, Actor actor) {
        UUID account = session.account();
        int ended = database.inTransaction(handle -> {
            int count = sessions.endOthers(handle, account, session.id());
            if (count > 0) {
                news.changed(handle, account);
                events.append(
                        handle,
                        AccountEvents.of("user.session.end-others", actor, account, "count", String.valueOf(count)));
            }
            return count;
        });
        news.forget(account);
        events.appended();
        return ended;
    }
}
