package dev.quayside.http.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.event.Actor;
import dev.quayside.http.account.AccountsUnderTest.Client;
import dev.quayside.http.message.Method;
import dev.quayside.http.message.Response;
import dev.quayside.identity.account.AccountSettings;
import dev.quayside.testing.MovedClock;
import dev.quayside.testing.TestDatabase;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Registration, login and sessions, as clients of the File Processing API know them.
class LoginRoutesTest {
    private final TestDatabase database = TestDatabase.fresh();
    private final MovedClock clock = new MovedClock();
    private final AccountsUnderTest api = new AccountsUnderTest(database, clock, AccountsUnderTest.SETTINGS);

    @AfterEach
    void stop() {
        api.close();
        database.close();
    }

    @Test
    void somebodyRegistersAndLogsInAsTheExamplesDo() {
        Client alice = api.client();

        Response registered = alice.register("alice01");
        Response login = alice.login("alice01", "Str0ngPass", "123456");

        assertThat(registered.status()).isEqualTo(201);
        assertThat(registered.text()).isEqualTo("{\"message\":\"Registration successfully completed\"}");
        assertThat(login.status()).isEqualTo(201);
        assertThat(login.text()).isEqualTo("{\"message\":\"Login successful\"}");
        assertThat(login.headers().find("Set-Cookie").orElseThrow())
                .matches("session_id=[A-Za-z0-9_-]{43}; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax");
        assertThat(alice.get("/auth/me").json().path("username").stringValue()).isEqualTo("alice01");
        assertThat(api.told()).containsExactly("user.register by anonymous", "user.login by owner");
    }

    @Test
    void whatARegistrationSaysBesidesIsIgnored() {
        Client mallory = api.client();
        var _ = mallory.post(
                "/auth/registration",
                "{'username': 'mallory', 'email': 'm@example.com', 'password': 'Str0ngPass', 'password1': 'Str0ngPass',"
                        + " 'role': 'administrator', 'roles': ['administrator'], 'is_2fa_enabled': true, 'id': 1,"
                        + " 'disabled_at': '2020-01-01', 'permissions': ['admin:access']}");
        var _ = mallory.post(
                "/auth/login",
                "{'username': 'mallory', 'password': 'Str0ngPass', 'roles': ['administrator'], 'factor': true}");

        Response me = mallory.get("/auth/me");

        assertThat(me.json().path("roles").toString()).isEqualTo("[\"user\"]");
        assertThat(me.json().path("permissions").toString()).isEqualTo("[\"read:files\",\"write:files\"]");
        assertThat(me.json().path("is_2fa_enabled").booleanValue()).isFalse();
    }

    @Test
    void anAccountIsThereOnce() {
        var _ = api.client().register("alice01");

        assertThat(api.client().register("ALICE01").status()).isEqualTo(400);
        Response sameAddress = api.client()
                .post(
                        "/auth/registration",
                        "{'username': 'alice02', 'email': 'Alice01@EXAMPLE.com', 'password': 'Str0ngPass', 'confirm_password': 'Str0ngPass'}");
        assertThat(sameAddress.status()).isEqualTo(400);
        assertThat(sameAddress.text()).isEqualTo("{\"detail\":\"User already exists\"}");
    }

