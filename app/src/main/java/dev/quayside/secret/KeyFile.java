package dev.quayside.secret;

import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import dev.quayside.config.Secret;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where the installation's secret comes from: the setting `secret.key` (`SECRET_KEY`), else the file `secret.key` in
/// the data folder, made at the first start and readable by its owner only.
public final class KeyFile {
    private static final Logger LOG = LoggerFactory.getLogger(KeyFile.class);
    private static final String NAME = "secret.key";
    private static final int RANDOM_BYTES = 48;

    private KeyFile() {}

    /// The secret of the settings, or of the data folder if they hold none. Several processes may do this at once:
    /// all get the same.
    ///
    /// @param shared whether servers with other data folders may use the same database: in production they need one
    ///     secret, which no file of one of them can be
    /// @throws ProblemException `secret.missing`, `secret.too-short`, `secret.key-file`
    public static RootKey open(Secret configured, Path data, boolean shared, boolean production) {
        if (!configured.isEmpty()) {
            return RootKey.of(configured, "SECRET_KEY");
        }
        if (shared && production) {
            throw new ProblemException(
                    "secret.missing",
                    "With a database of your own, ENVIRONMENT=production needs SECRET_KEY, the same on every server; make one with: openssl rand -base64 48");
        }
        Path file = data.resolve(NAME);
        try {
            if (!Files.exists(file)) {
                make(file);
            }
            warnIfOpen(file);
            return RootKey.of(new Secret(Files.readString(file).strip()), file.toString());
        } catch (IOException e) {
            throw new ProblemException(
                    new Problem(
                            "secret.key-file",
                            "The secret in " + file + " can neither be read nor made: " + e
                                    + ". Correct the permissions, or set SECRET_KEY"),
                    e);
        }
    }

    /// Written whole under another name, then linked: whoever comes second finds the name taken, and nobody ever reads
    /// half a secret.
    private static void make(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        byte[] text = (Base64.getEncoder().encodeToString(random) + "\n").getBytes(StandardCharsets.US_ASCII);
        Path fresh = file.resolveSibling(NAME + "." + UUID.randomUUID());
        try {
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(text));
                channel.force(true);
            }
            Files.createLink(file, fresh);
            LOG.info("Made a secret for this installation in {}; keep it with your backups", file);
        } catch (FileAlreadyExistsException e) {
            LOG.debug("Another process was first to make {}", file, e);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static void warnIfOpen(Path file) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (permissions.contains(PosixFilePermission.GROUP_READ)
                || permissions.contains(PosixFilePermission.OTHERS_READ)) {
            LOG.warn("Others may read {}; correct it with: chmod 600 {}", file, file);
        }
    }
}
