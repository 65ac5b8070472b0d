package dev.quayside.cli.file;

import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import dev.quayside.base.Sha256;
import dev.quayside.cli.remote.Api;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Sends a file in pieces, and goes on where it broke off. One thread at a time.
///
/// Source: the tus protocol 1.0.0, with its extensions creation and checksum.
final class Sender {
    private static final String UPLOADS = "/api/v1/files/uploads";
    private static final int PIECE = 4 << 20;

    /// Besides what is the server's fault: the body was cut off or came too slowly, others write to the same
    /// upload, too many requests, the piece came damaged.
    private static final Set<Integer> MAY_PASS = Set.of(400, 408, 409, 429, 460);

    private final Api api;
    private final Transfer transfer;

    Sender(Api api, Transfer transfer) {
        this.api = api;
        this.transfer = transfer;
    }

    /// How far the server says it has come.
    ///
    /// @param file the path of the file that it has become; null before
    private record State(long offset, long length, @Nullable String file) {
        static State of(HttpResponse<String> response) {
            return new State(
                    response.headers().firstValueAsLong("Upload-Offset").orElse(0),
                    response.headers().firstValueAsLong("Upload-Length").orElse(0),
                    response.headers().firstValue("Content-Location").orElse(null));
        }
    }

    /// Sends a file.
    ///
    /// @param upload id of one that broke off; null to begin
    /// @return what the server knows of it
    /// @throws ProblemException what the server says; with the id to go on with, where that makes sense
    JsonNode send(Path file, String name, @Nullable String upload) throws IOException, InterruptedException {
        try (FileChannel bytes = FileChannel.open(file)) {
            String path = upload == null ? begin(name, bytes.size()) : UPLOADS + "/" + Api.encoded(upload);
            State state = new State(0, bytes.size(), null);
            if (upload != null) {
                state = ask(path);
                if (state.length() != bytes.size()) {
                    throw new ProblemException(
                            "upload.other-file",
                            "That upload was begun with a file of %d bytes, and %s has %d"
                                    .formatted(state.length(), file, bytes.size()));
                }
            }
            try {
                while (state.file() == null) {
                    state = next(path, state, bytes);
                    transfer.at(state.offset());
                }
            } catch (ProblemException e) {
                throw resumable(e) ? broken(e, path) : e;
            }
            transfer.done("Sent");
            return api.get(state.file());
        }
    }

    private static boolean resumable(ProblemException e) {
        String code = e.problem().code();
        return code.startsWith("server.") || code.startsWith("upload.");
    }

    private static ProblemException broken(ProblemException e, String path) {
        String id = path.substring(path.lastIndexOf('/') + 1);
        return new ProblemException(
                new Problem(
                        e.problem().code(),
                        e.problem().detail() + "\nWhat came is kept for a day: go on with --upload " + id),
                e);
    }

    private String begin(String name, long size) throws InterruptedException {
        String encoded = Base64.getEncoder().encodeToString(name.getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> begun = Api.accepted(api.exchange(
                "POST",
                UPLOADS,
                Map.of(
                        "Tus-Resumable",
                        "1.0.0",
                        "Upload-Length",
                        Long.toString(size),
                        "Upload-Metadata",
                        "filename " + encoded),
                BodyPublishers.noBody()));
        return begun.headers()
                .firstValue("Location")
                .orElseThrow(() -> new ProblemException("server.failed", "The server did not say where the upload is"));
    }

    private State ask(String path) throws InterruptedException {
        HttpResponse<String> answer =
                api.exchange("HEAD", path, Map.of("Tus-Resumable", "1.0.0"), BodyPublishers.noBody());
        if (answer.statusCode() == 404) {
            throw new ProblemException("upload.unknown", "There is no such upload among yours, or it has expired");
        }
        return State.of(Api.accepted(answer));
    }

    /// Sends the next piece; if that breaks, asks how far it came.
    private State next(String path, State state, FileChannel bytes) throws IOException, InterruptedException {
        ProblemException reason;
        try {
            byte[] piece = piece(bytes, state);
            HttpResponse<String> answer = api.exchange(
                    "PATCH",
                    path,
                    Map.of(
                            "Tus-Resumable",
                            "1.0.0",
                            "Content-Type",
                            "application/offset+octet-stream",
                            "Upload-Offset",
                            Long.toString(state.offset()),
                            "Upload-Checksum",
                            "sha256 "
                                    + Base64.getEncoder()
                                            .encodeToString(Sha256.digest().digest(piece))),
                    BodyPublishers.ofByteArray(piece));
            Optional<ProblemException> refusal = Api.refusal(answer);
            if (refusal.isPresent() && answer.statusCode() < 500 && !MAY_PASS.contains(answer.statusCode())) {
                throw refusal.get();
            }
            State now = State.of(answer);
            if (refusal.isEmpty() && (now.offset() > state.offset() || now.file() != null)) {
                return now;
            }
            reason = refusal.orElseGet(
                    () -> new ProblemException("upload.unfinished", "The server has all of it and makes the file"));
        } catch (ProblemException e) {
            if (!e.problem().code().equals("server.unreachable")) {
                throw e;
            }
            reason = e;
        }
        return after(reason, path);
    }

    private State after(ProblemException reason, String path) throws InterruptedException {
        ProblemException last = reason;
        while (true) {
            transfer.broke(last);
            try {
                return ask(path);
            } catch (ProblemException e) {
                if (!e.problem().code().startsWith("server.")) {
                    throw e;
                }
                last = e;
            }
        }
    }

    private static byte[] piece(FileChannel bytes, State state) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(state.length() - state.offset(), PIECE));
        while (piece.hasRemaining()) {
            if (bytes.read(piece, state.offset() + piece.position()) < 0) {
                throw new IOException("it became shorter while it was sent");
            }
        }
        return piece.array();
    }
}
