package dev.quayside.database.embedded;

import com.sun.security.auth.module.UnixSystem;
import dev.quayside.base.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// As whom and how the programs of PostgreSQL are run. PostgreSQL refuses to run as root, so root hands it to an
/// account without rights; everybody else runs it as himself.
///
/// Linux with `setpriv` (part of util-linux) gives one thing more: the kernel stops PostgreSQL when this JVM dies,
/// however it dies. Without it (macOS) a PostgreSQL whose JVM was killed stays until the next start on the same
/// folder, which stops it first.
///
/// Immutable.
///
/// @param prefix words before the program's own; empty if it is run directly
/// @param account who owns the cluster's files; null if that is ourselves
/// @param diesWithThread whether the kernel ends a server when the thread that started it ends
record RunAs(List<String> prefix, @Nullable Account account, boolean diesWithThread) {
    /// Accounts that PostgreSQL may be run as, best first: one made for us, one made for it, one that everybody has.
    private static final List<String> ACCOUNTS = List.of("quayside", "postgres", "nobody");

    /// Refuses to go on if the JVM died before the kernel was told to watch it.
    private static final String ONLY_UNDER_PARENT = "[ \"$PPID\" = \"$1\" ] || exit 75; shift; exec \"$@\"";

    RunAs {
        prefix = List.copyOf(prefix);
    }

    /// A user of the operating system, by number.
    record Account(int user, int group) {}

    /// Finds the best way on this machine.
    ///
    /// @param cluster an existing one goes on being used by its owner
    /// @throws ProblemException `database.no-account` if we are root and there is no way to stop being root
    static RunAs find(Path cluster) {
        if (!root()) {
            return direct(Command.find("setpriv").filter(_ -> Files.isDirectory(Path.of("/proc/self"))));
        }
        return ways(cluster)
                .filter(RunAs::works)
                .findFirst()
                .orElseThrow(() -> noWay("neither setpriv nor runuser nor unshare works here"));
    }

    static RunAs direct(Optional<Path> setpriv) {
        return new RunAs(setpriv.map(Path::toString).stream().toList(), null, setpriv.isPresent());
    }

    static Optional<RunAs> bySetpriv(Account account) {
        return Command.find("setpriv")
                .map(setpriv -> new RunAs(
                        List.of(
                                setpriv.toString(),
                                "--reuid=" + account.user(),
                                "--regid=" + account.group(),
                                "--clear-groups",
                                "--no-new-privs"),
                        account,
                        true));
    }

    static Optional<RunAs> byRunuser(Account account) {
        return Command.find("runuser")
                .flatMap(runuser -> nameOf(account)
                        .map(name -> new RunAs(List.of(runuser.toString(), "-u", name, "--"), account, false)));
    }

    /// A user name space in which root is nobody: the files stay root's, the process has no rights over others.
    static Optional<RunAs> byNamespace() {
        return Command.find("unshare").map(unshare -> new RunAs(List.of(unshare.toString(), "-U"), null, false));
    }

    private static Stream<RunAs> ways(Path cluster) {
        Optional<Account> owner = owner(cluster);
        if (owner.filter(account -> account.user() == 0).isPresent()) {
            return byNamespace().stream();
        }
        Account account = owner.or(RunAs::unprivileged).orElseThrow(() -> noWay("no account 'nobody' exists"));
        return Stream.of(bySetpriv(account), byRunuser(account), byNamespace().filter(_ -> owner.isEmpty()))
                .flatMap(Optional::stream);
    }

    /// The command line for a short program.
    List<String> once(List<String> program) {
        return join(prefix, program);
    }

    /// The command line for a server: in a session of its own, so that Ctrl-C at a terminal reaches only us, and
    /// stopped by the kernel when the starting thread ends. SIGINT is PostgreSQL's fast shutdown: it
    /// does not wait for clients, as SIGTERM would.
    List<String> lasting(List<String> program) {
        List<String> session =
                Command.find("setsid").map(Path::toString).stream().toList();
        if (!diesWithThread) {
            return join(prefix, session, program);
        }
        String ourselves = Long.toString(ProcessHandle.current().pid());
        return join(
                prefix,
                List.of("--pdeathsig", "INT"),
                session,
                List.of("/bin/sh", "-c", ONLY_UNDER_PARENT, "sh", ourselves),
                program);
    }

    /// The data folder as the server is told it. An account without rights may be unable to walk to a folder
    /// under root's home, but it may stay in the one it is started in.
    String dataFolder(Path cluster) {
        return account != null && Files.exists(Path.of("/proc/self/cwd")) ? "/proc/self/cwd" : cluster.toString();
    }

    static boolean root() {
        return new UnixSystem().getUid() == 0;
    }

    static Optional<Account> unprivileged() {
        return ACCOUNTS.stream().flatMap(name -> account(name).stream()).findFirst();
    }

    private boolean works() {
        return Command.run(Path.of("/"), once(List.of("/bin/sh", "-c", "[ \"$(id -u)\" != 0 ]")), "")
                .well();
    }

    private static Optional<Account> owner(Path cluster) {
        if (!Files.exists(cluster)) {
            return Optional.empty();
        }
        try {
            int user = (int) Files.getAttribute(cluster, "unix:uid", LinkOption.NOFOLLOW_LINKS);
            int group = (int) Files.getAttribute(cluster, "unix:gid", LinkOption.NOFOLLOW_LINKS);
            return Optional.of(new Account(user, group));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Account> account(String name) {
        Command.Ended user = Command.run(Path.of("/"), List.of("/usr/bin/id", "-u", name), "");
        Command.Ended group = Command.run(Path.of("/"), List.of("/usr/bin/id", "-g", name), "");
        return user.well() && group.well()
                ? Optional.of(new Account(
                        Integer.parseInt(user.output().strip()),
                        Integer.parseInt(group.output().strip())))
                : Optional.empty();
    }

    private static Optional<String> nameOf(Account account) {
        Command.Ended name =
                Command.run(Path.of("/"), List.of("/usr/bin/id", "-un", Integer.toString(account.user())), "");
        return name.well() ? Optional.of(name.output().strip()) : Optional.empty();
    }

    @SafeVarargs
    private static List<String> join(List<String>... parts) {
        List<String> line = new ArrayList<>();
        for (List<String> part : parts) {
            line.addAll(part);
        }
        return line;
    }

    private static ProblemException noWay(String reason) {
        return new ProblemException(
                "database.no-account",
                "PostgreSQL must not run as root, and " + reason
                        + ". Start Quayside as an ordinary user, or give DATABASE_URL of a PostgreSQL server");
    }
}
