package dev.quayside.action.script;

import dev.quayside.process.Isolation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/// Whether this machine can isolate scripts.
final class Walls {
    static final boolean STAND = stand();

    private Walls() {}

    private static boolean stand() {
        try {
            return Isolation.probe(Files.createDirectory(
                            Files.createTempDirectory("quayside-walls").resolve("root")))
                    .complete();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
