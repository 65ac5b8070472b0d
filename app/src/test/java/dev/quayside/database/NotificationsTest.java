package dev.quayside.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quayside.base.Pause;
import dev.quayside.database.embedded.EmbeddedPostgres;
import dev.quayside.database.embedded.EmbeddedSettings;
import dev.quayside.testing.Await;
import dev.quayside.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class NotificationsTest {
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final AtomicInteger catchUps = new AtomicInteger();

    @TempDir
    Path temporary;

    @Test
    void eachChannelGetsItsPayloads() throws Exception {
        try (TestDatabase test = TestDatabase.empty();
                Notifications notifications = new Notifications(
                        test.database(),
                        Map.of(
                                "run",
                                text -> received.add("run " + text),
                                "file",
                                text -> received.add("file " + text)),
                        catchUps::incrementAndGet,
                        Pause.REAL)) {
            notifications.start();
            Await.until("listening", () -> catchUps.get() == 1);
            send(test.database(), "run", "1");
            send(test.database(), "file", "2");
            send(test.database(), "other", "3");
            send(test.database(), "run", "4");

            Await.until("all came", () -> received.size() == 3);
            assertThat(received).containsExactly("run 1", "file 2", "run 4");
        }
    }

    @Test
    void aConsumerThatFailsDoesNotStopTheOthers() throws Exception {
        try (TestDatabase test = TestDatabase.empty();
                Notifications notifications = new Notifications(
                        test.database(),
                        Map.of("run", text -> {
                            received.add(text);
                            throw new IllegalStateException("a consumer that fails, on purpose");
                        }),
                        catchUps::incrementAndGet,
                        Pause.REAL)) {
            notifications.start();
            Await.until("listening", () -> catchUps.get() == 1);
            send(test.database(), "run", "1");
            send(test.database(), "run", "2");

            Await.until("both came", () -> received.equals(List.of("1", "2")));
        }
    }

    @Test
    void afterARestartOfTheDatabaseItListensAgainAndCatchesUp() throws Exception {
        try (var postgres = new EmbeddedPostgres(EmbeddedSettings.in(temporary, System.getenv()), Pause.REAL);
                var database = new Database(postgres.start(), 3, Pause.REAL);
                var notifications = new Notifications(
                        database, Map.of("run", received::add), catchUps::incrementAndGet, Pause.REAL)) {
            database.start(Duration.ofSeconds(10));
            notifications.start();
            Await.until("listening", () -> catchUps.get() == 1);

            DatabaseTest.killPostmaster(temporary);

            Await.until("listening again", () -> catchUps.get() >= 2);
            try (var own = database.connect(Map.of());
                    var statement = own.createStatement()) {
                statement.execute("select pg_notify('run', 'after')");
            }
            Await.until("it came", () -> received.contains("after"));
        }
    }

    @Test
    @Timeout(30)
    void closingEndsTheWaitAtOnceEvenWhileTheDatabaseIsAway() {
        try (TestDatabase test = TestDatabase.empty()) {
            var waiting = new Notifications(
                    test.database(), Map.of("run", received::add), catchUps::incrementAndGet, Pause.REAL);
            waiting.start();
            waiting.close();

            var away = new Database(DatabaseUrl.parse("postgresql://x@127.0.0.1:1/x"), 3, Pause.REAL);
            var trying = new Notifications(away, Map.of("run", received::add), catchUps::incrementAndGet, Pause.REAL);
            trying.start();
            trying.close();
        }
    }

    @Test
    void aChannelNameThatIsSqlIsRefused() {
        try (TestDatabase test = TestDatabase.empty()) {
            assertThatThrownBy(() -> new Notifications(
                            test.database(), Map.of("x\"; drop table t", received::add), () -> {}, Pause.REAL))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static void send(Database database, String channel, String payload) {
        database.use(handle -> handle.createQuery("select pg_notify(:channel, :payload)::text")
                .bind("channel", channel)
                .bind("payload", payload)
                .mapTo(String.class)
                .one());
    }
}
