package dev.quayside.http.file;

import dev.quayside.http.api.Listing;
import dev.quayside.http.message.HttpError;
import dev.quayside.http.message.Parameter;
import dev.quayside.http.message.Request;
import dev.quayside.http.message.Response;
import dev.quayside.http.server.ErrorStyle;
import dev.quayside.http.server.Route;
import dev.quayside.identity.Permission;
import dev.quayside.storage.Files;
import dev.quayside.storage.Provenance;
import dev.quayside.storage.Storage;
import dev.quayside.storage.StoredFile;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Files of whoever shows a bearer token, with versions, trash and lineage. Safe for several threads.
public final class FileRoutes {
    private static final String TAG = "Files";
    private static final Parameter<String> SEARCH = Parameter.text("search", "What the names hold, in any case");
    private static final Parameter<Boolean> VERSIONS =
            Parameter.flag("all_versions", "Whether older versions are shown too");
    private static final Parameter<Boolean> TRASH =
            Parameter.flag("trash", "Whether what was removed is shown, and nothing else");

    private final Storage storage;

    public FileRoutes(Storage storage) {
        this.storage = storage;
    }

    /// A file: one version of what its owner calls by its name.
    ///
    /// @param version counted from 1
    /// @param sha256 of its bytes, 64 digits
    public record Item(
            long id,
            String name,
            int version,
            long size,
            String contentType,
            String sha256,
            Instant createdAt,
            @Nullable Long derivedFrom,
            @Nullable String runId,
            @Nullable String connector,
            @Nullable Instant removedAt) {
        static Item of(StoredFile file) {
            Provenance from = file.provenance();
            return new Item(
                    file.id(),
                    file.name().value(),
                    file.version(),
                    file.size(),
                    file.contentType(),
                    file.sha256().hex(),
                    file.created(),
                    from.derivedFrom(),
                    from.run(),
                    from.connector(),
                    file.removed());
        }
    }

    /// A part of a list of files.
    public record Items(long total, List<Item> items, int skip, int limit) {}

    /// All versions of a file, the newest first.
    public record Versions(List<Item> versions) {}

    /// What a file was made from, the nearest first, and what was made from it.
    public record Lineage(List<Item> sources, List<Item> derived) {}

    public List<Route> routes() {
        return List.of(
                read(Route.get("/api/v1/files"), "List files")
                        .takes(SEARCH, VERSIONS, TRASH, Listing.SKIP, Listing.LIMIT)
                        .answers(200, Items.class, "The newest first")
                        .handledBy(this::list),
                write(Route.post("/api/v1/files"), "Upload a file")
                        .more("The field `file` of a form. A name that is there already gets a new version.")
                        .bodyOf("multipart/form-data")
                        .answers(201, Item.class, "It is stored")
                        .sends(201, "Location", "Where it is")
                        .answers(413, "It has too many bytes, or all files together would have")
                        .answers(415, "Its content is not what its name says")
                        .handledBy(this::upload),
                read(Route.get("/api/v1/files/{file_id}"), "Show a file")
                        .answers(200, Item.class, "What is known of it")
                        .answers(404, "There is no such file")
                        .handledBy(request -> Response.json(200, Item.of(require(request)))),
                read(Route.get("/api/v1/files/{file_id}/content"), "Download a file")
                        .answers(200, "application/octet-stream", "The file")
                        .answers(206, "application/octet-stream", "The part that `Range` asks for")
                        .answers(304, "The client has it")
                        .answers(404, "There is no such file")
                        .answers(416, "The file is shorter")
                        .handledBy(request -> FileDownload.of(request, require(request), storage.files())),
                read(Route.get("/api/v1/files/{file_id}/versions"), "List the versions of a file")
                        .answers(200, Versions.class, "The newest first")
                        .answers(404, "There is no such file")
                        .handledBy(request -> Response.json(
                                200,
                                new Versions(items(storage.files()
                                        .versions(
                                                owner(request), require(request).id()))))),
                read(Route.get("/api/v1/files/{file_id}/lineage"), "Show where a file comes from")
                        .answers(200, Lineage.class, "What it was made from, and what was made from it")
                        .answers(404, "There is no such file")
                        .handledBy(this::lineage),
                write(Route.delete("/api/v1/files/{file_id}"), "Remove a file")
                        .more("This version goes to the trash; the ones before it stay.")
                        .answers(204, "It is in the trash")
                        .answers(404, "There is no such file")
                        .handledBy(this::remove),
                write(Route.post("/api/v1/files/{file_id}/restore"), "Take a file out of the trash")
                        .answers(200, Item.class, "It is back")
                        .answers(404, "There is no such file in the trash")
                        .handledBy(this::restore));
    }

    private static Route.Builder read(Route.Builder route, String line) {
        return route.doc(TAG, line).needs(Permission.READ_FILES).errors(ErrorStyle.PROBLEM);
    }

    private static Route.Builder write(Route.Builder route, String line) {
        return route.doc(TAG, line).needs(Permission.WRITE_FILES).errors(ErrorStyle.PROBLEM);
    }

    private Response list(Request request) {
        var filter = new Files.Filter(
                owner(request),
                request.find(SEARCH).orElse(""),
                request.find(VERSIONS).orElse(false),
                request.find(TRASH).orElse(false));
        var page = storage.files().list(filter, request.get(Listing.SKIP), request.get(Listing.LIMIT));
        return Response.json(200, new Items(page.total(), items(page.items()), page.skip(), page.limit()));
    }

    private Response upload(Request request) {
        StoredFile file =
                FileUpload.of(request, owner(request), storage.settings().any(), storage.files());
        return Response.json(201, Item.of(file)).with("Location", path(file.id()));
    }

    /// Where a file is in this API.
    static String path(long id) {
        return "/api/v1/files/" + id;
    }

    private Response lineage(Request request) {
        return storage.files()
                .lineage(owner(request), FileIds.of(request))
                .map(line -> Response.json(200, new Lineage(items(line.sources()), items(line.derived()))))
                .orElseThrow(() -> unknown(FileIds.of(request)));
    }

    private Response remove(Request request) {
        long id = FileIds.of(request);
        if (!storage.files().remove(owner(request), id, request.actor())) {
            throw unknown(id);
        }
        return Response.empty(204);
    }

    private Response restore(Request request) {
        long id = FileIds.of(request);
        return storage.files()
                .restore(owner(request), id, request.actor())
                .map(file -> Response.json(200, Item.of(file)))
                .orElseThrow(() -> unknown(id));
    }

    private static List<Item> items(List<StoredFile> files) {
        return files.stream().map(Item::of).toList();
    }

    private StoredFile require(Request request) {
        long id = FileIds.of(request);
        return storage.files().find(owner(request), id).orElseThrow(() -> unknown(id));
    }

    static HttpError unknown(long id) {
        return new HttpError(404, "file.unknown", "There is no file " + id + " among yours");
    }

    private static String owner(Request request) {
        return request.requireCaller().user();
    }
}
