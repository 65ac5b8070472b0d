package dev.quayside.database.embedded;

import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import dev.quayside.config.Secret;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;

/// A database cluster in the making: made beside its final place and renamed when complete, so that an interrupted
/// first start leaves nothing that looks like a database.
final class NewCluster {
    private final ClusterFolder folder;
    private final Path binaries;
    private final RunAs runAs;

    NewCluster(ClusterFolder folder, Path binaries, RunAs runAs) {
        this.folder = folder;
        this.binaries = binaries;
        this.runAs = runAs;
    }

    /// Makes the cluster with its superuser and a database of the same name.
    ///
    /// @throws ProblemException `database.disk-full` or `database.init-failed`
    void make(String user, Secret password) {
        Path fresh = folder.path().resolve("cluster.new-" + UUID.randomUUID());
        try {
            Files.createDirectory(
                    fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            RunAs.Account account = runAs.account();
            if (account != null) {
                Files.setAttribute(fresh, "unix:gid", account.group());
                Files.setAttribute(fresh, "unix:uid", account.user());
            }
            require(initdb(fresh, user, password));
            require(createDatabase(fresh, user));
            Files.move(fresh, folder.cluster(), StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel parent = FileChannel.open(folder.path(), StandardOpenOption.READ)) {
                parent.force(true);
            }
        } catch (IOException e) {
            throw new ProblemException(failure(e.toString()), e);
        } finally {
            FolderTree.delete(fresh);
        }
    }

    /// The password goes through a pipe that the unprivileged account makes itself: it is on no command line and in no
    /// second file.
    private Command.Ended initdb(Path fresh, String user, Secret password) {
        List<String> line = List.of(
                "/bin/sh",
                "-c",
                "cat | \"$@\"",
                "sh",
                binaries.resolve("bin/initdb").toString(),
                "-D",
                runAs.dataFolder(fresh),
                "--username=" + user,
                "--pwfile=/dev/stdin",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--data-checksums");
        return Command.run(fresh, runAs.once(line), password.value() + "\n");
    }

    private Command.Ended createDatabase(Path fresh, String user) {
        List<String> line = List.of(
                binaries.resolve("bin/postgres").toString(),
                "--single",
                "-j",
                "-D",
                runAs.dataFolder(fresh),
                "template1");
        Command.Ended ended = Command.run(fresh, runAs.once(line), "create database \"" + user + "\"\n");
        return ended.output().contains("ERROR:") ? new Command.Ended(1, ended.output()) : ended;
    }

    private void require(Command.Ended ended) {
        if (!ended.well()) {
            throw new ProblemException(failure(ended.output()));
        }
    }

    private Problem failure(String output) {
        if (output.contains("No space left")) {
            return new Problem(
                    "database.disk-full",
                    "No space left to make the database in " + folder.path() + "; it needs 60 MB to begin with");
        }
        return new Problem(
                "database.init-failed", "The database in " + folder.path() + " could not be made: " + output.strip());
    }
}
