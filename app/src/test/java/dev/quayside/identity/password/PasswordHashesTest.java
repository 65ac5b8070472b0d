package dev.quayside.identity.password;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.testing.Required;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PasswordHashesTest {
    private static final PasswordHashes.Cost CHEAP = new PasswordHashes.Cost(64, 1);

    private final PasswordHashes hashes = new PasswordHashes(CHEAP, new HashQueue(2, 10, Duration.ofSeconds(10)));

    @Test
    void checksHashesOfOlderSystems() throws Exception {
        for (JsonNode vector : vectors()) {
            String password = vector.path("password").stringValue();
            String hash = vector.path("hash").stringValue();
            if (!vector.path("match").isBoolean()) {
                continue; // where systems differ
            }
            assertThat(hashes.check(password, hash))
                    .as(vector.toString())
                    .contains(vector.path("match").booleanValue());
            assertThat(hashes.outdated(hash)).isTrue();
        }
    }

    private static JsonNode vectors() throws IOException {
        JsonNode vectors = Json.parse(Files.readString(Required.data("apis").resolve("bcrypt/vectors.json")));
        assertThat(vectors).hasSizeGreaterThan(20);
        return vectors;
    }

    @Test
    void aHashOfAnOlderSystemThatWouldTakeMinutesIsNotChecked() throws Exception {
        String hash = "$2b$31$DPR2sjyhc56JCftnNx3g8eF.0sxdEBMzKwTg2JBFqtFHlaUDxkYP6";

        assertThat(hashes.check("Str0ng_Pass!", hash)).contains(false);
    }

    @Test
    void everyByteOfALongPasswordCounts() throws Exception {
        String hash = hashes.hash("ä".repeat(40) + "A1").orElseThrow();

        assertThat(hashes.check("ä".repeat(40) + "A1", hash)).contains(true);
        assertThat(hashes.check("ä".repeat(40) + "A2", hash)).contains(false);
    }

    @Test
    void aPasswordIsTheSameHoweverTheKeyboardMakesItsLetters() throws Exception {
        String hash = hashes.hash("Pa\u0308ssword1").orElseThrow();

        assertThat(hashes.check("P\u00e4ssword1", hash)).contains(true);
    }

    @Test
    void nobodyHasAnyPassword() throws Exception {
        assertThat(hashes.check("", null)).contains(false);
        assertThat(hashes.check("Str0ngPass", null)).contains(false);
    }

    @Test
    void twoHashesOfAPasswordDiffer() throws Exception {
        assertThat(hashes.hash("Str0ngPass")).isNotEqualTo(hashes.hash("Str0ngPass"));
    }

    @Test
    void aHashMadeWithLessWorkIsOutdated() throws Exception {
        String cheap = hashes.hash("Str0ngPass").orElseThrow();
        var dearer = new PasswordHashes(new PasswordHashes.Cost(128, 1), new HashQueue(1, 1, Duration.ofSeconds(10)));

        assertThat(hashes.outdated(cheap)).isFalse();
        assertThat(dearer.outdated(cheap)).isTrue();
        assertThat(dearer.check("Str0ngPass", cheap)).contains(true);
    }

    @Test
    void moreThanMayWaitAreSentAway() throws Exception {
        var queue = new HashQueue(1, 1, Duration.ofSeconds(60));
        var inside = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> queue.call(() -> {
                inside.countDown();
                awaitOn(go);
                return "first";
            }));
            inside.await();
            var second = threads.submit(() -> queue.call(() -> "second"));
            while (queue.waiting() < 1) {
                Thread.onSpinWait();
            }

            assertThat(queue.call(() -> "third")).isEmpty();
            go.countDown();
            assertThat(first.get()).contains("first");
            assertThat(second.get()).contains("second");
        }
        assertThat(queue.call(() -> "later")).contains("later");
    }

    private static void awaitOn(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
