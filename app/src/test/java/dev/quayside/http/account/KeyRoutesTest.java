package dev.quayside.http.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.event.Actor;
import dev.quayside.http.account.AccountsUnderTest.Client;
import dev.quayside.http.message.Response;
import dev.quayside.identity.account.User;
import dev.quayside.testing.Await;
import dev.quayside.testing.MovedClock;
import dev.quayside.testing.TestDatabase;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// API keys: how they are made, what they open, and how they end.
class KeyRoutesTest {
    private static final String WRITES =
            "{'name': 'import', 'permissions': ['read:files', 'write:files'], 'ttl': '30d'}";

    private final TestDatabase database = TestDatabase.fresh();
    private final MovedClock clock = new MovedClock();
    private final AccountsUnderTest api = new AccountsUnderTest(database, clock, AccountsUnderTest.SETTINGS);
    private final Client admin = api.bearer(AccountsUnderTest.ADMINISTRATOR);

    @AfterEach
    void stop() {
        api.close();
        database.close();
    }

    private JsonNode make(Client client, String order) {
        Response made = client.post("/auth/keys", order);
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        return made.json();
    }

    private UUID account(String username) {
        return api.accounts.users().find(username).orElseThrow().id();
    }

    @Test
    void aKeyOpensWhatItsOwnerMayInBothHeaders() {
        Client alice = api.loggedIn("alice01");
        JsonNode key = make(alice, WRITES);
        String text = key.path("key").stringValue();

        assertThat(text)
                .startsWith("qk_")
                .hasSize(46)
                .startsWith(key.path("beginning").stringValue());
        String subject = User.subject(account("alice01"));
        assertThat(api.key(text).get("/files/things").text()).isEqualTo(subject);
        assertThat(api.bearer(text).get("/files/things").text()).isEqualTo(subject);
        assertThat(api.key(text).post("/api/v1/things").status()).isEqualTo(403);
    }

    @Test
    void itIsShownOnceAndStoredNowhere() {
        Client alice = api.loggedIn("alice01");
        String text = make(alice, WRITES).path("key").stringValue();

        String listed = alice.get("/auth/keys").text();

        assertThat(listed).contains("\"total\":1").contains("import").doesNotContain(text);
        String rows = database.database()
                .with(handle -> handle.createQuery("select string_agg(k::text, '') from api_key k")
                        .mapTo(String.class)
                        .one());
        assertThat(rows).contains("import").doesNotContain(text.substring(10));
        assertThat(api.told() + api.everythingTold()).contains("key.create").doesNotContain(text.substring(10));
    }

