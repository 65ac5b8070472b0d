package dev.quayside.database.embedded;

import dev.quayside.base.Pause;
import dev.quayside.base.ProblemException;
import dev.quayside.database.DatabaseUrl;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.Map;

/// The program that tests start and kill: owns an embedded PostgreSQL and, if asked, commits rows for ever.
final class EmbeddedChild {
    private EmbeddedChild() {}

    /// Runs until it is killed, or until its task is done.
    ///
    /// @param arguments data folder, cache folder, and `hold`, `rows` or `stop`
    public static void main(String[] arguments) throws Exception {
        var settings = EmbeddedSettings.in(Path.of(arguments[0]), Map.of()).withCache(Path.of(arguments[1]));
        try (var postgres = new EmbeddedPostgres(settings, Pause.REAL)) {
            DatabaseUrl url = postgres.start();
            System.out.println("url " + url.reveal());
            switch (arguments[2]) {
                case "hold" -> Thread.sleep(Duration.ofMinutes(5));
                case "rows" -> commitRows(url);
                default -> System.out.println("stopping");
            }
        } catch (ProblemException e) {
            System.out.println("problem " + e.problem());
        }
        System.out.println("ended ");
    }

    private static void commitRows(DatabaseUrl url) throws Exception {
        try (Connection connection = DriverManager.getConnection(url.jdbc(), url.properties());
                PreparedStatement create = connection.prepareStatement("create table kept (number int primary key)");
                PreparedStatement insert = connection.prepareStatement("insert into kept values (?)")) {
            create.execute();
            for (int number = 1; ; number++) {
                insert.setInt(1, number);
                insert.executeUpdate();
                System.out.println("row " + number);
            }
        }
    }
}
