package dev.quayside.http.file;

import dev.quayside.base.Uuids;
import dev.quayside.http.message.Headers;
import dev.quayside.http.message.HttpError;
import dev.quayside.http.message.Parameter;
import dev.quayside.http.message.Request;
import dev.quayside.http.message.Response;
import dev.quayside.http.server.ErrorStyle;
import dev.quayside.http.server.Route;
import dev.quayside.identity.Permission;
import dev.quayside.storage.Upload;
import dev.quayside.storage.Uploads;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Uploads that go on after a break. Safe for several threads.
///
/// Source: tus resumable upload protocol 1.0.0, with the extensions creation, termination, checksum and expiration.
public final class UploadRoutes {
    private static final String TAG = "Files";
    private static final String PATH = "/api/v1/files/uploads";
    private static final String ONE = PATH + "/{upload_id}";
    private static final String VERSION = "1.0.0";
    private static final String CHUNK = "application/offset+octet-stream";
    private static final Map<String, String> ALGORITHMS =
            Map.of("md5", "MD5", "sha1", "SHA-1", "sha256", "SHA-256", "sha512", "SHA-512");
    private static final Parameter<String> LENGTH = Parameter.header("Upload-Length", "Bytes of the whole file");
    private static final Parameter<String> METADATA =
            Parameter.header("Upload-Metadata", "`filename` and its value in base64, separated by a space");
    private static final Parameter<String> OFFSET =
            Parameter.header("Upload-Offset", "Where the piece belongs, in bytes");
    private static final Parameter<String> CHECKSUM =
            Parameter.header("Upload-Checksum", "An algorithm and the piece's hash in base64, separated by a space");

    private final Uploads uploads;

    public UploadRoutes(Uploads uploads) {
        this.uploads = uploads;
    }

    public List<Route> routes() {
        return List.of(
                Route.options(PATH)
                        .doc(TAG, "Show what uploads in pieces can do")
                        .more("By the [tus protocol](https://tus.io/protocols/resumable-upload), version 1.0.0.")
                        .open()
                        .errors(ErrorStyle.PROBLEM)
                        .answers(204, "See the header fields")
                        .handledBy(_ -> tus(Response.empty(204))
                                .with("Tus-Version", VERSION)
                                .with("Tus-Extension", "creation,termination,checksum,expiration")
                                .with(
                                        "Tus-Checksum-Algorithm",
                                        String.join(
                                                ",",
                                                ALGORITHMS.keySet().stream()
                                                        .sorted()
                                                        .toList()))
                                .with("Tus-Max-Size", String.valueOf(uploads.maxBytes()))),
                write(Route.post(PATH), "Begin an upload in pieces")
                        .takes(LENGTH, METADATA)
                        .answers(201, "It has begun")
                        .sends(201, "Location", "Where the pieces are sent")
                        .answers(413, "It would have too many bytes")
                        .answers(429, "There are too many that have not ended")
                        .handledBy(this::begin),
                write(Route.head(ONE), "Show how far an upload has come")
                        .answers(200, "See `Upload-Offset`")
                        .answers(404, "There is no such upload, or it has expired")
                        .handledBy(this::show),
                write(Route.patch(ONE), "Send a piece")
                        .more("With the last one, `Content-Location` is the file.")
                        .takes(OFFSET, CHECKSUM)
                        .bodyOf(CHUNK)
                        .answers(204, "It is kept")
                        .answers(404, "There is no such upload, or it has expired")
                        .answers(409, "The upload has come to another place")
                        .answers(415, "The body is no piece, or the file's content is not what its name says")
                        .answers(460, "The piece is not what its checksum says")
                        .handledBy(this::append),
                write(Route.delete(ONE), "End an upload")
                        .answers(204, "It is gone; a file that it has become stays")
                        .answers(404, "There is no such upload, or it has expired")
                        .handledBy(this::end));
    }

    private static Route.Builder write(Route.Builder route, String line) {
        return route.doc(TAG, line)
                .needs(Permission.WRITE_FILES)
                .errors(ErrorStyle.PROBLEM)
                .answers(412, "`Tus-Resumable` is not " + VERSION);
    }

    private static Response tus(Response response) {
        return response.with("Tus-Resumable", VERSION).with("Cache-Control", "no-store");
    }

    private static void checkVersion(Request request) {
        if (!request.headers().find("Tus-Resumable").equals(Optional.of(VERSION))) {
            throw new HttpError(412, "upload.version", "Send Tus-Resumable: " + VERSION).with("Tus-Version", VERSION);
        }
    }

