package dev.quayside.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quayside.testing.TestDatabase;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MigrationsTest {
    private static final String FOLDER = "migrations-of-tests";

    @Test
    void eachMigrationRunsOnceAndInOrder() {
        try (TestDatabase test = TestDatabase.empty()) {
            new Migrations(test.database(), FOLDER).migrate();
            new Migrations(test.database(), FOLDER).migrate();

            assertThat(versions(test.database())).containsExactly("001", "002");
            assertThat(
                            text(
                                    test.database(),
                                    "select column_default from information_schema.columns where table_name = 'second' and column_name = 'note'"))
                    .contains("${not-a-placeholder}");
        }
    }

    @Test
    void severalNodesMayMigrateAtOnce() {
        try (TestDatabase test = TestDatabase.empty()) {
            List<CompletableFuture<Void>> nodes = Stream.of(1, 2)
                    .map(_ -> CompletableFuture.runAsync(() -> new Migrations(test.database(), FOLDER).migrate()))
                    .toList();
            nodes.forEach(CompletableFuture::join);

            assertThat(versions(test.database())).containsExactly("001", "002");
        }
    }

    @Test
    void aDatabaseThatIsNewerThanTheProgramIsLeftAlone() {
        try (TestDatabase test = TestDatabase.empty()) {
            new Migrations(test.database(), FOLDER).migrate();
            test.database().use(handle -> handle.execute("""
                    insert into flyway_schema_history
                        (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
                    values (9, '009', 'later', 'SQL', 'V009__later.sql', 1, 'x', 1, true)"""));

            assertThatThrownBy(() -> new Migrations(test.database(), FOLDER).migrate())
                    .hasMessageContaining("version 9")
                    .hasMessageContaining("up to 2")
                    .hasMessageContaining("[database.too-new]");
        }
    }

    @Test
    void aMigrationThatFailsLeavesNothingHalfDone() {
        try (TestDatabase test = TestDatabase.empty()) {
            assertThatThrownBy(() -> new Migrations(test.database(), "migrations-of-tests-broken").migrate())
                    .hasMessageContaining("no_such_function")
                    .hasMessageContaining("[database.migration-failed]");

            assertThat(versions(test.database())).containsExactly("001");
            assertThat(text(test.database(), "select coalesce(to_regclass('half')::text, 'absent')"))
                    .isEqualTo("absent");
        }
    }

    private static List<String> versions(Database database) {
        return database.with(handle -> handle.createQuery(
                        "select version from flyway_schema_history where success order by installed_rank")
                .mapTo(String.class)
                .list());
    }

    private static String text(Database database, String sql) {
        return database.with(
                handle -> handle.createQuery(sql).mapTo(String.class).one());
    }
}
