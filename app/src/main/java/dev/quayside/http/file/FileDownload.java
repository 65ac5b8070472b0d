package dev.quayside.http.file;

import dev.quayside.http.message.Headers;
import dev.quayside.http.message.HttpError;
import dev.quayside.http.message.Method;
import dev.quayside.http.message.Range;
import dev.quayside.http.message.Request;
import dev.quayside.http.message.Response;
import dev.quayside.storage.Files;
import dev.quayside.storage.StoredFile;
import dev.quayside.storage.blob.Span;
import java.io.InputStream;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;

/// The bytes of a file as an answer: whole, in part, or not at all if the client has them. A browser saves them and
/// never shows them, so that a file cannot act as a page of ours.
///
/// Sources: RFC 9110, sections 8.8, 13, 14; RFC 9530 (`Repr-Digest`); RFC 6266.
final class FileDownload {
    private static final int BUFFER = 64 << 10;

    private FileDownload() {}

    static Response of(Request request, StoredFile file, Files files) {
        String tag = "\"" + file.sha256().hex() + "\"";
        Headers headers = headers(file, tag);
        if (request.headers()
                .find("If-None-Match")
                .filter(tags -> match(tags, tag))
                .isPresent()) {
            return Response.empty(304).with("ETag", tag);
        }
        return switch (Range.of(request, file.size(), tag)) {
            case Range.Whole _ -> answer(request, 200, headers, file.size(), file, files, Span.ALL);
            case Range.Part part ->
                answer(
                        request,
                        206,
                        headers.with("Content-Range", part.of(file.size())),
                        part.length(),
                        file,
                        files,
                        new Span(part.from(), part.to()));
            case Range.Beyond _ ->
                throw new HttpError(416, "request.range", "The file has only " + file.size() + " bytes")
                        .with("Content-Range", "bytes */" + file.size());
        };
    }

    private static boolean match(String tags, String tag) {
        return Arrays.stream(tags.split(",", -1))
                .map(String::strip)
                .map(given -> given.startsWith("W/") ? given.substring(2) : given)
                .anyMatch(given -> given.equals("*") || given.equals(tag));
    }

    private static Headers headers(StoredFile file, String tag) {
        return Headers.of("Content-Type", file.contentType())
                .with("Content-Disposition", file.presentation().disposition())
                .with("Content-Security-Policy", "sandbox; default-src 'none'")
                .with("Cross-Origin-Resource-Policy", "same-origin")
                .with("Cache-Control", "private, no-cache")
                .with("Accept-Ranges", "bytes")
                .with("ETag", tag)
                .with(
                        "Repr-Digest",
                        "sha-256=:"
                                + Base64.getEncoder()
                                        .encodeToString(file.sha256().bytes()) + ":")
                .with(
                        "Last-Modified",
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                file.created().atOffset(ZoneOffset.UTC)));
    }

    private static Response answer(
            Request request, int status, Headers headers, long length, StoredFile file, Files files, Span span) {
        Headers all = headers.with("Content-Length", String.valueOf(length));
        if (request.method() == Method.HEAD) {
            return new Response(status, all, new Response.Content.Written(_ -> {}));
        }
        InputStream bytes = files.open(file, span); // before the status goes out
        return new Response(status, all, new Response.Content.Written(out -> {
            try (bytes) {
                byte[] buffer = new byte[BUFFER];
                for (int n = bytes.read(buffer); n >= 0; n = bytes.read(buffer)) {
                    out.write(buffer, 0, n);
                }
            }
        }));
    }
}
