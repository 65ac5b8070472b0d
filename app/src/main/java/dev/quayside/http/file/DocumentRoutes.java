package dev.quayside.http.file;

import dev.quayside.base.Json;
import dev.quayside.http.auth.Connections;
import dev.quayside.http.message.HttpError;
import dev.quayside.http.message.Parameter;
import dev.quayside.http.message.Request;
import dev.quayside.http.message.Response;
import dev.quayside.http.server.ErrorStyle;
import dev.quayside.http.server.Route;
import dev.quayside.identity.Permission;
import dev.quayside.identity.account.User;
import dev.quayside.identity.account.Users;
import dev.quayside.storage.FileLinks;
import dev.quayside.storage.Files;
import dev.quayside.storage.Storage;
import dev.quayside.storage.StoredFile;
import dev.quayside.storage.content.FileFormat;
import dev.quayside.storage.content.RefusedFile;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Files as the File Processing API has them, for people with a session. Safe for several threads.
public final class DocumentRoutes {
    private static final String TAG = "Files";
    private static final int MOST_LISTED = 10_000;
    private static final Parameter<String> FORMAT =
            Parameter.choice("format", "`list` for an empty list where there are no files", List.of("list", "message"));
    private static final Parameter<String> EXPIRES = Parameter.text("expires", "Until when the link is good");
    private static final Parameter<String> SIGNATURE = Parameter.text("signature", "That the link is one of ours");

    private final Storage storage;
    private final Users users;
    private final LinkMaker links;

    public DocumentRoutes(Storage storage, Users users, Connections connections) {
        this.storage = storage;
        this.users = users;
        this.links = new LinkMaker(storage, connections);
    }

    /// A file; what two generations of clients look for.
    ///
    /// @param filename the same as `fileName`
    public record Document(
            long id,
            String fileName,
            String filename,
            String s3Url,
            String s3Key,
            Instant uploadedAt,
            long userId,
            long size,
            String contentType) {}

    /// Where a file can be fetched, by everybody who knows it.
    public record Fetch(String fileUrl) {}

    public List<Route> routes() {
        return List.of(
                Route.post("/files/upload")
                        .doc(TAG, "Upload a file")
                        .account()
                        .needs(Permission.WRITE_FILES)
                        .errors(ErrorStyle.FILES)
                        .bodyOf("multipart/form-data")
                        .answers(201, Document.class, "It is stored")
                        .answers(400, "application/json", "Its name, its size or its format is not as it may be")
                        .answers(413, "All files together would be too many bytes, or the form has too many parts")
                        .answers(507, "The disk is full")
                        .handledBy(this::upload),
                Route.get("/files/storage")
                        .doc(TAG, "List one's files")
                        .account()
                        .needs(Permission.READ_FILES)
                        .errors(ErrorStyle.FILES)
                        .takes(FORMAT)
                        .answers(200, "application/json", "The files, or a message if there are none")
                        .handledBy(this::list),
                Route.get("/files/download/{file_id}")
                        .doc(TAG, "Get a link to a file")
                        .more("It is good for 30 minutes, without a login.")
                        .account()
                        .needs(Permission.READ_FILES)
                        .errors(ErrorStyle.FILES)
                        .answers(200, Fetch.class, "The link")
                        .answers(404, "application/json", "There is no such file")
                        .answers(422, "The id is no number")
                        .handledBy(this::link),
                Route.delete("/files/remove/{file_id}")
                        .doc(TAG, "Remove a file")
                        .account()
                        .needs(Permission.WRITE_FILES)
                        .errors(ErrorStyle.FILES)
                        .answers(204, "It is in the trash")
                        .answers(404, "application/json", "There is no such file")
                        .answers(422, "The id is no number")
                        .handledBy(this::remove),
                Route.get("/files/content/{key}")
                        .doc(TAG, "Fetch a file by its link")
                        .open()
                        .errors(ErrorStyle.FILES)
                        .takes(EXPIRES, SIGNATURE)
                        .answers(200, "application/octet-stream", "The file")
                        .answers(206, "application/octet-stream", "The part that `Range` asks for")
                        .answers(304, "The client has it")
                        .answers(403, "The link is not one of ours, or not good any more")
                        .answers(404, "The file was removed")
                        .answers(416, "The file is shorter")
                        .handledBy(this::content));
    }

    private Response upload(Request request) {
        try {
            StoredFile file =
                    FileUpload.of(request, owner(request), storage.settings().documents(), storage.files());
            return Response.json(201, document(request, file, number(request)));
        } catch (RefusedFile e) {
            return refused();
        }
    }

    private Response refused() {
        ObjectNode body = Json.object();
        ObjectNode detail = body.putObject("detail")
                .put("file_name", "max length is 128 characters")
                .put("max_size", (storage.settings().maxUploadBytes() >> 20) + " MB");
        ArrayNode formats = detail.putArray("supported_formats");
        FileFormat.DOCUMENTS.stream()
                .flatMap(format -> format.extensions().stream())
                .forEach(formats::add);
        return Response.json(400, body);
    }

    private Response list(Request request) {
        List<StoredFile> files = storage.files()
                .list(new Files.Filter(owner(request), "", true, false), 0, MOST_LISTED)
                .items()
                .reversed();
        if (files.isEmpty() && request.find(FORMAT).filter("list"::equals).isEmpty()) {
            return Response.json(200, Json.object().put("detail", "The files have not been uploaded yet"));
        }
        long number = number(request);
        return Response.json(
                200, files.stream().map(file -> document(request, file, number)).toList());
    }

    private Response link(Request request) {
        Optional<StoredFile> file = storage.files().find(owner(request), FileIds.of(request));
        return file.isEmpty()
                ? missing()
                : Response.json(200, new Fetch(links.link(request, file.get()).toString()));
    }

    private Response remove(Request request) {
        return storage.files().remove(owner(request), FileIds.of(request), request.actor())
                ? Response.empty(204)
                : missing();
    }

    private static Response missing() {
        return Response.json(
                404, Json.object().put("message", "File does not exist").put("detail", "Resource not found"));
    }

    private Response content(Request request) {
        String key = request.variable("key");
        boolean good = request.find(EXPIRES)
                .filter(text -> text.matches("\\d{1,12}"))
                .map(text -> new FileLinks.Link(
                        key, Long.parseLong(text), request.find(SIGNATURE).orElse("")))
                .filter(storage.links()::good)
                .isPresent();
        if (!good) {
            throw new HttpError(403, "file.link", "This link is not good, or not any more; ask for a new one");
        }
        StoredFile file = storage.files()
                .findByKey(key)
                .orElseThrow(() -> new HttpError(404, "file.unknown", "File does not exist"));
        return FileDownload.of(request, file, storage.files());
    }

    private Document document(Request request, StoredFile file, long number) {
        return new Document(
                file.id(),
                file.name().value(),
                file.name().value(),
                links.address(request, file),
                file.key().value(),
                file.created(),
                number,
                file.size(),
                file.contentType());
    }

    private static String owner(Request request) {
        return request.requireCaller().user();
    }

    private long number(Request request) {
        return User.account(owner(request)).flatMap(users::number).orElse(0L);
    }
}