    @Test
    void aWeakPasswordIsAnsweredWithTheRules() {
        Response response = api.client()
                .post(
                        "/auth/registration",
                        "{'username': 'alice01', 'email': 'a@example.com', 'password': 'weak', 'password1': 'weak'}");

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.text())
                .isEqualTo(
                        "{\"detail\":{\"password\":\"Not a reliable password.\",\"password scheme\":{\"capital_letter\":\"At least once capital letter is required.\",\"numeric\":\"At least once numeric is required.\",\"cannot_be_used\":\"Username, email.\",\"spaces\":\"Password must not contain spaces.\"}}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "abcd | a@example.com | A1 | username | Value error, Username must be at least 5 characters long",
                "alice 01 | a@example.com | A1 | username | Value error, Username cannot contain spaces",
                "alice-01 | a@example.com | A1 | username | Value error, Username contains forbidden characters",
                "alice01 | nobody | A1 | email | value is not a valid email address: An email address must have an @-sign.",
                "alice01 | a@b | A1 | email | value is not a valid email address: The part after the @-sign is not valid. It should have a period.",
                "alice01 | a@example.com | A2 | body | 'Value error, The passwords must match'"
            })
    void whatIsNotAllowedIsNamed(String username, String email, String again, String field, String message) {
        Response response = api.client()
                .post(
                        "/auth/registration",
                        "{\"username\": \"%s\", \"email\": \"%s\", \"password\": \"A1\", \"password1\": \"%s\"}"
                                .formatted(username, email, again));

        assertThat(response.status()).isEqualTo(422);
        assertThat(response.json().path("detail")).hasSize(1);
        assertThat(response.json().path("detail").path(0).path("field").stringValue())
                .isEqualTo(field);
        assertThat(response.json().path("detail").path(0).path("msg").stringValue())
                .isEqualTo(message);
    }

    @Test
    void aLongNameIsNamedToo() {
        assertThat(api.client().register("a".repeat(101)).text())
                .contains("Username cannot contain more than 100 characters");
    }

    @Test
    void everythingThatIsMissingIsNamedAtOnce() {
        assertThat(api.client().post("/auth/registration", "{}").text())
                .isEqualTo(
                        "{\"detail\":[{\"field\":\"username\",\"msg\":\"Field required\"},{\"field\":\"email\",\"msg\":\"Field required\"},{\"field\":\"password\",\"msg\":\"Field required\"},{\"field\":\"password1\",\"msg\":\"Field required\"}]}");
        assertThat(api.client()
                        .post("/auth/login", "{'username': '', 'password': ''}")
                        .status())
                .isEqualTo(422);
        assertThat(api.client()
                        .post("/auth/login", "{'username': 5, 'password': 'x'}")
                        .text())
                .isEqualTo("{\"detail\":[{\"field\":\"username\",\"msg\":\"Input should be a valid string\"}]}");
    }

    @Test
    void aWrongPasswordAndAnUnknownNameAreAnsweredAlike() {
        var _ = api.client().register("alice01");

        Response wrong = api.client().login("alice01", "Wr0ngPass");
        Response unknown = api.client().login("nobody1", "Wr0ngPass");

        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.text())
                .isEqualTo("{\"detail\":\"Invalid username or password\"}")
                .isEqualTo(unknown.text());
        assertThat(unknown.status()).isEqualTo(401);
        assertThat(unknown.headers().fields()).isEqualTo(wrong.headers().fields());
        assertThat(api.everythingTold()).doesNotContain("nobody1").doesNotContain("Wr0ngPass");
    }

    @Test
    void registrationCanBeClosed() {
        AccountSettings s = AccountsUnderTest.SETTINGS;
        var closed = new AccountSettings(
                false, Optional.empty(), Optional.empty(), false, s.sessions(), s.longestKey(), s.cost());
        try (var other = new AccountsUnderTest(database, clock, closed)) {
            assertThat(other.client().register("alice01").status()).isEqualTo(403);
            assertThat(other.accounts.users().list(0, 1).total()).isZero();
        }
    }

    @Test
    void withoutASessionNothingIsShown() {
        for (String path : List.of("/auth/me", "/auth/sessions")) {
            assertThat(api.client().get(path).text()).isEqualTo("{\"detail\":\"Not authenticated\"}");
        }
        for (String path : List.of(
                "logout", "logout-others", "enable-2fa", "disable-2fa", "confirm-2fa", "password", "recovery-codes")) {
            Response response = api.client().post("/auth/" + path);
            assertThat(response.status()).as(path).isEqualTo(401);
            assertThat(response.text()).isEqualTo("{\"detail\":\"Not authenticated\"}");
        }
    }

    @Test
    void newRolesCountAtOnce() {
        Client alice = api.loggedIn("alice01");
        var id = api.accounts.users().find("alice01").orElseThrow().id();

        assertThat(api.accounts.users().setRoles(id, Set.of("administrator"), Actor.of("test")))
                .isTrue();

        assertThat(alice.get("/auth/me").text()).contains("admin:access");
    }

    @Test
    void aCookieOpensNothingThatTakesTokens() {
        Client alice = api.loggedIn("alice01");
        var id = api.accounts.users().find("alice01").orElseThrow().id();
        api.accounts.users().setRoles(id, Set.of("administrator"), Actor.of("test"));

        assertThat(alice.post("/api/v1/things").status()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({
        "Origin, https://evil.example.com, 403",
        "Origin, null, 403",
        "Origin, http://quayside.example.com.evil.com, 403",
        "Origin, http://evil.com?quayside.example.com, 403",
        "Origin, http://quayside.example.com:81, 403",
        "Sec-Fetch-Site, cross-site, 403",
        "Sec-Fetch-Site, same-site, 403",
        "Sec-Fetch-Site, same-origin, 200",
        "Sec-Fetch-Site, none, 200",
        "Origin, http://quayside.example.com, 200",
        "Origin, https://quayside.example.com, 200",
        "Origin, https://app.example.com, 200",
        "X-Nothing, nothing, 200"
    })
    void aForeignPageCannotUseACookie(String header, String value, int status) {
        Client browser = api.clientWith(Map.of(header, value));
        browser.cookies.putAll(api.loggedIn("alice01").cookies);

        assertThat(browser.post("/auth/logout-others").status()).isEqualTo(status);
        assertThat(browser.send(Method.DELETE, "/auth/sessions/" + java.util.UUID.randomUUID(), "")
                        .status())
                .isEqualTo(status == 200 ? 404 : 403);
        assertThat(browser.get("/auth/me").status()).isEqualTo(200);
        assertThat(browser.login("alice01", "Str0ngPass").status()).isEqualTo(status == 200 ? 201 : 403);
    }

    @Test
    void cookiesAreForEncryptedConnectionsWhereThereIsOne() {
        var _ = api.client().register("alice01");
        Client behindProxy = api.clientWith(Map.of("X-Forwarded-Proto", "https"));

        Response login = behindProxy.login("alice01", "Str0ngPass");

        assertThat(login.headers().all("Set-Cookie")).hasSize(2).allMatch(cookie -> cookie.endsWith("; Secure"));
        assertThat(behindProxy.post("/auth/logout").headers().find("Set-Cookie").orElseThrow())
                .endsWith("; Secure");
    }

    @Test
    void anOlderHashIsReplacedAtTheLogin() {
        String old = "$2b$04$DPR2sjyhc56JCftnNx3g8eF.0sxdEBMzKwTg2JBFqtFHlaUDxkYP6";
        var _ = api.accounts.users().adopt("alice01", "a@example.com", old, Set.of("user"), Actor.of("test"));

        assertThat(api.client().login("alice01", "Str0ng_Pass").status()).isEqualTo(401);
        assertThat(hash()).isEqualTo(old);
        assertThat(api.client().login("alice01", "Str0ng_Pass!").status()).isEqualTo(201);
        assertThat(hash()).startsWith("$argon2id$v=19$m=64,t=1,p=1$");
        assertThat(api.client().login("alice01", "Str0ng_Pass!").status()).isEqualTo(201);
        assertThat(api.client().login("alice01", "Str0ng_Pass").status()).isEqualTo(401);
    }

    private String hash() {
        return database.database()
                .with(handle -> handle.createQuery("select password_hash from account")
                        .mapTo(String.class)
                        .one());
    }
}
