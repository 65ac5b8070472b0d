package dev.quayside.document.child;

import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.stream.Stream;

/// The folder that a child and the server share: `task` is emptied after every task, `own` is the child's for as long
/// as it lives. Whatever a child leaves there is believed to be hostile: no link is followed.
///
/// @param root where both lie
record TaskFolder(Path root) {
    /// Makes the folder. The child may be another user: behind walls it sees nothing but this folder, and outside them
    /// nobody else gets to it, because the folder above is ours alone.
    static TaskFolder create(Path root) throws IOException {
        var folder = new TaskFolder(Files.createDirectory(root));
        open(root);
        open(Files.createDirectory(folder.task()));
        open(Files.createDirectory(folder.own()));
        return folder;
    }

    Path task() {
        return root.resolve("task");
    }

    Path own() {
        return root.resolve("own");
    }

    /// Copies a file in.
    ///
    /// @throws ProblemException `document.too-large` or `document.unreadable`
    void put(Path file, String name, long maxBytes) {
        try {
            if (Files.size(file) > maxBytes) {
                throw new ProblemException(
                        "document.too-large",
                        "The file has " + (Files.size(file) >> 20) + " MB; at most " + (maxBytes >> 20)
                                + " MB are taken (document.max-file-mb)");
            }
            Path copy = task().resolve(name);
            Files.copy(file, copy);
            Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-r--r--"));
        } catch (IOException e) {
            throw new ProblemException(
                    new Problem("document.unreadable", "The file cannot be read: " + e.getMessage()), e);
        }
    }

    /// Moves a file out. First to where the child cannot reach it, so that it cannot become a link once it was
    /// looked at.
    ///
    /// @throws ProblemException `document.no-result` if the child made none, or `document.unreadable`
    void take(String name, Path target, long maxBytes) {
        Path safe = root.resolveSibling(root.getFileName() + ".out");
        try {
            Files.move(task().resolve(name), safe, StandardCopyOption.ATOMIC_MOVE);
            if (!Files.isRegularFile(safe, LinkOption.NOFOLLOW_LINKS) || Files.size(safe) > maxBytes) {
                throw new ProblemException("document.no-result", "The conversion made no file that can be used");
            }
            Files.copy(safe, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (FileSystemException e) {
            throw new ProblemException(
                    new Problem("document.no-result", "The conversion made no file: " + e.getMessage()), e);
        } catch (IOException e) {
            throw new ProblemException(
                    new Problem("document.unreadable", "The result cannot be moved: " + e.getMessage()), e);
        } finally {
            delete(safe);
        }
    }

    /// Deletes all that belongs to the last task.
    ///
    /// @return whether nothing is left
    boolean wipe() {
        try (Stream<Path> left = Files.list(task())) {
            return left.toList().stream().allMatch(TaskFolder::delete);
        } catch (IOException | UncheckedIOException _) {
            return false;
        }
    }

    boolean delete() {
        return delete(root);
    }

    private static boolean delete(Path path) {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return true;
        }
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
            return true;
        } catch (IOException | UncheckedIOException _) {
            return false;
        }
    }

    private static void open(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    }
}
