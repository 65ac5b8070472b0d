package dev.quayside;

import dev.quayside.base.Pause;
import dev.quayside.database.DatabaseUrl;
import dev.quayside.database.embedded.EmbeddedPostgres;
import dev.quayside.database.embedded.EmbeddedSettings;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A database and who keeps it up.
///
/// @param own null where somebody else does
record Place(DatabaseUrl url, @Nullable EmbeddedPostgres own) implements AutoCloseable {
    /// The database of the settings, or one of our own in the data folder, started where it is not.
    static Place of(AppSettings settings, App.Role role) throws InterruptedException {
        if (settings.databaseUrl().isPresent()) {
            return new Place(DatabaseUrl.parse(settings.databaseUrl().get()), null);
        }
        Path folder = settings.data().resolve("postgres");
        if (role == App.Role.GUEST) {
            Optional<DatabaseUrl> running = EmbeddedPostgres.findRunning(folder);
            if (running.isPresent()) {
                return new Place(running.get(), null);
            }
        }
        EmbeddedPostgres own = new EmbeddedPostgres(EmbeddedSettings.in(folder, settings.environment()), Pause.REAL);
        return new Place(own.start(), own);
    }

    @Override
    public void close() {
        if (own != null) {
            own.close();
        }
    }
}
