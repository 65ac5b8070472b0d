package dev.quayside.database.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What a running PostgreSQL server writes about itself into its data folder: the file `postmaster.pid`.
///
/// The file outlives a server that was killed; its process id may then belong to nobody, to another program, or to a
/// zombie. Source: PostgreSQL 18, `src/include/utils/pidfile.h`.
///
/// @param startSecond when the server started, in seconds since 1970; 0 if not yet written
/// @param status `starting`, `ready`, `stopping` or `standby`; empty if not yet written
record PostmasterPid(long pid, long startSecond, String status) {
    static final String FILE = "postmaster.pid";
    private static final Path PROC = Path.of("/proc");
    private static final int START_LINE = 2;
    private static final int STATUS_LINE = 7;

    /// How far the two clocks by which a start is told may be apart.
    private static final Duration CLOCKS_APART = Duration.ofMinutes(5);

    /// Reads the file, if there is one with a process id in it.
    static Optional<PostmasterPid> find(Path cluster) {
        try {
            List<String> lines = Files.readAllLines(cluster.resolve(FILE), StandardCharsets.UTF_8);
            if (lines.isEmpty() || !lines.getFirst().strip().matches("\\d{1,18}")) {
                return Optional.empty();
            }
            String start = lines.size() > START_LINE ? lines.get(START_LINE).strip() : "";
            String status = lines.size() > STATUS_LINE ? lines.get(STATUS_LINE).strip() : "";
            return Optional.of(new PostmasterPid(
                    Long.parseLong(lines.getFirst().strip()),
                    start.matches("\\d{1,18}") ? Long.parseLong(start) : 0,
                    status));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    boolean ready() {
        return status.equals("ready");
    }

    /// Whether the process is a PostgreSQL that works on this folder. Where its folder may not be looked at (no
    /// `/proc`, or root without CAP_SYS_PTRACE, as in containers), one that started when the file says so is taken
    /// for it.
    boolean alive(Path cluster) {
        return switch (look(cluster, pid)) {
            case HERE -> true;
            case ELSEWHERE -> false;
            case HIDDEN -> startedAsWritten();
        };
    }

    /// The command line of the process, as far as it may be read.
    String commandLine() {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().commandLine())
                .orElse("unknown program");
    }

    /// All PostgreSQL processes that work on the folder for certain: a server and its children, or children whose
    /// server was killed. Empty where processes may not be looked at.
    static List<Long> processesOn(Path cluster) {
        if (!Files.isDirectory(PROC.resolve("self"))) {
            return List.of();
        }
        try (Stream<Path> processes = Files.list(PROC)) {
            return processes
                    .map(process -> process.getFileName().toString())
                    .filter(name -> name.matches("\\d+"))
                    .map(Long::valueOf)
                    .filter(candidate -> look(cluster, candidate) == Sight.HERE)
                    .toList();
        } catch (IOException _) {
            return List.of();
        }
    }

    /// What can be seen of a process.
    private enum Sight {
        HERE,
        ELSEWHERE,
        HIDDEN
    }

    private static Sight look(Path cluster, long candidate) {
        if (!Files.isDirectory(PROC.resolve("self"))) {
            return ProcessHandle.of(candidate)
                            .filter(ProcessHandle::isAlive)
                            .flatMap(process -> process.info().command())
                            .filter(command -> command.endsWith("postgres"))
                            .isPresent()
                    ? Sight.HIDDEN
                    : Sight.ELSEWHERE;
        }
        Path process = PROC.resolve(Long.toString(candidate));
        try {
            if (!Files.readString(process.resolve("comm"), StandardCharsets.ISO_8859_1)
                    .equals("postgres\n")) {
                return Sight.ELSEWHERE;
            }
            String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
            char state = stat.charAt(stat.lastIndexOf(')') + 2);
            boolean runs = state != 'Z' && state != 'X';
            return runs && Files.readSymbolicLink(process.resolve("cwd")).equals(cluster.toRealPath())
                    ? Sight.HERE
                    : Sight.ELSEWHERE;
        } catch (AccessDeniedException _) {
            return Sight.HIDDEN;
        } catch (IOException | StringIndexOutOfBoundsException _) {
            return Sight.ELSEWHERE;
        }
    }

    private boolean startedAsWritten() {
        Instant written = Instant.ofEpochSecond(startSecond);
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().startInstant())
                .filter(started -> Duration.between(written, started).abs().compareTo(CLOCKS_APART) < 0)
                .isPresent();
    }
}
