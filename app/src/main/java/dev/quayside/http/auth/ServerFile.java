package dev.quayside.http.auth;

import dev.quayside.base.Json;
import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// The file `server.json` in the data folder, by which commands of the same user find a running server and may use it.
///
/// @param url where the server is
/// @param token its [LocalAccess]
public record ServerFile(URI url, String token) {
    private static final String NAME = "server.json";

    /// Leaves the file, readable by its owner only.
    ///
    /// @throws ProblemException `server.file` if it cannot be written
    public void write(Path data) {
        JsonNode content = Json.object()
                .put("url", url.toString())
                .put("token", token)
                .put("pid", ProcessHandle.current().pid());
        Path fresh = data.resolve(NAME + "." + ProcessHandle.current().pid());
        try {
            Files.deleteIfExists(fresh);
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(fresh, Json.writePretty(content) + "\n");
            Files.move(fresh, data.resolve(NAME), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new ProblemException(
                    new Problem(
                            "server.file", "The file " + data.resolve(NAME) + " cannot be written: " + e.getMessage()),
                    e);
        }
    }

    /// The file that a server left; empty if there is none, or the process that left it is gone.
    public static Optional<ServerFile> find(Path data) {
        try {
            JsonNode content = Json.parse(Files.readString(data.resolve(NAME)));
            boolean alive = ProcessHandle.of(content.path("pid").asLong(0))
                    .filter(ProcessHandle::isAlive)
                    .isPresent();
            return alive
                    ? Optional.of(new ServerFile(
                            URI.create(content.path("url").asString("")),
                            content.path("token").asString("")))
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | ProblemException | IllegalArgumentException e) {
            throw new ProblemException(
                    new Problem("server.file", "The file " + data.resolve(NAME) + " cannot be read: " + e.getMessage()),
                    e);
        }
    }

    /// Takes the file away, if it is still this one.
    public void delete(Path data) {
        try {
            if (find(data).filter(this::equals).isPresent()) {
                Files.deleteIfExists(data.resolve(NAME));
            }
        } catch (IOException | ProblemException e) {
            return; // it names a process that is gone, which is as good
        }
    }

    @Override
    public String toString() {
        return "server at " + url;
    }
}
