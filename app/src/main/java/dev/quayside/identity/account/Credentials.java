package dev.quayside.identity.account;

import dev.quayside.database.Database;
import dev.quayside.event.Actor;
import dev.quayside.event.Events;
import dev.quayside.identity.factor.RecoveryCodes;
import dev.quayside.identity.factor.Totp;
import dev.quayside.identity.password.PasswordHashes;
import dev.quayside.identity.session.Session;
import dev.quayside.identity.throttle.Admission;
import dev.quayside.identity.throttle.Counter;
import dev.quayside.identity.throttle.Throttle;
import dev.quayside.secret.Sealer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Checks passwords and codes, never more of them than the throttle lets through. Safe for several threads.
///
/// What happens for a name that nobody has is the same, statement for statement, as for a wrong password.
final class Credentials {
    private final Database database;
    private final Events events;
    private final PasswordHashes hashes;
    private final Sealer sealer;
    private final RecoveryCodes recovery;
    private final Throttle throttle;
    private final InstantSource clock;

    Credentials(
            Database database,
            Events events,
            PasswordHashes hashes,
            Sealer sealer,
            RecoveryCodes recovery,
            Throttle throttle,
            InstantSource clock) {
        this.database = database;
        this.events = events;
        this.hashes = hashes;
        this.sealer = sealer;
        this.recovery = recovery;
        this.throttle = throttle;
        this.clock = clock;
    }

    /// Who tries, and from where.
    ///
    /// @param known names the device or the session they come from, if that is known to be the owner's
    record Client(Actor actor, Optional<String> known) {
        /// Somebody who is logged in: what others guess does not concern them.
        static Client of(Session session, Actor actor) {
            return new Client(actor, Optional.of("session-" + session.id()));
        }
    }

    /// Whether `password` is the account's.
    ///
    /// @param account null if there is nobody with that name
    Proof.Verdict password(String username, @Nullable Account account, String password, Client client)
            throws InterruptedException {
        List<Counter> counters = Guesses.password(username, client.actor().address(), client.known());
        return switch (throttle.admit(counters)) {
            case Admission.Blocked(Duration retryAfter) -> new Proof.Verdict(Proof.BLOCKED, retryAfter);
            case Admission.Admitted admitted -> check(account, password, client, admitted);
        };
    }

    private Proof.Verdict check(@Nullable Account account, String password, Client client, Admission.Admitted admitted)
            throws InterruptedException {
        Optional<Boolean> right = hashes.check(password, account == null ? null : account.passwordHash());
        if (right.isEmpty()) {
            throttle.takeBack(admitted.counters());
            return Proof.Verdict.BUSY;
        }
        if (!right.get() || account == null || account.user().disabled() != null) {
            failed(admitted, account, client, "password");
            return Proof.Verdict.WRONG_PASSWORD;
        }
        forgive(admitted.counters());
        return Proof.Verdict.RIGHT;
    }

    /// Whether `code` is one of the account's authenticator, or a recovery code, that was not used yet.
    Proof.Verdict code(Account account, @Nullable String code, Client client) {
        if (code == null || code.isBlank()) {
            return Proof.Verdict.WRONG_CODE;
        }
        return guessCode(
                account,
                client,
                () -> RecoveryCodes.fits(code) ? useRecovery(account, code, client) : use(account, code));
    }

    /// As [#code], of the authenticator only.
    Proof.Verdict codeOfAuthenticator(Account account, String code, Client client) {
        return guessCode(account, client, () -> use(account, code));
    }

    private Proof.Verdict guessCode(Account account, Client client, Supplier<Boolean> guess) {
        List<Counter> counters = Guesses.code(account, client.actor().address(), client.known());
        return switch (throttle.admit(counters)) {
            case Admission.Blocked(Duration retryAfter) -> new Proof.Verdict(Proof.BLOCKED, retryAfter);
            case Admission.Admitted admitted -> {
                if (!guess.get()) {
                    failed(admitted, account, client, "code");
                    yield Proof.Verdict.WRONG_CODE;
                }
                forgive(counters);
                yield Proof.Verdict.RIGHT;
            }
        };
    }

    private boolean use(Account account, String code) {
        Optional<Account.Sealed> sealed = account.factor();
        if (sealed.isEmpty()) {
            return false;
        }
        byte[] secret = sealed.get().bytes();
        OptionalLong step = new Totp(sealer.open(secret, TwoFactor.purpose(account.id())))
                .find(code.strip().replace(" ", ""), clock.instant());
        return step.isPresent()
                && database.with(handle -> AccountTable.useStep(handle, account.id(), secret, step.getAsLong()));
    }

    private boolean useRecovery(Account account, String code, Client client) {
        boolean used = database.inTransaction(handle -> {
            boolean first = recovery.use(handle, account.id(), code, clock.instant());
            if (first) {
                Actor owner = AccountEvents.owner(account.id(), client.actor());
                events.append(handle, AccountEvents.of("user.recovery-code.use", owner, account.id()));
            }
            return first;
        });
        events.appended();
        return used;
    }

    private void forgive(List<Counter> counters) {
        for (Counter counter : counters) {
            if (Guesses.forgiven(counter)) {
                throttle.forget(counter);
            } else {
                throttle.takeBack(List.of(counter));
            }
        }
    }

    private void failed(Admission.Admitted admitted, @Nullable Account account, Client client, String what) {
        database.useTransaction(handle -> {
            var id = account == null ? null : account.id();
            events.append(handle, AccountEvents.attempt("user.login.failed", client.actor(), id, what));
            if (!admitted.locked().isEmpty()) {
                events.append(handle, AccountEvents.attempt("user.locked", client.actor(), id, what));
            }
        });
        events.appended();
    }
}
