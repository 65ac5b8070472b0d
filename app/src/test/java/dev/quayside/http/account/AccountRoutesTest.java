package dev.quayside.http.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.http.account.AccountsUnderTest.Client;
import dev.quayside.http.account.AccountsUnderTest.Factor;
import dev.quayside.http.message.Response;
import dev.quayside.testing.MovedClock;
import dev.quayside.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The second factor.
class AccountRoutesTest {
    private static final String PASSWORD = "Str0ngPass";
    private static final String PROOF = "{'password': '%s', 'totp_code': '%s'}";

    private final TestDatabase database = TestDatabase.fresh();
    private final MovedClock clock = new MovedClock();
    private final AccountsUnderTest api = new AccountsUnderTest(database, clock, AccountsUnderTest.SETTINGS);

    @AfterEach
    void stop() {
        api.close();
        database.close();
    }

    private Response login(String code) {
        return api.client().login("alice01", PASSWORD, code);
    }

    @Test
    void loginsNeedACodeOnceTheFactorIsThere() {
        Client alice = api.loggedIn("alice01");
        Factor factor = alice.enable();

        assertThat(api.client().login("alice01", PASSWORD).text()).isEqualTo("{\"detail\":\"Invalid 2FA code\"}");
        assertThat(api.client().login("alice01", "Wr0ngPass").text())
                .isEqualTo("{\"detail\":\"Invalid username or password\"}");
        assertThat(login(factor.wrong()).status()).isEqualTo(401);
        assertThat(login(factor.wrong()).text()).isEqualTo("{\"detail\":\"Invalid 2FA code\"}");
        assertThat(login(factor.code()).status()).isEqualTo(201);
        assertThat(alice.get("/auth/me").json().path("is_2fa_enabled").booleanValue())
                .isTrue();
    }

    @Test
    void thePageIsShownToNobodyElseAndNotKept() {
        Client alice = api.loggedIn("alice01");

        Response page = alice.post("/auth/enable-2fa");

        assertThat(page.status()).isEqualTo(201);
        assertThat(page.headers().find("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(page.headers().find("Cache-Control")).contains("no-store");
        assertThat(page.text()).contains("<img src=\"data:image/png;base64,iVBORw0KGgo");
    }

    @Test
    void oneCanAskForACodeBeforeLoginsNeedOne() {
        Client alice = api.loggedIn("alice01");
        Factor factor = api
        .new Factor(alice.post("/auth/enable-2fa", "{'confirm': true}").text());
        String before = alice.cookies.get("session_id");

        assertThat(api.client().login("alice01", PASSWORD).status()).isEqualTo(201);
        assertThat(alice.post("/auth/confirm-2fa", "{'totp_code': '" + factor.wrong() + "'}")
                        .status())
                .isEqualTo(400);
        assertThat(alice.post("/auth/confirm-2fa", "{'totp_code': '" + factor.code() + "'}")
                        .text())
                .isEqualTo("{\"message\":\"Successfully enabled 2FA\"}");

        assertThat(alice.cookies.get("session_id")).isNotEqualTo(before);
        assertThat(alice.get("/auth/me").status()).isEqualTo(200);
        assertThat(api.client().login("alice01", PASSWORD).status()).isEqualTo(401);
        assertThat(alice.post("/auth/confirm-2fa", "{'totp_code': '" + factor.code(1) + "'}")
                        .status())
                .isEqualTo(409);
        assertThat(api.told()).contains("user.2fa.enable by owner", "user.2fa.confirm by owner");
    }

    @Test
    void aSecretThatGotLostBeforeACodeCameGivesWayToANewOne() {
        Client alice = api.loggedIn("alice01");
        Factor lost = alice.enable();
        Factor factor = alice.enable();

        assertThat(login(lost.code()).status()).isEqualTo(401);
        assertThat(login(factor.code()).status()).isEqualTo(201);
        Response again = alice.post("/auth/enable-2fa", PROOF.formatted(PASSWORD, factor.code(1)));
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.text()).doesNotContain("otpauth").doesNotContain("png");
    }

    @Test
    void aCodeIsGoodOnce() {
        Factor factor = api.loggedIn("alice01").enable();
        String code = factor.code();

        assertThat(login(code).status()).isEqualTo(201);
        assertThat(login(code).status()).isEqualTo(401);
        assertThat(login(factor.code(-1)).status()).as("an earlier one").isEqualTo(401);
        assertThat(login(factor.code(1)).status()).as("the next one").isEqualTo(201);
        clock.pass(Duration.ofSeconds(60));
        assertThat(login(factor.code()).status()).isEqualTo(201);
    }

    @Test
    void aCodeIsGoodOnceHoweverManyTryItAtTheSameTime() throws Exception {
        Factor factor = api.loggedIn("alice01").enable();
        String code = factor.code();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> tries = IntStream.range(0, 50)
                    .mapToObj(i -> threads.submit(() -> api.clientAt("198.51." + i + ".1")
                            .login("alice01", PASSWORD, code)
                            .status()))
                    .toList();
            int in = 0;
            for (Future<Integer> each : tries) {
                assertThat(each.get()).isIn(201, 401, 429);
                in += each.get() == 201 ? 1 : 0;
            }
            assertThat(in).isLessThanOrEqualTo(1);
        }
        assertThat(sessions()).as("the first, and at most one more").isBetween(1L, 2L);
        clock.pass(Duration.ofMinutes(20));
        assertThat(login(code).status()).isEqualTo(401);
    }

