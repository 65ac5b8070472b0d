package dev.quayside.database.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What a running PostgreSQL server writes about itself into its data folder: the file `postmaster.pid`.
///
/// The file outlives a server that was killed; its process id may then belong to nobody, to another program, or to a
/// zombie. Source: PostgreSQL 18, `src/include/utils/pidfile.h`.
///
/// @param status `starting`, `ready`, `stopping` or `standby`; empty if not yet written
record PostmasterPid(long pid, String status) {
    static final String FILE = "postmaster.pid";
    private static final Path PROC = Path.of("/proc");
    private static final int STATUS_LINE = 7;

    /// Reads the file, if there is one with a process id in it.
    static Optional<PostmasterPid> find(Path cluster) {
        try {
            List<String> lines = Files.readAllLines(cluster.resolve(FILE), StandardCharsets.UTF_8);
            if (lines.isEmpty() || !lines.getFirst().strip().matches("\\d{1,18}")) {
                return Optional.empty();
            }
            String status = lines.size() > STATUS_LINE ? lines.get(STATUS_LINE).strip() : "";
            return Optional.of(new PostmasterPid(Long.parseLong(lines.getFirst().strip()), status));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    boolean ready() {
        return status.equals("ready");
    }

    /// Whether the process is a PostgreSQL that works on this folder.
    boolean alive(Path cluster) {
        return Files.isDirectory(PROC.resolve("self")) ? postgresOn(cluster, pid) : livesUnderItsName();
    }

    /// The command line of the process, as far as it may be read.
    String commandLine() {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().commandLine())
                .orElse("unknown program");
    }

    /// All PostgreSQL processes that work on the folder: a server and its children, or children whose server was
    /// killed. Empty where there is no `/proc`.
    static List<Long> processesOn(Path cluster) {
        if (!Files.isDirectory(PROC.resolve("self"))) {
            return List.of();
        }
        try (Stream<Path> processes = Files.list(PROC)) {
            return processes
                    .map(process -> process.getFileName().toString())
                    .filter(name -> name.matches("\\d+"))
                    .map(Long::valueOf)
                    .filter(candidate -> postgresOn(cluster, candidate))
                    .toList();
        } catch (IOException _) {
            return List.of();
        }
    }

    private static boolean postgresOn(Path cluster, long candidate) {
        Path process = PROC.resolve(Long.toString(candidate));
        try {
            if (!Files.readString(process.resolve("comm"), StandardCharsets.ISO_8859_1)
                    .equals("postgres\n")) {
                return false;
            }
            String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
            char state = stat.charAt(stat.lastIndexOf(')') + 2);
            return state != 'Z' && state != 'X' && worksIn(cluster, process);
        } catch (IOException | StringIndexOutOfBoundsException _) {
            return false;
        }
    }

    /// A process that we may not look into counts as working on the folder: better to refuse than to start a second
    /// one.
    private static boolean worksIn(Path cluster, Path process) throws IOException {
        try {
            return Files.readSymbolicLink(process.resolve("cwd")).equals(cluster.toRealPath());
        } catch (NoSuchFileException _) {
            return false;
        } catch (AccessDeniedException _) {
            return true;
        }
    }

    private boolean livesUnderItsName() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .flatMap(process -> process.info().command())
                .filter(command -> command.endsWith("postgres"))
                .isPresent();
    }
}
