package dev.quayside.cli.file;

import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import dev.quayside.base.Sha256;
import dev.quayside.cli.remote.Api;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Fetches a file's content, goes on where it broke off, and compares it with its hash. One thread at a time.
final class Fetcher {
    private static final int BUFFER = 64 << 10;

    private final Api api;
    private final Transfer transfer;

    Fetcher(Api api, Transfer transfer) {
        this.api = api;
        this.transfer = transfer;
    }

    /// Writes the content of a file.
    ///
    /// @param file as the server describes it
    /// @throws ProblemException `file.damaged` if what came is not what the server says the file is
    /// @throws IOException if `to` takes no more
    void fetch(JsonNode file, OutputStream to) throws IOException, InterruptedException {
        MessageDigest digest = Sha256.digest();
        String path = "/api/v1/files/" + file.path("id").asLong() + "/content";
        String tag = "\"" + file.path("sha256").asString() + "\"";
        long size = file.path("size").asLong();
        byte[] buffer = new byte[BUFFER];
        long at = 0;
        do {
            try (InputStream from = open(path, tag, at)) {
                for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                    digest.update(buffer, 0, n);
                    write(to, buffer, n);
                    at += n;
                    transfer.at(at);
                }
                if (at < size) {
                    throw new IOException("only " + at + " of " + size + " bytes came");
                }
            } catch (Unwritable e) {
                throw e.cause();
            } catch (IOException e) {
                transfer.broke(new ProblemException(
                        new Problem("server.unreachable", "The connection broke: " + e.getMessage()), e));
            }
        } while (at < size);
        if (!Sha256.of(digest).hex().equals(file.path("sha256").asString())) {
            throw new ProblemException(
                    "file.damaged", "What came is not the file that the server promised; fetch it again");
        }
        transfer.done("Fetched");
    }

    private InputStream open(String path, String tag, long at) throws IOException, InterruptedException {
        Map<String, String> fields = at == 0 ? Map.of() : Map.of("Range", "bytes=" + at + "-", "If-Range", tag);
        HttpResponse<InputStream> answer = api.download(path, fields);
        if (answer.statusCode() != (at == 0 ? 200 : 206)) {
            answer.body().close();
            throw new ProblemException("file.damaged", "The file is another one than before; fetch it again");
        }
        return answer.body();
    }

    /// What was read cannot be written: a disk is full, or whoever reads the output has gone. It is no use to read on.
    private static final class Unwritable extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final IOException cause;

        Unwritable(IOException cause) {
            super(cause);
            this.cause = cause;
        }

        IOException cause() {
            return cause;
        }
    }

    private static void write(OutputStream to, byte[] buffer, int length) {
        try {
            to.write(buffer, 0, length);
        } catch (IOException e) {
            throw new Unwritable(e);
        }
    }
}