    private Response begin(Request request) {
        checkVersion(request);
        long length = number(request, LENGTH);
        Upload upload = uploads.begin(owner(request), name(request), length);
        return described(Response.empty(201), upload).with("Location", PATH + "/" + upload.id());
    }

    private static long number(Request request, Parameter<String> header) {
        return request.find(header)
                .filter(text -> text.matches("\\d{1,18}"))
                .map(Long::valueOf)
                .orElseThrow(() -> new HttpError(400, "upload.header", header.name() + " must be a number of bytes"));
    }

    private static String name(Request request) {
        for (String pair : request.find(METADATA).orElse("").split(",", -1)) {
            String[] words = pair.strip().split(" ", 2);
            if (words.length == 2 && words[0].equals("filename")) {
                return new String(base64(words[1], METADATA), StandardCharsets.UTF_8);
            }
        }
        throw new HttpError(
                400, "upload.header", "Upload-Metadata must name the file: filename and base64 of its name");
    }

    private static byte[] base64(String text, Parameter<String> header) {
        try {
            return Base64.getDecoder().decode(text.strip());
        } catch (IllegalArgumentException e) {
            throw new HttpError(400, "upload.header", header.name() + " holds no base64", e);
        }
    }

    private Response show(Request request) {
        checkVersion(request);
        return asked(() -> uploads.find(owner(request), id(request), request.actor()))
                .map(upload -> described(Response.empty(200), upload))
                .orElseThrow(UploadRoutes::unknown);
    }

    private static Response described(Response response, Upload upload) {
        Headers headers = Headers.of("Upload-Offset", String.valueOf(upload.offset()))
                .with("Upload-Length", String.valueOf(upload.size()))
                .with(
                        "Upload-Expires",
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                upload.expires().atOffset(ZoneOffset.UTC)));
        Long file = upload.file();
        return tus(response).with(file == null ? headers : headers.with("Content-Location", FileRoutes.path(file)));
    }

    private Response append(Request request) {
        checkVersion(request);
        if (!request.headers().find("Content-Type").equals(Optional.of(CHUNK))) {
            throw new HttpError(415, "upload.header", "Send the piece as Content-Type: " + CHUNK);
        }
        long offset = number(request, OFFSET);
        Uploads.Checksum checksum = checksum(request);
        Uploads.Result result = asked(() -> uploads.append(
                owner(request), id(request), offset, checksum, request.body().stream(), request.actor()));
        return switch (result) {
            case Uploads.Result.Kept(Upload upload) -> described(Response.empty(204), upload);
            case Uploads.Result.Elsewhere(long at) ->
                throw new HttpError(409, "upload.offset", "The upload has come to byte " + at + "; go on from there")
                        .with("Upload-Offset", String.valueOf(at));
            case Uploads.Result.Damaged _ ->
                throw new HttpError(460, "upload.checksum", "The piece is not what its checksum says; send it again");
            case Uploads.Result.Unknown _ -> throw unknown();
        };
    }

    private static Uploads.@Nullable Checksum checksum(Request request) {
        Optional<String> given = request.find(CHECKSUM);
        if (given.isEmpty()) {
            return null;
        }
        String[] words = given.get().strip().split(" ", 2);
        String algorithm = ALGORITHMS.get(words[0]);
        if (algorithm == null || words.length < 2) {
            throw new HttpError(
                    400,
                    "upload.header",
                    "Upload-Checksum must be one of md5, sha1, sha256, sha512, and a hash in base64");
        }
        try {
            return new Uploads.Checksum(
                    MessageDigest.getInstance(algorithm), HexFormat.of().formatHex(base64(words[1], CHECKSUM)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }

    private Response end(Request request) {
        checkVersion(request);
        if (!uploads.end(owner(request), id(request))) {
            throw unknown();
        }
        return tus(Response.empty(204));
    }

    /// Something that reads from the client.
    private interface Asking<T> {
        T ask() throws IOException;
    }

    private static <T> T asked(Asking<T> asking) {
        try {
            return asking.ask();
        } catch (IOException e) {
            throw new HttpError(
                    400, "request.cut-off", "The request body ended before it was complete, or came too slowly", e);
        }
    }

    private static UUID id(Request request) {
        return Uuids.find(request.variable("upload_id")).orElseThrow(UploadRoutes::unknown);
    }

    private static HttpError unknown() {
        return new HttpError(404, "upload.unknown", "There is no such upload among yours, or it has expired");
    }

    private static String owner(Request request) {
        return request.requireCaller().user();
    }
}
