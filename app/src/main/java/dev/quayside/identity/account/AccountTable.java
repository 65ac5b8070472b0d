package dev.quayside.identity.account;

import dev.quayside.identity.role.Role;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Accounts, as rows of the table `account`.
final class AccountTable {
    private static final String SELECT = """
            select id, username, email, password_hash, roles, totp_secret, totp_state, totp_step, created_at,
                   last_login_at, disabled_at
              from account
            """;

    private static final UUID NOBODYS_ID = new UUID(0, 0);

    /// A row of the same size as others, where there is none.
    private static final String NOBODY = """
            select '00000000-0000-0000-0000-000000000000'::uuid, 'nobody-at-all', 'nobody-at-all@example.com',
                   '$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
                   array['user'], null, 'off', 0, timestamptz '2026-01-01', timestamptz '2026-01-01', null
             where not exists (select 1 from account where username_key = :key)
            """;

    private AccountTable() {}

    /// What is unique about a name or an address.
    static String key(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /// Adds an account, unless its name or its address is taken.
    ///
    /// @return whether it was added
    static boolean add(Handle handle, User user, String passwordHash) {
        return handle.createUpdate("""
                                insert into account
                                       (id, username, email, username_key, email_key, password_hash, roles, created_at)
                                values (:id, :username, :email, :usernamekey, :emailkey, :hash,
                                        string_to_array(:roles, ' '), :created)
                                on conflict do nothing
                                """)
                        .bind("id", user.id())
                        .bind("username", user.username())
                        .bind("email", user.email())
                        .bind("usernamekey", key(user.username()))
                        .bind("emailkey", key(user.email()))
                        .bind("hash", passwordHash)
                        .bind("roles", roles(user.roles()))
                        .bind("created", at(user.created()))
                        .execute()
                == 1;
    }

    static boolean taken(Handle handle, String username, String email) {
        return handle.createQuery(
                        "select exists (select 1 from account where username_key = :username or email_key = :email)")
                .bind("username", key(username))
                .bind("email", key(email))
                .mapTo(Boolean.class)
                .one();
    }

    static boolean hasAdministrator(Handle handle) {
        return handle.createQuery("""
                        select exists (select 1 from account where :role = any (roles) and disabled_at is null)
                        """)
                .bind("role", Role.ADMINISTRATOR)
                .mapTo(Boolean.class)
                .one();
    }

    static int count(Handle handle) {
        return handle.createQuery("select count(*) from account")
                .mapTo(Integer.class)
                .one();
    }

    static Optional<Account> find(Handle handle, UUID id) {
        return handle.createQuery(SELECT + " where id = :id")
                .bind("id", id)
                .map((row, _) -> account(row))
                .findOne();
    }

    static Optional<Account> find(Handle handle, String username) {
        return handle.createQuery(SELECT + " where username_key = :key")
                .bind("key", key(username))
                .map((row, _) -> account(row))
                .findOne();
    }

    /// As [#find], and as quick for a name that nobody has: a row is read and made into an account either way.
    static Optional<Account> findForLogin(Handle handle, String username) {
        Account account = handle.createQuery(SELECT + " where username_key = :key union all " + NOBODY)
                .bind("key", key(username))
                .map((row, _) -> account(row))
                .one();
        return Optional.of(account).filter(found -> !found.id().equals(NOBODYS_ID));
    }

    /// In the order of their names.
    static List<User> list(Handle handle, int skip, int limit) {
        return handle.createQuery(SELECT + " order by username_key offset :skip limit :limit")
                .bind("skip", skip)
                .bind("limit", limit)
                .map((row, _) -> account(row).user())
                .list();
    }

    static void setPassword(Handle handle, UUID id, String hash) {
        handle.createUpdate("update account set password_hash = :hash where id = :id")
                .bind("id", id)
                .bind("hash", hash)
                .execute();
    }

    /// Puts a better hash of the same password in its place, unless the password was changed meanwhile.
    static void replaceHash(Handle handle, UUID id, String old, String hash) {
        handle.createUpdate("update account set password_hash = :hash where id = :id and password_hash = :old")
                .bind("id", id)
                .bind("old", old)
                .bind("hash", hash)
                .execute();
    }

    static void noteLogin(Handle handle, UUID id, Instant now) {
        handle.createUpdate("update account set last_login_at = :now where id = :id")
                .bind("id", id)
                .bind("now", at(now))
                .execute();
    }

    static boolean setDisabled(Handle handle, UUID id, @Nullable Instant since) {
        return handle.createUpdate("""
                                update account set disabled_at = :since
                                 where id = :id and (disabled_at is null) <> (:since::timestamptz is null)
                                """)
                        .bind("id", id)
                        .bind("since", since == null ? null : at(since))
                        .execute()
                == 1;
    }

    static boolean setRoles(Handle handle, UUID id, Set<String> roles) {
        return handle.createUpdate("update account set roles = string_to_array(:roles, ' ') where id = :id")
                        .bind("id", id)
                        .bind("roles", roles(roles))
                        .execute()
                == 1;
    }

    /// A new secret, unless one is confirmed.
    ///
    /// @return whether it was put
    static boolean setFactor(Handle handle, UUID id, byte[] secret, TwoFactor.State state) {
        return handle.createUpdate("""
                                update account set totp_secret = :secret, totp_state = :state, totp_step = 0
                                 where id = :id and totp_state <> 'confirmed'
                                """)
                        .bind("id", id)
                        .bind("secret", secret)
                        .bind("state", state.word())
                        .execute()
                == 1;
    }

    static void removeFactor(Handle handle, UUID id) {
        handle.createUpdate("""
                        update account set totp_secret = null, totp_state = 'off', totp_step = 0 where id = :id
                        """).bind("id", id).execute();
    }

    /// Uses the code of a step up, and with it those of all steps before; the factor is confirmed by it.
    ///
    /// @param secret that the code was made with; another may have taken its place
    /// @return whether it was not used yet
    static boolean useStep(Handle handle, UUID id, byte[] secret, long step) {
        return handle.createUpdate("""
                                update account set totp_step = :step, totp_state = 'confirmed'
                                 where id = :id and totp_step < :step and totp_secret = :secret
                                """)
                        .bind("id", id)
                        .bind("secret", secret)
                        .bind("step", step)
                        .execute()
                == 1;
    }

    private static Account account(ResultSet row) throws SQLException {
        User user = new User(
                row.getObject("id", UUID.class),
                row.getString("username"),
                row.getString("email"),
                Set.of((String[]) row.getArray("roles").getArray()),
                TwoFactor.State.of(row.getString("totp_state")),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                moment(row, "last_login_at"),
                moment(row, "disabled_at"));
        return new Account(
                user,
                row.getString("password_hash"),
                Optional.ofNullable(Account.Sealed.of(row.getBytes("totp_secret"))),
                row.getLong("totp_step"));
    }

    private static @Nullable Instant moment(ResultSet row, String column) throws SQLException {
        OffsetDateTime moment = row.getObject(column, OffsetDateTime.class);
        return moment == null ? null : moment.toInstant();
    }

    private static String roles(Set<String> roles) {
        return String.join(" ", roles.stream().sorted().toList());
    }

    private static OffsetDateTime at(Instant moment) {
        return moment.atOffset(ZoneOffset.UTC);
    }
}
