package dev.quayside.http.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.http.account.AccountsUnderTest.Client;
import dev.quayside.http.message.Response;
import dev.quayside.testing.MovedClock;
import dev.quayside.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Guessing, from many places and for long. `-Dquayside.login-tries=200` tries less often where time is measured.
class LoginAttackTest {
    private static final int TRIES = Integer.getInteger("quayside.login-tries", 2_000);

    private final TestDatabase database = TestDatabase.fresh();
    private final MovedClock clock = new MovedClock();
    private final AccountsUnderTest api = new AccountsUnderTest(database, clock, AccountsUnderTest.SETTINGS);

    @AfterEach
    void stop() {
        api.close();
        database.close();
    }

    private static String network(int i) {
        return "10." + i / 250 + "." + i % 250 + ".7";
    }

    @Test
    void manyPasswordsForOneUserFromManyNetworksAreSlowedDownAndTheOwnerStillGetsIn() {
        Client known = api.loggedIn("alice01");
        known.cookies.remove("session_id");

        long looked = IntStream.range(0, 10_000)
                .filter(i -> api.clientAt(network(i))
                                .login("alice01", "Wr0ngPass" + i)
                                .status()
                        == 401)
                .count();

        assertThat(looked).isLessThanOrEqualTo(10);
        Response stranger = api.clientAt("203.0.113.1").login("alice01", "Str0ngPass");
        assertThat(stranger.status()).isEqualTo(429);
        assertThat(stranger.headers().find("Retry-After")).isPresent();
        assertThat(known.login("alice01", "Str0ngPass").status()).isEqualTo(201);
    }

    @Test
    void aDeviceIsKnownForItsOwnAccountOnlyAndMayNotGuessForEverEither() {
        Client mallory = api.loggedIn("mallory");
        var _ = api.client().register("alice01");
        for (int i = 0; i < 20; i++) {
            var _ = mallory.login("alice01", "Wr0ngPass");
        }
        assertThat(mallory.login("alice01", "Str0ngPass").status()).isEqualTo(429);

        Client alice = api.clientAt("203.0.113.1");
        clock.pass(Duration.ofHours(1));
        assertThat(alice.login("alice01", "Str0ngPass").status()).isEqualTo(201);
        for (int i = 0; i < 20; i++) {
            var _ = alice.login("alice01", "Wr0ngPass");
        }
        assertThat(alice.login("alice01", "Str0ngPass").status()).isEqualTo(429);
        assertThat(api.clientAt("203.0.113.200").login("alice01", "Str0ngPass").status())
                .isEqualTo(201);
    }

    @Test
    void onePasswordForManyUsersFromOneNetworkIsSlowedDown() {
        long looked = IntStream.range(0, 10_000)
                .filter(i -> api.clientAt("192.0.2." + i % 250)
                                .login("person" + i, "Spring2024")
                                .status()
                        == 401)
                .count();

        assertThat(looked).isBetween(40L, 100L);
    }

    @Test
    void aRestartForgetsNoGuess() {
        var _ = api.client().register("alice01");
        guess("alice01");

        try (var restarted = new AccountsUnderTest(database, clock, AccountsUnderTest.SETTINGS)) {
            assertThat(restarted.client().login("alice01", "Str0ngPass").status())
                    .isEqualTo(429);
            clock.pass(Duration.ofMinutes(16));
            assertThat(restarted.client().login("alice01", "Str0ngPass").status())
                    .isEqualTo(201);
        }
    }

    private List<Integer> guess(String username) {
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            statuses.add(api.client().login(username, "Wr0ngPass").status());
        }
        return statuses;
    }

    @Test
    void whoIsLockedOutLooksLikeWhoIsNotThere() {
        var _ = api.client().register("alice01");

        assertThat(guess("alice01")).contains(401, 429).isEqualTo(guess("nobody1"));
    }

    @Test
    void whatAClientSaysOfItsAddressDoesNotCount() {
        var _ = api.client().register("alice01");
        for (int i = 0; i < 20; i++) {
            var _ = api.clientWith(Map.of("X-Forwarded-For", network(i), "Forwarded", "for=" + network(i)))
                    .login("alice01", "Wr0ngPass");
        }
        assertThat(networksCounted()).isEqualTo(1);
    }

    private long networksCounted() {
        return database.database()
                .with(handle -> handle.createQuery(
                                "select count(*) from login_throttle where key like 'password:network:%'")
                        .mapTo(Long.class)
                        .one());
    }

    @Test
    void delaysComeBeforeTheLock() {
        var _ = api.client().register("alice01");
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            Response response = api.clientAt(network(i)).login("alice01", "Wr0ngPass");
            if (response.status() == 429) {
                long wait =
                        Long.parseLong(response.headers().find("Retry-After").orElseThrow());
                waits.add(wait);
                clock.pass(Duration.ofSeconds(wait));
                i--;
            }
        }

        assertThat(waits).containsExactly(1L, 2L, 4L, 8L, 900L);
    }

    @Test
    void theTimeOfALoginDoesNotTellWhetherThereIsSomebody() {
        Stream.of("known01", "known02").forEach(name -> api.client().register(name));
        double best = 0;
        for (int round = 0; round < 3 && best <= 0.01; round++) {
            best = Math.max(best, sameTimes());
        }

        assertThat(best).as("probability that both are the same").isGreaterThan(0.01);
    }

    /// How probable times as different as these are, if nothing but chance made them so: Mann and Whitney's test.
    private double sameTimes() {
        double[] known = new double[TRIES];
        double[] unknown = new double[TRIES];
        for (int i = -20; i < TRIES; i++) {
            boolean first = i % 2 == 0;
            double one = time(first ? "known01" : "nobody1", Math.abs(i));
            double other = time(first ? "nobody1" : "known01", Math.abs(i));
            if (i >= 0) {
                known[i] = first ? one : other;
                unknown[i] = first ? other : one;
            }
        }
        double u = 0;
        double[] sorted = unknown.clone();
        Arrays.sort(sorted);
        for (double each : known) {
            int at = Arrays.binarySearch(sorted, each);
            u += at < 0 ? -at - 1 : at + 0.5;
        }
        double n = TRIES;
        double z = (u - n * n / 2) / Math.sqrt(n * n * (2 * n + 1) / 12);
        return twoSided(Math.abs(z));
    }

    /// Source: Abramowitz and Stegun, formula 26.2.17.
    private static double twoSided(double z) {
        double t = 1 / (1 + 0.2316419 * z);
        double tail = Math.exp(-z * z / 2)
                / Math.sqrt(2 * Math.PI)
                * t
                * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        return 2 * tail;
    }

    private double time(String username, int i) {
        clock.pass(Duration.ofDays(2)); // nothing is counted from before
        Client client = api.clientAt(network(i));
        String password = "Wr0ngPass" + "x".repeat(i % 30);
        long began = System.nanoTime();
        Response response = client.login(username, password);
        long took = System.nanoTime() - began;
        assertThat(response.status()).isEqualTo(401);
        return took;
    }
}
