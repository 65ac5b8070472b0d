package dev.quayside.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The walls around worker processes, as far as this system can build them.
///
/// Full walls are fresh network, process, mount and IPC namespaces with a read-only root that holds nothing but
/// programs, an empty scratch folder and the folders handed in; no capabilities; as root, a user of its own
/// besides, since the system counts processes by user: what one takes must not be missing elsewhere. They need
/// Linux, the programs `unshare`, `setpriv`, `mount` and `pivot_root` (package util-linux), and either root or user
/// namespaces for ordinary users. There is nothing between full walls and none. Immutable.
///
/// @param entrance what a command is prefixed with to be started in fresh namespaces; empty if there are no walls
/// @param exit what drops the last rights once the walls stand
/// @param ownUsers whether every command gets a user of its own, which root can give it
/// @param missing why there are no walls; empty if there are
public record Isolation(List<String> entrance, List<String> exit, boolean ownUsers, String missing) {
    private static final List<String> NAMESPACES =
            List.of("--net", "--pid", "--ipc", "--uts", "--mount", "--fork", "--kill-child");
    private static final List<String> NO_RIGHTS =
            List.of("--no-new-privs", "--inh-caps=-all", "--bounding-set=-all", "--pdeathsig", "KILL");
    /// Users that no person has and that come and go: systemd takes its dynamic users from the same ones.
    private static final int FIRST_USER = 61_184;

    private static final int LAST_USER = 65_519;
    private static final List<String> SYSTEM =
            List.of("/usr", "/lib", "/lib64", "/bin", "/sbin", "/etc/ld.so.cache", "/etc/localtime");

    public Isolation {
        entrance = List.copyOf(entrance);
        exit = List.copyOf(exit);
    }

    public boolean complete() {
        return missing.isEmpty();
    }

    /// Finds out what works here: as root without a user namespace, then with one.
    ///
    /// @param folder an empty folder of our own
    public static Isolation probe(Path folder) throws InterruptedException {
        if (!System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux")) {
            return none("processes can be isolated on Linux only");
        }
        String reason = "unshare and setpriv (package util-linux) are missing";
        for (Isolation candidate : candidates()) {
            reason = candidate.failure(folder);
            if (reason.isEmpty()) {
                return candidate;
            }
        }
        return none("this system does not let the server make namespaces (" + reason
                + "); run it as root or allow unprivileged user namespaces");
    }

    /// The command that starts `program` behind the walls.
    ///
    /// @param root an empty folder of our own
    /// @param readable files and folders that the program needs besides those of the system
    /// @param writable folders that it may write to, which everyone may
    public List<String> command(Path root, List<Path> readable, List<Path> writable, List<String> program) {
        if (!complete()) {
            return program;
        }
        List<String> command = new ArrayList<>(entrance);
        command.addAll(List.of("/bin/sh", "-c", Resource.text(Isolation.class, "isolate.sh"), "sh", root.toString()));
        command.addAll(SYSTEM);
        readable.stream()
                .map(path -> path.toAbsolutePath().normalize().toString())
                .filter(path -> SYSTEM.stream().noneMatch(known -> path.equals(known) || path.startsWith(known + "/")))
                .forEach(command::add);
        command.add("--writable");
        writable.stream()
                .map(path -> path.toAbsolutePath().normalize().toString())
                .forEach(command::add);
        command.add("--");
        command.addAll(exit);
        if (ownUsers) {
            int user = ThreadLocalRandom.current().nextInt(FIRST_USER, LAST_USER + 1);
            command.addAll(List.of("--reuid=" + user, "--regid=" + user, "--clear-groups"));
        }
        command.addAll(program);
        return command;
    }

    /// Leaves nothing of the server's environment.
    public static void plain(Map<String, String> environment) {
        environment.clear();
        environment.put("LANG", "C.UTF-8");
        environment.put("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin");
    }

    private static List<Isolation> candidates() {
        Path unshare = Path.of("/usr/bin/unshare");
        Path setpriv = Path.of("/usr/bin/setpriv");
        if (!Files.isExecutable(unshare) || !Files.isExecutable(setpriv)) {
            return List.of();
        }
        List<String> namespaces = joined(List.of(unshare.toString()), NAMESPACES);
        List<String> drop = joined(List.of(setpriv.toString()), NO_RIGHTS);
        return List.of(
                new Isolation(namespaces, drop, true, ""),
                new Isolation(joined(namespaces, List.of("--user", "--map-root-user")), drop, false, ""));
    }

    /// Why a harmless program does not run behind these walls; empty if it does.
    private String failure(Path folder) throws InterruptedException {
        var builder = new ProcessBuilder(command(folder, List.of(), List.of(), List.of("/bin/sh", "-c", "exit 0")));
        plain(builder.environment());
        try {
            Process process = builder.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.to(
                            folder.resolve("../probe.txt").normalize().toFile()))
                    .start();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return "no answer within 10 seconds";
            }
            return process.exitValue() == 0
                    ? ""
                    : firstLine(folder.resolve("../probe.txt").normalize());
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static String firstLine(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.findFirst().orElse("no reason given");
        }
    }

    private static Isolation none(String missing) {
        return new Isolation(List.of(), List.of(), false, missing);
    }

    private static List<String> joined(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
