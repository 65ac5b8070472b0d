package dev.quayside.http.file;

import dev.quayside.event.Actor;
import dev.quayside.http.message.HttpError;
import dev.quayside.http.message.InvalidRequest;
import dev.quayside.http.message.Request;
import dev.quayside.http.message.Violation;
import dev.quayside.http.server.Multipart;
import dev.quayside.storage.Files;
import dev.quayside.storage.Provenance;
import dev.quayside.storage.StoredFile;
import dev.quayside.storage.content.FileRules;
import dev.quayside.storage.content.RefusedFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Takes the file of a form (`multipart/form-data`, the field `file`) into the catalogue as it comes.
final class FileUpload {
    /// What a form may have besides its file.
    private static final long AROUND = 1 << 20;

    /// Clients listen only after they have sent everything; what is read on for that after a refusal.
    private static final long READ_ON = 32 << 20;

    private FileUpload() {}

    /// Stores the file of a request.
    ///
    /// @throws RefusedFile if it is not taken
    /// @throws InvalidRequest if there is none
    static StoredFile of(Request request, String owner, FileRules rules, Files files) {
        try {
            Multipart form = Multipart.of(request, rules.maxBytes() + AROUND).orElseThrow(FileUpload::missing);
            for (Optional<Multipart.Part> part = form.next(); part.isPresent(); part = form.next()) {
                String name = part.get().fileName();
                if (name != null && part.get().name().equals("file")) {
                    Actor actor = request.actor();
                    return files.store(
                            new Files.Order(owner, name, rules, Provenance.UPLOADED, actor),
                            part.get().bytes());
                }
            }
            throw missing();
        } catch (RefusedFile | HttpError e) {
            request.body().discard(READ_ON);
            throw e;
        } catch (IOException e) {
            throw new HttpError(
                    400, "request.cut-off", "The request body ended before it was complete, or came too slowly", e);
        }
    }

    private static InvalidRequest missing() {
        return new InvalidRequest(
                List.of(new Violation(List.of("body", "file"), "Field required", "missing", "/file")));
    }
}