    @Test
    void nobodyMakesAKeyThatPermitsMoreThanTheyMay() {
        Client alice = api.loggedIn("alice01");

        Response refused = alice.post("/auth/keys", "{'name': 'x', 'permissions': ['admin:access'], 'ttl': '1d'}");

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text()).contains("Missing permissions: admin:access");
    }

    @Test
    void aKeyPermitsLessOnceItsOwnerDoes() {
        Client alice = api.loggedIn("alice01");
        String text = make(alice, WRITES).path("key").stringValue();
        assertThat(api.key(text).get("/files/things").status()).isEqualTo(200);

        api.accounts.users().setRoles(account("alice01"), Set.of(), Actor.of("root"));

        assertThat(api.key(text).get("/files/things").status()).isEqualTo(403);
    }

    @Test
    void aKeyOfSomebodyWhoIsKeptOutIsRefused() {
        Client alice = api.loggedIn("alice01");
        String text = make(alice, WRITES).path("key").stringValue();
        assertThat(api.key(text).get("/files/things").status()).isEqualTo(200);

        api.accounts.users().disable(account("alice01"), Actor.of("root"));
        assertThat(api.key(text).get("/files/things").status()).isEqualTo(401);

        api.accounts.users().enable(account("alice01"), Actor.of("root"));
        assertThat(api.key(text).get("/files/things").status()).isEqualTo(200);
    }

    @Test
    void aKeyThatIsTakenBackIsRefusedOnEveryServer() throws Exception {
        Client alice = api.loggedIn("alice01");
        JsonNode key = make(alice, WRITES);
        String text = key.path("key").stringValue();
        try (var other = new AccountsUnderTest(database, clock, AccountsUnderTest.SETTINGS)) {
            assertThat(other.key(text).get("/files/things").status()).isEqualTo(200);
            assertThat(api.key(text).get("/files/things").status()).isEqualTo(200);

            assertThat(alice.delete("/auth/keys/" + key.path("id").stringValue())
                            .status())
                    .isEqualTo(204);

            assertThat(api.key(text).get("/files/things").status()).isEqualTo(401);
            Await.until(
                    "refused elsewhere",
                    () -> other.key(text).get("/files/things").status() == 401);
        }
    }

    @Test
    void aKeyExpires() {
        Client alice = api.loggedIn("alice01");
        String text = make(alice, WRITES).path("key").stringValue();
        assertThat(api.key(text).get("/files/things").status()).isEqualTo(200);

        clock.pass(Duration.ofDays(30));

        Response refused = api.key(text).get("/files/things");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.text()).contains("has expired, was taken back");
    }

    @Test
    void keysOfOthersAreNotThere() {
        Client alice = api.loggedIn("alice01");
        Client bob = api.loggedIn("bobby01");
        String id = make(alice, WRITES).path("id").stringValue();

        assertThat(bob.get("/auth/keys").text()).contains("\"total\":0");
        assertThat(bob.delete("/auth/keys/" + id).status()).isEqualTo(404);
        assertThat(bob.delete("/auth/keys/x").status()).isEqualTo(404);
        assertThat(alice.delete("/auth/keys/" + id).status()).isEqualTo(204);
        assertThat(alice.delete("/auth/keys/" + id).status()).isEqualTo(404);
    }

    @Test
    void aKeyMakesNoKeysAndOpensNoSession() {
        String text = make(api.loggedIn("alice01"), WRITES).path("key").stringValue();

        assertThat(api.key(text).post("/auth/keys", WRITES).status()).isEqualTo(401);
        assertThat(api.key(text).get("/auth/me").status()).isEqualTo(401);
        assertThat(api.key(text).post("/auth/logout-others").status()).isEqualTo(401);
    }

    @Test
    void whoWasSeenLastTooLongAgoLogsInAgainFirst() {
        Client alice = api.loggedIn("alice01");
        clock.pass(Duration.ofMinutes(11));

        assertThat(alice.post("/auth/keys", WRITES).status()).isEqualTo(403);
    }

    @Test
    void anAdministratorMakesKeysForProgramsWithoutAnAccount() {
        Response made = admin.post("/api/v1/admin/keys", """
                {'name': 'ci', 'subject': 'ci', 'permissions': ['create:workflows'], 'ttl': '1d'}
                """);

        assertThat(made.status()).as(made.text()).isEqualTo(201);
        String text = made.json().path("key").stringValue();
        assertThat(api.key(text).post("/api/v1/things").text()).isEqualTo("ci");
        assertThat(api.key(text).get("/files/things").text()).contains("belongs to no account");
        assertThat(admin.get("/api/v1/admin/keys").text())
                .contains("\"total\":1")
                .doesNotContain(text);
        assertThat(admin.delete("/api/v1/admin/keys/" + made.json().path("id").stringValue())
                        .status())
                .isEqualTo(204);
        assertThat(api.key(text).post("/api/v1/things").status()).isEqualTo(401);
    }

    @Test
    void anOrderThatCannotBeCarriedOutSaysWhy() {
        Client alice = api.loggedIn("alice01");

        assertThat(alice.post("/auth/keys", "{'name': ' ', 'permissions': [], 'ttl': '1d'}")
                        .text())
                .contains("needs a name");
        assertThat(alice.post("/auth/keys", "{'name': 'x', 'permissions': ['fly'], 'ttl': '1d'}")
                        .text())
                .contains("there is no permission");
        assertThat(alice.post("/auth/keys", "{'name': 'x', 'permissions': [], 'ttl': '4000d'}")
                        .text())
                .contains("auth.max-token-ttl");
        assertThat(alice.post("/auth/keys", "{'name': 'x', 'permissions': [], 'ttl': 'soon'}")
                        .text())
                .contains("expected a time span");
    }
}
