package dev.quayside.storage;

import dev.quayside.base.Json;
import dev.quayside.base.ProblemException;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// How workflows name files and see them.
public final class FileReference {
    /// What a key that takes one says of itself.
    public static final String SUMMARY = "The file: its id, its key, or an object with one of them under id.";

    private FileReference() {}

    /// The file of somebody that a value names.
    ///
    /// @throws ProblemException `file.unknown`
    public static StoredFile resolve(Files files, String owner, JsonNode value) {
        JsonNode named = value.isObject() ? value.path("id") : value;
        Optional<StoredFile> found;
        if (named.isIntegralNumber()) {
            found = files.find(owner, named.longValue());
        } else {
            String text = named.asString("");
            found = text.matches("\\d{1,18}") ? files.find(owner, Long.parseLong(text)) : files.find(owner, text);
        }
        return found.filter(file -> file.removed() == null)
                .orElseThrow(() -> new ProblemException(
                        "file.unknown",
                        "There is no file " + Json.write(named) + " among those of "
                                + (owner.isEmpty() ? "nobody, for whom this run works" : owner)));
    }

    /// A file, as later steps see it.
    public static ObjectNode show(StoredFile file) {
        return Json.object()
                .put("id", file.id())
                .put("name", file.name().value())
                .put("key", file.key().value())
                .put("size", file.size())
                .put("content_type", file.contentType())
                .put("sha256", file.sha256().hex())
                .put("version", file.version());
    }
}
