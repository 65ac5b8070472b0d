package dev.quayside.identity.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quayside.base.Page;
import dev.quayside.base.Pause;
import dev.quayside.config.Secret;
import dev.quayside.database.Database;
import dev.quayside.event.Actor;
import dev.quayside.event.Events;
import dev.quayside.event.Recorded;
import dev.quayside.identity.Permission;
import dev.quayside.identity.token.OwnIssuer.Order;
import dev.quayside.identity.token.Verification.Accepted;
import dev.quayside.identity.token.Verification.Refused;
import dev.quayside.secret.RootKey;
import dev.quayside.secret.Sealer;
import dev.quayside.testing.Await;
import dev.quayside.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OwnIssuerTest {
    private static final Actor ADA = Actor.of("ada");
    private static final Order ORDER =
            new Order("robot", Set.of(Permission.READ_LOGS), Duration.ofHours(1), "nightly job");

    private final TestDatabase database = TestDatabase.fresh();
    private final TestClock clock = new TestClock();
    private final List<AutoCloseable> nodes = new ArrayList<>();
    private final Tokens tokens = node("a secret that is long enough for the test");

    private Tokens node(String secret) {
        Database own = new Database(database.url(), 4, Pause.REAL);
        try {
            own.start(Duration.ofSeconds(30));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        var sealer = new Sealer(RootKey.of(new Secret(secret), "test"));
        var node = new Tokens(own, new Events(own), sealer, TokenSettings.DEFAULT, clock, Pause.REAL);
        node.start();
        nodes.add(() -> {
            node.close();
            own.close();
        });
        return node;
    }

    private Tokens secondNode() {
        return node("a secret that is long enough for the test");
    }

    private String issue() {
        return tokens.issuer().issue(ORDER, ADA).token();
    }

    private long count(String sql) {
        return database.database()
                .with(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable node : nodes) {
            node.close();
        }
        database.close();
    }

    @Test
    void whatItIssuesIsAccepted() {
        assertThat(tokens.verifier().verify(issue())).isInstanceOfSatisfying(Accepted.class, accepted -> {
            assertThat(accepted.caller().user()).isEqualTo("robot");
            assertThat(accepted.caller().permissions()).containsExactly(Permission.READ_LOGS);
            assertThat(accepted.expires()).isEqualTo(clock.instant().plus(Duration.ofHours(1)));
        });
    }

    @Test
    void theIssuersNameIsTheSameOnEveryServer() {
        assertThat(tokens.issuerName())
                .startsWith("urn:quayside:")
                .isEqualTo(secondNode().issuerName());
    }

    @Test
    void aTokenIsGoodOnAServerThatHasNotSeenItsKey() {
        TokenVerifier second = secondNode().verifier();

        assertThat(second.verify(issue())).isInstanceOf(Accepted.class);
    }

    @Test
    void aTokenThatWasTakenBackIsRefusedEverywhere() throws InterruptedException {
        TokenVerifier first = tokens.verifier();
        TokenVerifier second = secondNode().verifier();
        OwnIssuer.Issued issued = tokens.issuer().issue(ORDER, ADA);
        String other = issue();
        assertThat(first.verify(issued.token())).isInstanceOf(Accepted.class);
        assertThat(second.verify(issued.token())).isInstanceOf(Accepted.class);

        tokens.issuer().revoke(issued.about().id().toString(), ADA);

        Refused refused = new Refused("Invalid token: The token was revoked");
        assertThat(first.verify(issued.token())).isEqualTo(refused);
        Await.until("refused there", () -> second.verify(issued.token()).equals(refused));
        assertThat(second.verify(other)).isInstanceOf(Accepted.class);
        assertThat(secondNode().verifier().verify(issued.token())).isEqualTo(refused);
    }

    @Test
    void aNameTakesBackAllOfItsTokens() {
        List<String> issued = List.of(issue(), issue());

        assertThat(tokens.issuer().revoke("nightly job", ADA)).hasSize(2);
        assertThat(tokens.issuer().revoke("nightly job", ADA)).isEmpty();

        TokenVerifier verifier = tokens.verifier();
        assertThat(issued).allMatch(token -> verifier.verify(token) instanceof Refused);
        assertThatThrownBy(() -> tokens.issuer().revoke("' or true --", ADA)).hasMessageContaining("token.unknown");
    }

    @Test
    void anotherSecretCannotSignAndSaysWhy() {
        issue();
        Tokens other = node("another secret that is long enough, too");

        assertThatThrownBy(() -> other.issuer().issue(ORDER, ADA)).hasMessageContaining("secret.other-key");
    }

    @Test
    void aNewKeySignsAndTheOldTokensStayGood() {
        TokenVerifier second = secondNode().verifier();
        String before = issue();
        tokens.issuer().rotate(ADA);
        String after = issue();

        assertThat(tokens.issuer().jwks().get("keys")).hasSize(2);
        for (TokenVerifier verifier : List.of(tokens.verifier(), second)) {
            assertThat(verifier.verify(before)).isInstanceOf(Accepted.class);
            assertThat(verifier.verify(after)).isInstanceOf(Accepted.class);
        }
        assertThat(count("select count(*) from signing_key where private_key is not null"))
                .as("a retired key cannot sign any more")
                .isEqualTo(1);
    }

    @Test
    void aRetiredKeyIsShownUntilItsLastTokenEnds() {
        issue();
        tokens.issuer().rotate(ADA);

        clock.pass(Duration.ofHours(1));
        tokens.issuer().rotate(ADA);

        assertThat(tokens.issuer().jwks().get("keys")).hasSize(1);
        clock.pass(Duration.ofDays(31));
        tokens.issuer().rotate(ADA);
        assertThat(count("select count(*) from signing_key")).isEqualTo(1);
        assertThat(tokens.issuer().list(0, 10).items()).isEmpty();
    }

    @Test
    void serversThatStartAtOnceMakeOneKey() throws Exception {
        Tokens second = secondNode();
        List<Callable<String>> work = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            OwnIssuer issuer = (i % 2 == 0 ? tokens : second).issuer();
            work.add(
                    i % 4 < 2
                            ? () -> issuer.jwks().toString()
                            : () -> issuer.issue(ORDER, ADA).token());
        }

        try (var threads = Executors.newFixedThreadPool(8)) {
            for (Future<String> done : threads.invokeAll(work)) {
                assertThat(done.get()).isNotEmpty();
            }
        }

        assertThat(count("select count(*) from signing_key")).isEqualTo(1);
    }

    @Test
    void keysShownToOthersHoldNothingPrivate() {
        assertThat(tokens.issuer().jwks().toString()).contains("\"kid\"").doesNotContain("\"d\"");
    }

    @Test
    void neitherTokenNorPrivateKeyIsInTheDatabase() {
        String token = issue();

        String rows = database.database()
                .with(handle -> handle.createQuery("""
                        select (select string_agg(t::text, ' ') from issued_token t)
                            || (select string_agg(k::text, ' ') from signing_key k)
                            || (select string_agg(e::text, ' ') from event e)
                        """).mapTo(String.class).one());
        assertThat(rows)
                .contains("nightly job")
                .doesNotContain(token.substring(token.lastIndexOf('.') + 1))
                .doesNotContain("\"d\":");
    }

    @Test
    void tokensAreListedNewestFirst() {
        issue();
        clock.pass(Duration.ofSeconds(1));
        tokens.issuer().issue(new Order("ada", Set.of(), Duration.ofHours(1), "second"), ADA);

        Page<IssuedToken> page = tokens.issuer().list(0, 1);

        assertThat(page.total()).isEqualTo(2);
        assertThat(page.items()).extracting(IssuedToken::name).containsExactly("second");
        assertThat(tokens.issuer().list(1, 5).items().getFirst().permissions()).containsExactly(Permission.READ_LOGS);
    }

    @Test
    void anOrderThatCannotBeCarriedOutIsRefused() {
        for (Order order : List.of(
                new Order(" ", Set.of(), Duration.ofHours(1), "name"),
                new Order("a\u0000", Set.of(), Duration.ofHours(1), "name"),
                new Order("a", Set.of(), Duration.ofHours(1), ""),
                new Order("a", Set.of(), Duration.ofHours(1), "n".repeat(201)),
                new Order("a", Set.of(), Duration.ZERO, "name"),
                new Order("a", Set.of(), Duration.ofDays(366), "name"))) {
            assertThatThrownBy(() -> tokens.issuer().issue(order, ADA)).hasMessageContaining("token.invalid");
        }
    }

    @Test
    void whoMadeAndTookBackATokenIsRecorded() {
        String id = tokens.issuer().issue(ORDER, ADA).about().id().toString();
        tokens.issuer().revoke(id, ADA);
        tokens.issuer().rotate(ADA);

        List<Recorded> events = new Events(database.database()).after(Recorded.Position.START, 10);
        assertThat(events)
                .extracting(recorded -> recorded.event().type())
                .containsExactly("token.create", "token.revoke", "signing-key.rotate");
        assertThat(events).allMatch(recorded -> ADA.equals(recorded.event().actor()));
        assertThat(events.getFirst().event().resource().path("token_id").asString())
                .isEqualTo(id);
    }

    @Test
    void aTokenOfAnotherInstallationIsRefused() {
        var named = new TokenSettings(Optional.of("urn:quayside:other"), Duration.ofDays(1), Optional.empty());
        var sealer = new Sealer(RootKey.of(new Secret("a secret that is long enough for the test"), "test"));
        try (var other =
                new Tokens(database.database(), new Events(database.database()), sealer, named, clock, Pause.REAL)) {
            other.start();

            assertThat(tokens.verifier().verify(other.issuer().issue(ORDER, ADA).token()))
                    .isEqualTo(new Refused("Invalid token: Invalid issuer"));
        }
    }
}
