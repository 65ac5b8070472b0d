package dev.quayside.database.embedded;

import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import dev.quayside.config.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The folder of one embedded PostgreSQL:
///
/// ```
/// cluster/        PostgreSQL's own data folder
/// password        of the user `quayside`, mode 0600
/// running         while a server is up: the owning JVM and the port, mode 0600
/// lock            locked by the JVM that owns the folder
/// postgres.log    what the server says; postgres.log.1 is the older part
/// ```
///
/// One thread at a time.
final class ClusterFolder implements AutoCloseable {
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final int PASSWORD_BYTES = 24;

    private final Path folder;
    private @Nullable FileChannel lock;

    ClusterFolder(Path folder) {
        this.folder = folder;
    }

    /// What a server that is up has written for other processes.
    ///
    /// @param owner the JVM's process id and the moment it started, so that a reused id is not taken for it
    /// @param port 0 while the server is still starting
    record Running(String owner, int port) {}

    Path path() {
        return folder;
    }

    Path cluster() {
        return folder.resolve("cluster");
    }

    Path log() {
        return folder.resolve("postgres.log");
    }

    /// Makes the folder if needed, and takes possession of it.
    ///
    /// @throws ProblemException `database.folder`, `database.folder-not-empty` or `database.in-use`
    void open() {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder, PRIVATE_FOLDER);
            }
            requireOurs();
            takeLock();
            sweep();
        } catch (IOException e) {
            close();
            throw new ProblemException(
                    new Problem(
                            "database.folder",
                            "The database folder " + folder + " cannot be used (" + e
                                    + "). Make it writable for this user, or choose another data folder with --data"),
                    e);
        }
    }

    boolean hasCluster() {
        return Files.exists(cluster().resolve("PG_VERSION"));
    }

    /// Refuses data that another major version of PostgreSQL has written.
    void requireVersion(String major) {
        String found = read(cluster().resolve("PG_VERSION"));
        if (!found.equals(major)) {
            throw new ProblemException(
                    "database.other-version",
                    "The database in " + cluster() + " was written by PostgreSQL " + found
                            + ", this program brings PostgreSQL " + major
                            + ". Start it with the version of Quayside that made it and"
                            + " write a backup, or dump it with PostgreSQL " + found
                            + "'s pg_dump and restore the dump into a new data folder");
        }
    }

    /// The password of the superuser; made, and safely on disk, if there is none.
    Secret password() {
        Path file = folder.resolve("password");
        if (!Files.exists(file)) {
            if (hasCluster()) {
                throw new ProblemException(
                        "database.password-lost",
                        "The file " + file
                                + " is missing, without which the database beside it cannot be opened. Restore it from a backup");
            }
            byte[] random = new byte[PASSWORD_BYTES];
            new SecureRandom().nextBytes(random);
            writePrivate(file, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
        }
        return new Secret(read(file));
    }

    void writeRunning(int port) {
        writePrivate(runningFile(), ourselves() + "\n" + port + "\n");
    }

    Optional<Running> findRunning() {
        if (!Files.exists(runningFile())) {
            return Optional.empty();
        }
        List<String> lines = read(runningFile()).lines().toList();
        return lines.size() == 2
                ? Optional.of(new Running(lines.getFirst(), Integer.parseInt(lines.getLast())))
                : Optional.empty();
    }

    /// Gives the folder free for others.
    @Override
    public void close() {
        FileChannel held = lock;
        lock = null;
        if (held != null) {
            try (held) {
                Files.deleteIfExists(runningFile());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private Path runningFile() {
        return folder.resolve("running");
    }

    private void requireOurs() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            List<String> foreign = entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> !name.matches("(cluster|password|running|postgres\\.log)([.].*)?|lock"))
                    .sorted()
                    .toList();
            if (foreign.contains("PG_VERSION")) {
                throw new ProblemException(
                        "database.folder-not-empty",
                        folder
                                + " is the data folder of another PostgreSQL server. Start that server and give its address"
                                + " as DATABASE_URL, or choose another data folder");
            }
            if (!foreign.isEmpty()) {
                throw new ProblemException(
                        "database.folder-not-empty",
                        folder + " is not empty and not a Quayside database (it holds " + foreign.getFirst()
                                + "). Choose another data folder");
            }
        }
    }

    private void takeLock() throws IOException {
        // Closing any channel on the file gives up this process's lock, so it must not even be opened twice in one JVM.
        if (findRunning().filter(running -> running.owner().equals(ourselves())).isPresent()) {
            throw inUse("this very process");
        }
        FileChannel channel = FileChannel.open(
                folder.resolve("lock"), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), PRIVATE_FILE);
        if (channel.tryLock() == null) {
            channel.close();
            throw inUse(findRunning()
                    .map(running -> "process "
                            + running.owner().substring(0, running.owner().indexOf(' ')))
                    .orElse("another process"));
        }
        lock = channel;
        writeRunning(0);
    }

    private ProblemException inUse(String who) {
        return new ProblemException(
                "database.in-use",
                "The database in " + folder + " is in use by " + who
                        + ". Stop that server first, or choose another data folder with --data");
    }

    /// Removes what an interrupted first start has left.
    private void sweep() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            entries.filter(entry -> entry.getFileName().toString().startsWith("cluster.new-"))
                    .forEach(FolderTree::delete);
        }
    }

    private static String ourselves() {
        ProcessHandle self = ProcessHandle.current();
        return self.pid() + " "
                + self.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new ProblemException(
                    new Problem(
                            "database.folder",
                            "Cannot read " + file + " (" + e + "). Run as the user whom it belongs to"),
                    e);
        }
    }

    /// Writes a file of mode 0600 that is either complete and on disk, or not there.
    private static void writePrivate(Path file, String text) {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(fresh);
            try (FileChannel channel = FileChannel.open(
                    fresh, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), PRIVATE_FILE)) {
                channel.write(StandardCharsets.UTF_8.encode(text));
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new ProblemException(new Problem("database.folder", "Cannot write " + file + " (" + e + ")"), e);
        }
    }
}