    @Test
    void ofManyWhoUseOneStepOneWins() throws Exception {
        Factor factor = api.loggedIn("alice01").enable();
        Client known = api.client();
        assertThat(known.login("alice01", PASSWORD, factor.code(-1)).status()).isEqualTo(201);
        String code = factor.code();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> tries = IntStream.range(0, 4)
                    .mapToObj(i -> threads.submit(() -> api.clientAt("198.51." + i + ".1")
                            .login("alice01", PASSWORD, code)
                            .status()))
                    .toList();
            int in = 0;
            for (Future<Integer> each : tries) {
                in += each.get() == 201 ? 1 : 0;
            }
            assertThat(in).isEqualTo(1);
        }
    }

    private long sessions() {
        return database.database()
                .with(handle -> handle.createQuery("select count(*) from account_session")
                        .mapTo(Long.class)
                        .one());
    }

    @Test
    void afterFiveWrongCodesTheRightOneIsNotTakenEither() {
        Factor factor = api.loggedIn("alice01").enable();
        for (int i = 0; i < 5; i++) {
            assertThat(login(factor.wrong()).status()).isEqualTo(401);
        }

        Response sixth = login(factor.code());

        assertThat(sixth.status()).isEqualTo(429);
        assertThat(sixth.headers().find("Retry-After")).contains("900");
        assertThat(api.told()).contains("user.locked by anonymous");
        clock.pass(Duration.ofMinutes(15));
        assertThat(login(factor.code()).status()).isEqualTo(201);
    }

    @Test
    void wrongCodesAndWrongPasswordsAreCountedApart() {
        Factor factor = api.loggedIn("alice01").enable();
        for (int i = 0; i < 4; i++) {
            assertThat(login(factor.wrong()).status()).isEqualTo(401);
            assertThat(api.client().login("alice01", "Wr0ngPass").status()).isEqualTo(401);
        }

        assertThat(login(factor.code()).status()).isEqualTo(201);
    }

    @Test
    void theCodeOfSomebodyElseIsWrong() {
        Factor bobs = api.loggedIn("bobby01").enable();
        var _ = api.loggedIn("alice01").enable();

        assertThat(login(bobs.code()).status()).isEqualTo(401);
        assertThat(login(bobs.recovery.getFirst()).status()).isEqualTo(401);
        assertThat(login("disabled").status()).isEqualTo(401);
    }

    @Test
    void aRecoveryCodeLetsInOnce() {
        Client alice = api.loggedIn("alice01");
        Factor factor = alice.enable();
        assertThat(factor.recovery).hasSize(10).doesNotHaveDuplicates();
        String code = factor.recovery.get(3).toLowerCase(java.util.Locale.ROOT);

        assertThat(login(code).status()).isEqualTo(201);
        assertThat(login(code).status()).isEqualTo(401);
        assertThat(login(factor.recovery.get(4).replace("-", "")).status()).isEqualTo(201);

        assertThat(alice.get("/auth/me").json().path("recovery_codes_left").intValue())
                .isEqualTo(8);
        assertThat(api.told()).contains("user.recovery-code.use by owner");
    }

    @Test
    void newRecoveryCodesTakeThePlaceOfTheOld() {
        Client alice = api.loggedIn("alice01");
        assertThat(alice.post("/auth/recovery-codes").status()).isEqualTo(409);
        Factor factor = alice.enable();

        Response fresh = alice.post("/auth/recovery-codes");

        assertThat(fresh.json().path("recovery_codes")).hasSize(10);
        assertThat(login(factor.recovery.getFirst()).status()).isEqualTo(401);
        assertThat(login(fresh.json().path("recovery_codes").path(0).stringValue())
                        .status())
                .isEqualTo(201);
    }

    @Test
    void theFactorGoesAwayAsTheExamplesDoIt() {
        Client alice = api.loggedIn("alice01");
        var _ = alice.enable();

        assertThat(alice.post("/auth/disable-2fa").text()).isEqualTo("{\"message\":\"Successfully disabled 2FA\"}");
        assertThat(alice.post("/auth/disable-2fa").status()).isEqualTo(200);

        assertThat(api.client().login("alice01", PASSWORD).status()).isEqualTo(201);
        Client bob = api.loggedIn("bobby01");
        var _ = bob.enable();
        assertThat(bob.post("/auth/disable-2fa").status()).isEqualTo(200);
    }

    @Test
    void whatProtectsAnAccountIsChangedByWhoHasJustProvedWhoTheyAre() {
        Client alice = api.loggedIn("alice01");
        clock.pass(Duration.ofMinutes(11));

        assertThat(alice.post("/auth/enable-2fa").status()).isEqualTo(403);
        assertThat(alice.post("/auth/disable-2fa").status()).isEqualTo(403);
        assertThat(alice.post("/auth/recovery-codes").status()).isEqualTo(403);
        assertThat(alice.post("/auth/enable-2fa", "{'password': 'Wr0ngPass'}").status())
                .isEqualTo(403);
        String before = alice.cookies.get("session_id");
        Client copy = alice.copy();

        assertThat(alice.post("/auth/enable-2fa", "{'password': 'Str0ngPass'}").status())
                .isEqualTo(201);

        assertThat(alice.cookies.get("session_id")).as("stepped up").isNotEqualTo(before);
        assertThat(copy.get("/auth/me").status()).isEqualTo(401);
    }

    @Test
    void aSessionWithoutTheFactorCannotTakeItAway() {
        Client other = api.loggedIn("alice01");
        Client alice = api.loggedIn("alice01");
        Factor factor = alice.enable();
        assertThat(alice.post("/auth/confirm-2fa", "{'totp_code': '" + factor.code() + "'}")
                        .status())
                .isEqualTo(200);

        assertThat(other.post("/auth/disable-2fa").status()).isEqualTo(403);
        assertThat(other.post("/auth/disable-2fa", "{'password': 'Str0ngPass'}").text())
                .contains("Invalid 2FA code");
        assertThat(other.post("/auth/disable-2fa", PROOF.formatted(PASSWORD, factor.code(1)))
                        .status())
                .isEqualTo(200);
        assertThat(api.told()).contains("user.2fa.disable by owner");
    }

    @Test
    void theDatabaseHoldsNoSecretOfTheFactor() {
        Factor factor = api.loggedIn("alice01").enable();
        byte[] secret = factor.secret();

        byte[] kept = database.database()
                .with(handle -> handle.createQuery("select totp_secret from account")
                        .mapTo(byte[].class)
                        .one());
        String rows = database.database()
                .with(handle -> handle.createQuery("select string_agg(c::text, ' ') from recovery_code c")
                        .mapTo(String.class)
                        .one());

        assertThat(java.util.HexFormat.of().formatHex(kept))
                .doesNotContain(java.util.HexFormat.of().formatHex(secret));
        assertThat(rows).doesNotContain(factor.recovery.getFirst());
        assertThat(api.everythingTold()).doesNotContain(factor.recovery.getFirst());
    }
}
