package dev.quayside.http.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.http.account.AccountsUnderTest.Client;
import dev.quayside.http.message.Method;
import dev.quayside.http.message.Response;
import dev.quayside.testing.MovedClock;
import dev.quayside.testing.TestDatabase;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Accounts and roles as administrators see them, and invitations.
class UserRoutesTest {
    private static final String CHOSEN = "{'token': '%s', 'password': 'N3wPassword', 'password1': 'N3wPassword'}";

    private final TestDatabase database = TestDatabase.fresh();
    private final MovedClock clock = new MovedClock();
    private final AccountsUnderTest api = new AccountsUnderTest(database, clock, AccountsUnderTest.SETTINGS);
    private final Client admin = api.bearer(AccountsUnderTest.ADMINISTRATOR);

    @AfterEach
    void stop() {
        api.close();
        database.close();
    }

    private JsonNode invited(String username, String roles) {
        Response made = admin.post(
                "/api/v1/admin/users",
                "{'username': '%s', 'email': '%s@example.com', 'roles': %s}".formatted(username, username, roles));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        return made.json();
    }

    private static String token(JsonNode link) {
        return link.path("path").stringValue().replaceFirst(".*#token=([^&]+).*", "$1");
    }

    @Test
    void somebodyWhoIsInvitedChoosesAPasswordOnce() {
        JsonNode user = invited("alice01", "['operator']");
        String link = user.path("invitation").path("path").stringValue();
        assertThat(link).startsWith("/setup#token=qi_").endsWith("&user=alice01");
        String order = CHOSEN.formatted(token(user.path("invitation")));

        Response done = api.client().post("/auth/setup", order);

        assertThat(done.status()).isEqualTo(201);
        assertThat(done.text()).contains("alice01");
        Client alice = api.client();
        assertThat(alice.login("alice01", "N3wPassword").status()).isEqualTo(201);
        assertThat(alice.get("/auth/me").text())
                .contains("\"roles\":[\"operator\"]")
                .contains("execute:workflows");
        assertThat(api.client().post("/auth/setup", order).status()).isEqualTo(404);
    }

    @Test
    void anInvitationEndsAfterADay() {
        String order = CHOSEN.formatted(token(invited("alice01", "['user']").path("invitation")));

        clock.pass(Duration.ofHours(24));

        assertThat(api.client().post("/auth/setup", order).text()).contains("has expired");
    }

    @Test
    void aPasswordThatWasLostIsChosenAnewAndAllSessionsEnd() {
        Client alice = api.loggedIn("alice01");
        String id = alice.get("/auth/me").json().path("id").stringValue();
        JsonNode link = admin.post("/api/v1/admin/users/" + id + "/invite").json();
        assertThat(alice.get("/auth/me").status()).isEqualTo(200);

        assertThat(api.client()
                        .post("/auth/setup", CHOSEN.formatted(token(link)))
                        .status())
                .isEqualTo(201);

        assertThat(alice.get("/auth/me").status()).isEqualTo(401);
        assertThat(api.client().login("alice01", "Str0ngPass").status()).isEqualTo(401);
        assertThat(api.client().login("alice01", "N3wPassword").status()).isEqualTo(201);
        assertThat(api.told().toString()).contains("user.invite").contains("user.password.choose");
    }

    @Test
    void aWeakPasswordDoesNotUseTheInvitationUp() {
        String token = token(invited("alice01", "['user']").path("invitation"));

        Response weak = api.client()
                .post("/auth/setup", "{'token': '%s', 'password': 'weak', 'password1': 'weak'}".formatted(token));

        assertThat(weak.status()).isEqualTo(400);
        assertThat(api.client().post("/auth/setup", CHOSEN.formatted(token)).status())
                .isEqualTo(201);
    }

