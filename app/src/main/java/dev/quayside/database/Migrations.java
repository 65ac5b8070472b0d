package dev.quayside.database;

import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/// Brings a database to the form that this program needs: the files `V001__what.sql` and so on of one class path
/// folder, in the order of their numbers, each once.
///
/// Several nodes may do so at once; Flyway's lock in the database lets one after the other. A database that has
/// everything is recognised by one query, without Flyway.
public final class Migrations {
    private static final String HISTORY = "flyway_schema_history";
    private static final Pattern FILE = Pattern.compile("V(\\d+)__\\w+\\.sql");
    private static final int LOCK_RETRIES = 300;

    private final Database database;
    private final String folder;

    public Migrations(Database database) {
        this(database, "db/migration");
    }

    /// @param folder on the class path
    Migrations(Database database, String folder) {
        this.database = database;
        this.folder = folder;
    }

    /// Carries out what is missing.
    ///
    /// @throws ProblemException `database.too-new` if the database has been used by a newer program; nothing is
    ///         changed then. `database.migration-failed` if a migration does not run or was edited after it ran;
    ///         the one that failed is rolled back
    public void migrate() {
        Map<Integer, String> known = files();
        Set<Integer> applied = applied();
        refuseNewer(known, applied);
        if (applied.equals(known.keySet())) {
            return;
        }
        try {
            Flyway.configure()
                    .dataSource(database.dataSource())
                    .resourceProvider(new OurFiles(folder, known.values()))
                    .javaMigrationClassProvider(Collections::emptyList)
                    .table(HISTORY)
                    .placeholderReplacement(false)
                    .lockRetryCount(LOCK_RETRIES)
                    .cleanDisabled(true)
                    .loggers("slf4j")
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            refuseNewer(known, applied());
            throw new ProblemException(
                    new Problem(
                            "database.migration-failed",
                            "The database could not be brought up to date: " + e.getMessage()),
                    e);
        }
    }

    private void refuseNewer(Map<Integer, String> known, Set<Integer> applied) {
        int newest = known.keySet().stream().max(Integer::compare).orElse(0);
        List<Integer> unknown =
                applied.stream().filter(version -> version > newest).toList();
        if (!unknown.isEmpty()) {
            throw new ProblemException(
                    "database.too-new",
                    "The database '%s' is at version %d, this program knows up to %d. Start the newer program that was used on it, or restore a backup made before"
                            .formatted(database.url().database(), unknown.getLast(), newest));
        }
    }

    /// The numbers of all migrations that have run, ascending.
    private Set<Integer> applied() {
        return database.with(handle -> {
            boolean used = handle.createQuery("select to_regclass(:history) is not null")
                    .bind("history", HISTORY)
                    .mapTo(Boolean.class)
                    .one();
            if (!used) {
                return Set.of();
            }
            return new TreeSet<>(handle.createQuery(
                            "select version::int from " + HISTORY + " where success and version ~ '^[0-9]+$'")
                    .mapTo(Integer.class)
                    .list());
        });
    }

    /// Number and name of every migration file that the program brings, ascending.
    private Map<Integer, String> files() {
        Map<Integer, String> files = new TreeMap<>();
        try {
            for (URL place : Collections.list(loader().getResources(folder))) {
                for (String name : names(place.toURI())) {
                    Matcher form = FILE.matcher(name);
                    if (form.matches()) {
                        files.put(Integer.valueOf(form.group(1)), name);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        return files;
    }

    private List<String> names(URI place) throws IOException {
        if (place.getScheme().equals("file")) {
            return names(Path.of(place));
        }
        try (FileSystem jar = FileSystems.newFileSystem(place, Map.of())) {
            return names(jar.getPath("/" + folder));
        }
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }

    private static ClassLoader loader() {
        return Migrations.class.getClassLoader();
    }

    /// The files found above, for Flyway, which so need not search the class path.
    private record OurFiles(String folder, Collection<String> names) implements ResourceProvider {
        @Override
        public @Nullable LoadableResource getResource(String name) {
            return null;
        }

        @Override
        public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
            return names.stream()
                    .filter(name ->
                            name.startsWith(prefix) && Stream.of(suffixes).anyMatch(name::endsWith))
                    .<LoadableResource>map(name -> new MigrationFile(folder, name))
                    .toList();
        }
    }

    private static final class MigrationFile extends LoadableResource {
        private final String folder;
        private final String name;

        MigrationFile(String folder, String name) {
            this.folder = folder;
            this.name = name;
        }

        @Override
        public Reader read() {
            return new InputStreamReader(loader().getResourceAsStream(folder + "/" + name), StandardCharsets.UTF_8);
        }

        @Override
        public String getAbsolutePath() {
            return folder + "/" + name;
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return getAbsolutePath();
        }

        @Override
        public String getFilename() {
            return name;
        }

        @Override
        public String getRelativePath() {
            return name;
        }
    }
}
