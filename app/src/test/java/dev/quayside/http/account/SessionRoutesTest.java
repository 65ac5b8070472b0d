package dev.quayside.http.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.event.Actor;
import dev.quayside.http.account.AccountsUnderTest.Client;
import dev.quayside.http.message.Response;
import dev.quayside.identity.account.Users;
import dev.quayside.testing.Await;
import dev.quayside.testing.MovedClock;
import dev.quayside.testing.TestDatabase;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Sessions: how they begin, last and end.
class SessionRoutesTest {
    private final TestDatabase database = TestDatabase.fresh();
    private final MovedClock clock = new MovedClock();
    private final AccountsUnderTest api = new AccountsUnderTest(database, clock, AccountsUnderTest.SETTINGS);

    @AfterEach
    void stop() {
        api.close();
        database.close();
    }

    @Test
    void aCopiedCookieDiesWithTheLogout() {
        Client alice = api.loggedIn("alice01");
        Client copy = alice.copy();
        assertThat(copy.get("/auth/me").status()).isEqualTo(200);

        Response logout = alice.post("/auth/logout");

        assertThat(logout.text()).isEqualTo("{\"message\":\"Logout successful\"}");
        assertThat(logout.headers().all("Set-Cookie")).hasSize(1).allMatch(cookie -> cookie.contains("1970"));
        assertThat(alice.cookies).doesNotContainKey("session_id");
        assertThat(copy.copy().get("/auth/me").status()).isEqualTo(401);
        assertThat(copy.get("/auth/me").headers().find("Set-Cookie").orElseThrow())
                .contains("session_id=null");
    }

    @Test
    void otherSessionsEndAndThisOneStays() {
        Client here = api.loggedIn("alice01");
        Client there = api.loggedIn("alice01");
        Client elsewhere = api.loggedIn("alice01");
        Client bob = api.loggedIn("bobby01");

        assertThat(here.post("/auth/logout-others").text())
                .isEqualTo("{\"message\":\"Logout others successfully\",\"count\":\"2\"}");
        assertThat(here.post("/auth/logout-others").text()).isEqualTo("{\"message\":\"No external sessions\"}");

        assertThat(here.get("/auth/me").status()).isEqualTo(200);
        assertThat(bob.get("/auth/me").status()).isEqualTo(200);
        assertThat(there.get("/auth/me").status()).isEqualTo(401);
        assertThat(elsewhere.get("/auth/me").status()).isEqualTo(401);
    }

    @Test
    void sessionsAreListedAndEndedOneByOne() {
        Client here = api.loggedIn("alice01");
        Client there = api.loggedIn("alice01");
        Client bob = api.loggedIn("bobby01");
        String hers = there.get("/auth/sessions")
                .json()
                .path("sessions")
                .valueStream()
                .filter(session -> session.path("current").booleanValue())
                .findFirst()
                .orElseThrow()
                .path("id")
                .stringValue();

        assertThat(here.get("/auth/sessions").json().path("sessions")).hasSize(2);
        assertThat(bob.delete("/auth/sessions/" + hers).status()).isEqualTo(404);
        assertThat(here.delete("/auth/sessions/" + hers).status()).isEqualTo(204);
        assertThat(here.delete("/auth/sessions/" + hers).status()).isEqualTo(404);
        assertThat(here.delete("/auth/sessions/x").status()).isEqualTo(404);
        assertThat(there.get("/auth/me").status()).isEqualTo(401);
        assertThat(here.get("/auth/sessions").text()).doesNotContain(here.cookies.get("session_id"));
    }

    @Test
    void aLoginMakesANewIdAndEndsTheSessionThatTheClientHad() {
        Client alice = api.loggedIn("alice01");
        Client fixed = alice.copy();

        var _ = alice.login("alice01", "Str0ngPass");

        assertThat(alice.cookies.get("session_id")).isNotEqualTo(fixed.cookies.get("session_id"));
        assertThat(fixed.get("/auth/me").status()).isEqualTo(401);
        fixed.cookies.put("session_id", "A".repeat(43));
        var _ = fixed.login("alice01", "Str0ngPass");
        assertThat(fixed.cookies.get("session_id")).isNotEqualTo("A".repeat(43));
    }

