package dev.quayside.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// A disk that is soon full: a tmpfs, which only root can mount.
public final class SmallDisk implements AutoCloseable {
    private final Path mount;

    private SmallDisk(Path mount) {
        this.mount = mount;
    }

    /// Mounts one in a folder of its own.
    ///
    /// @param size as mount takes it: `1m`
    public static SmallDisk of(String size) throws IOException, InterruptedException {
        Path mount = Files.createTempDirectory("quayside-small-disk-");
        Files.setPosixFilePermissions(mount, PosixFilePermissions.fromString("rwxr-xr-x"));
        Required.that(
                run("mount", "-t", "tmpfs", "-o", "size=" + size + ",mode=755", "tmpfs", mount.toString()) == 0,
                "mounting a tmpfs, which needs root");
        return new SmallDisk(mount);
    }

    public Path path() {
        return mount;
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    }

    @Override
    public void close() {
        try {
            int _ = run("umount", "-l", mount.toString());
            Files.deleteIfExists(mount);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
