package dev.quayside.identity.account;

import dev.quayside.database.Database;
import dev.quayside.event.Actor;
import dev.quayside.event.Events;
import dev.quayside.identity.AccountNews;
import dev.quayside.identity.factor.RecoveryCodes;
import dev.quayside.identity.factor.Totp;
import dev.quayside.identity.session.Session;
import dev.quayside.identity.session.Sessions;
import dev.quayside.secret.Sealer;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// The second factor of accounts: an authenticator, and recovery codes. Safe for several threads.
public final class TwoFactor {
    private static final String ISSUER = "FPMA";

    private final Database database;
    private final Events events;
    private final Sealer sealer;
    private final RecoveryCodes recovery;
    private final Sessions sessions;
    private final AccountNews news;
    private final Credentials credentials;
    private final SecureRandom random = new SecureRandom();

    TwoFactor(
            Database database,
            Events events,
            Sealer sealer,
            RecoveryCodes recovery,
            Sessions sessions,
            AccountNews news,
            Credentials credentials) {
        this.database = database;
        this.events = events;
        this.sealer = sealer;
        this.recovery = recovery;
        this.sessions = sessions;
        this.news = news;
        this.credentials = credentials;
    }

    /// How far an account is with its second factor.
    public enum State {
        /// There is none.
        OFF,
        /// The secret was shown; a login needs no code yet.
        PENDING,
        /// A login needs a code; none came yet, so it is not known whether its owner has the secret.
        ON,
        /// A login needs a code, and one came.
        CONFIRMED;

        /// Whether a login needs a code.
        public boolean needed() {
            return this == ON || this == CONFIRMED;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /// What is shown once.
    ///
    /// @param address what the QR says
    /// @param secret the same for people who type
    public record Enrolment(String address, String secret, List<String> recoveryCodes) {
        public Enrolment {
            recoveryCodes = List.copyOf(recoveryCodes);
        }

        /// Nothing of the secrets.
        @Override
        public String toString() {
            return "Enrolment[***]";
        }
    }

    static String purpose(UUID account) {
        return "totp/" + account;
    }

    /// Makes a secret; one that was not confirmed gives way to it.
    ///
    /// @param first whether a code has to come before logins need one
    /// @return empty if one is confirmed already
    public Optional<Enrolment> begin(Session session, boolean first, Actor actor) {
        UUID account = session.account();
        Totp totp = Totp.generate(random);
        byte[] sealed = sealer.seal(totp.secret(), purpose(account));
        Optional<Enrolment> begun = database.inTransaction(handle -> {
            if (!AccountTable.setFactor(handle, account, sealed, first ? State.PENDING : State.ON)) {
                return Optional.<Enrolment>empty();
            }
            List<String> codes = recovery.renew(handle, account);
            events.append(handle, AccountEvents.of("user.2fa.enable", actor, account));
            return Optional.of(new Enrolment(totp.address(ISSUER, session.username()), totp.text(), codes));
        });
        events.appended();
        return begun;
    }

    /// What came of a confirmation.
    ///
    /// @param session with a new secret, if it is right
    public record Confirmation(Proof.Verdict verdict, Optional<Session.Opened> session) {}

    /// Confirms the secret by a code of it.
    ///
    /// @return empty if there is no secret to confirm
    public Optional<Confirmation> confirm(Session session, String code, Actor actor) {
        Optional<Account> account = database.with(handle -> AccountTable.find(handle, session.account()))
                .filter(found -> found.factor().isPresent() && found.user().twoFactor() != State.CONFIRMED);
        return account.map(found -> {
            Proof.Verdict verdict = credentials.codeOfAuthenticator(found, code, Credentials.Client.of(session, actor));
            return new Confirmation(verdict, verdict.right() ? confirmed(session, actor) : Optional.empty());
        });
    }

    private Optional<Session.Opened> confirmed(Session session, Actor actor) {
        UUID account = session.account();
        Optional<Session.Opened> opened = database.inTransaction(handle -> {
            events.append(handle, AccountEvents.of("user.2fa.confirm", actor, account));
            news.changed(handle, account);
            return sessions.renew(handle, session, true);
        });
        news.forget(account);
        events.appended();
        return opened;
    }

    /// Takes the second factor away; nothing happens where there is none.
    public void disable(UUID account, Actor actor) {
        database.useTransaction(handle -> {
            AccountTable.removeFactor(handle, account);
            recovery.remove(handle, account);
            events.append(handle, AccountEvents.of("user.2fa.disable", actor, account));
        });
        events.appended();
    }

    /// New recovery codes in the place of those that are left.
    ///
    /// @return empty if there is no second factor
    public Optional<List<String>> renewRecoveryCodes(UUID account, Actor actor) {
        Optional<List<String>> codes = database.inTransaction(handle -> {
            boolean there = AccountTable.find(handle, account)
                    .filter(found -> found.factor().isPresent())
                    .isPresent();
            if (!there) {
                return Optional.<List<String>>empty();
            }
            events.append(handle, AccountEvents.of("user.recovery-code.renew", actor, account));
            return Optional.of(recovery.renew(handle, account));
        });
        events.appended();
        return codes;
    }

    /// How many recovery codes are left.
    public int recoveryCodesLeft(UUID account) {
        return database.with(handle -> recovery.left(handle, account));
    }
}