    @Test
    void aSessionLastsThirtyDaysWithoutUseAndNinetyInAnyCase() {
        Client idle = api.loggedIn("alice01");
        Client busy = api.loggedIn("alice01");
        for (int i = 0; i < 4; i++) {
            clock.pass(Duration.ofDays(20));
            assertThat(busy.get("/auth/me").status()).as("day " + 20 * (i + 1)).isEqualTo(200);
            assertThat(idle.copy().get("/auth/me").status()).isEqualTo(i == 0 ? 200 : 401);
            idle = i == 0 ? api.client() : idle;
        }
        clock.pass(Duration.ofDays(11));

        assertThat(busy.get("/auth/me").status()).isEqualTo(401);
    }

    @Test
    void everyAnswerToSomebodyLoggedInBringsTheCookieAnew() {
        Client alice = api.loggedIn("alice01");

        assertThat(alice.get("/auth/me").headers().find("Set-Cookie").orElseThrow())
                .contains(alice.cookies.get("session_id"))
                .contains("Max-Age=2592000");
    }

    @Test
    void theUseOfASessionIsWrittenOnceInAWhile() {
        Client alice = api.loggedIn("alice01");
        String written = seen();
        clock.pass(Duration.ofMinutes(50));
        for (int i = 0; i < 100; i++) {
            var _ = alice.get("/auth/me");
        }
        assertThat(seen()).isEqualTo(written);

        clock.pass(Duration.ofMinutes(11));
        var _ = alice.get("/auth/me");

        assertThat(seen()).isNotEqualTo(written);
    }

    private String seen() {
        return database.database()
                .with(handle -> handle.createQuery("select seen_at from account_session")
                        .mapTo(String.class)
                        .one());
    }

    @Test
    void aNewPasswordEndsAllOtherSessionsAndGivesThisOneANewId() {
        Client here = api.loggedIn("alice01");
        Client there = api.loggedIn("alice01");
        Client copy = here.copy();
        String body = "{'current_password': '%s', 'new_password': '%s'}";

        assertThat(here.post("/auth/password", body.formatted("Wr0ngPass", "N3wPassword"))
                        .status())
                .isEqualTo(403);
        assertThat(here.post("/auth/password", body.formatted("Str0ngPass", "weak"))
                        .status())
                .isEqualTo(400);
        assertThat(here.post("/auth/password", body.formatted("Str0ngPass", "N3wPassword"))
                        .status())
                .isEqualTo(200);

        assertThat(here.get("/auth/me").status()).isEqualTo(200);
        assertThat(copy.get("/auth/me").status()).isEqualTo(401);
        assertThat(there.get("/auth/me").status()).isEqualTo(401);
        assertThat(api.client().login("alice01", "Str0ngPass").status()).isEqualTo(401);
        assertThat(api.client().login("alice01", "N3wPassword").status()).isEqualTo(201);
        assertThat(api.told()).contains("user.password.change by owner");
    }

    @Test
    void whoIsDisabledIsOutAtOnceOnEveryServer() throws Exception {
        Client alice = api.loggedIn("alice01");
        try (var other = new AccountsUnderTest(database, clock, AccountsUnderTest.SETTINGS)) {
            Client there = other.client();
            there.cookies.putAll(alice.cookies);
            assertThat(there.get("/auth/me").status()).isEqualTo(200);
            Users users = api.accounts.users();
            var id = users.find("alice01").orElseThrow().id();

            assertThat(users.disable(id, Actor.of("test"))).isTrue();

            assertThat(alice.copy().get("/auth/me").status()).isEqualTo(401);
            Await.until(
                    "the other server knows", () -> there.copy().get("/auth/me").status() == 401);
            assertThat(api.client().login("alice01", "Str0ngPass").text())
                    .isEqualTo("{\"detail\":\"Invalid username or password\"}");
            assertThat(users.enable(id, Actor.of("test"))).isTrue();
            assertThat(alice.get("/auth/me").status()).isEqualTo(401);
            assertThat(api.client().login("alice01", "Str0ngPass").status()).isEqualTo(201);
        }
    }

    @Test
    void theDatabaseHoldsNoCookie() {
        Client alice = api.loggedIn("alice01");
        var _ = alice.get("/auth/me");

        String rows = database.database()
                .with(handle -> handle.createQuery("select string_agg(s::text, ' ') from account_session s")
                        .mapTo(String.class)
                        .one());
        assertThat(rows).doesNotContain(alice.cookies.get("session_id"));
        assertThat(api.everythingTold()).doesNotContain(alice.cookies.get("session_id"));
        assertThat(api.client().get("/auth/unknown").text()).isEqualTo("{\"detail\":\"Not Found\"}");
    }
}