    @Test
    void theFirstAdministratorComesByALinkAndNoSecondOneDoes() {
        String first = api.accounts.invitations().inviteFirst().orElseThrow().token();
        String second = api.accounts.invitations().inviteFirst().orElseThrow().token();
        String who =
                "'username': 'root01', 'email': 'root@example.com', 'password': 'Str0ngPass', 'password1': 'Str0ngPass'";

        Response nameless = api.client().post("/auth/setup", CHOSEN.formatted(first));
        assertThat(nameless.status()).isEqualTo(422);
        assertThat(nameless.text()).contains("username").contains("email");
        assertThat(api.client()
                        .post("/auth/setup", "{'token': '" + first + "', " + who + "}")
                        .status())
                .isEqualTo(201);

        Client root = api.client();
        assertThat(root.login("root01", "Str0ngPass").status()).isEqualTo(201);
        assertThat(root.get("/auth/me").text()).contains("administrator").contains("admin:access");
        assertThat(api.accounts.invitations().inviteFirst()).isEmpty();
        String other = who.replace("root", "evil");
        assertThat(api.client()
                        .post("/auth/setup", "{'token': '" + second + "', " + other + "}")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void somebodyWhoIsKeptOutStaysOut() {
        Client alice = api.loggedIn("alice01");
        String user =
                "/api/v1/admin/users/" + alice.get("/auth/me").json().path("id").stringValue();

        assertThat(admin.post(user + "/disable").json().path("disabled_at").isString())
                .isTrue();
        assertThat(alice.get("/auth/me").status()).isEqualTo(401);
        assertThat(api.client().login("alice01", "Str0ngPass").status()).isEqualTo(401);

        assertThat(admin.post(user + "/enable").json().path("disabled_at").isNull())
                .isTrue();
        assertThat(api.client().login("alice01", "Str0ngPass").status()).isEqualTo(201);
    }

    @Test
    void aLostAuthenticatorIsTakenAwayByAnAdministrator() {
        Client alice = api.loggedIn("alice01");
        String user =
                "/api/v1/admin/users/" + alice.get("/auth/me").json().path("id").stringValue();
        alice.enable();
        assertThat(api.client().login("alice01", "Str0ngPass").status()).isEqualTo(401);

        assertThat(admin.post(user + "/disable-2fa")
                        .json()
                        .path("is_2fa_enabled")
                        .booleanValue())
                .isFalse();

        assertThat(api.client().login("alice01", "Str0ngPass").status()).isEqualTo(201);
    }

    @Test
    void rolesTakeEffectAtOnceInSessions() {
        Client alice = api.loggedIn("alice01");
        String user =
                "/api/v1/admin/users/" + alice.get("/auth/me").json().path("id").stringValue();

        Response changed = admin.send(Method.PUT, user + "/roles", "{'roles': ['viewer', 'operator']}");

        assertThat(changed.text()).contains("\"roles\":[\"operator\",\"viewer\"]");
        assertThat(alice.get("/auth/me").text()).contains("read:dispatch");
        assertThat(admin.send(Method.PUT, user + "/roles", "{'roles': ['captain']}")
                        .status())
                .isEqualTo(422);
        assertThat(admin.send(Method.PUT, user + "/roles", "{}").status()).isEqualTo(422);
    }

    @Test
    void rolesOfOnesOwnPermitWhatTheySayAndChangeForWhoeverHasThem() {
        assertThat(admin.send(
                                Method.PUT,
                                "/api/v1/admin/roles/auditor",
                                "{'description': 'Reads', 'permissions': ['read:executions']}")
                        .status())
                .isEqualTo(200);
        Client alice = api.loggedIn("alice01");
        String user =
                "/api/v1/admin/users/" + alice.get("/auth/me").json().path("id").stringValue();
        admin.send(Method.PUT, user + "/roles", "{'roles': ['auditor']}");
        assertThat(alice.get("/auth/me").text()).contains("\"permissions\":[\"read:executions\"]");

        admin.send(Method.PUT, "/api/v1/admin/roles/auditor", "{'permissions': ['read:logs']}");

        assertThat(alice.get("/auth/me").text()).contains("\"permissions\":[\"read:logs\"]");
        assertThat(admin.get("/api/v1/admin/roles").text()).contains("auditor").contains("viewer");
        assertThat(admin.delete("/api/v1/admin/roles/auditor").status()).isEqualTo(409);
        admin.send(Method.PUT, user + "/roles", "{'roles': []}");
        assertThat(admin.delete("/api/v1/admin/roles/auditor").status()).isEqualTo(204);
        assertThat(admin.delete("/api/v1/admin/roles/auditor").status()).isEqualTo(404);
    }

    @Test
    void rolesOfTheProgramStayAsTheyAre() {
        assertThat(admin.send(Method.PUT, "/api/v1/admin/roles/viewer", "{'permissions': []}")
                        .status())
                .isEqualTo(409);
        assertThat(admin.delete("/api/v1/admin/roles/administrator").status()).isEqualTo(409);
        assertThat(admin.send(Method.PUT, "/api/v1/admin/roles/No Name", "{'permissions': []}")
                        .status())
                .isEqualTo(422);
    }

    @Test
    void nobodyGivesRolesThatPermitMoreThanTheyMay() {
        Client clerk =
                api.key(admin.post("/api/v1/admin/keys", """
                        {'name': 'clerk', 'subject': 'clerk', 'permissions': ['admin:access'], 'ttl': '1d'}
                        """).json().path("key").stringValue());
        Client alice = api.loggedIn("alice01");
        String user =
                "/api/v1/admin/users/" + alice.get("/auth/me").json().path("id").stringValue();

        assertThat(clerk.send(Method.PUT, user + "/roles", "{'roles': ['administrator']}")
                        .status())
                .isEqualTo(403);
        assertThat(clerk.send(Method.PUT, "/api/v1/admin/roles/mine", "{'permissions': ['run:scripts']}")
                        .status())
                .isEqualTo(403);
        assertThat(clerk.post(
                                "/api/v1/admin/users",
                                "{'username': 'other01', 'email': 'o@example.com', 'roles': ['operator']}")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void whatIsTakenOrMissingIsSaid() {
        JsonNode user = invited("alice01", "['user']");

        assertThat(admin.post("/api/v1/admin/users", "{'username': 'ALICE01', 'email': 'x@example.com'}")
                        .status())
                .isEqualTo(409);
        assertThat(admin.post("/api/v1/admin/users", "{'username': 'al', 'email': 'x'}")
                        .status())
                .isEqualTo(422);
        assertThat(admin.get("/api/v1/admin/users").text())
                .contains("\"total\":1")
                .doesNotContain("invitation");
        assertThat(admin.get("/api/v1/admin/users/" + user.path("id").stringValue())
                        .text())
                .contains("alice01");
        assertThat(admin.get("/api/v1/admin/users/nobody").status()).isEqualTo(404);
        assertThat(admin.post("/api/v1/admin/users/" + java.util.UUID.randomUUID() + "/invite")
                        .status())
                .isEqualTo(404);
    }
}
