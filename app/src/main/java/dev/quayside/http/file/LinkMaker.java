package dev.quayside.http.file;

import dev.quayside.http.auth.Connections;
import dev.quayside.http.message.Request;
import dev.quayside.storage.FileLinks;
import dev.quayside.storage.Storage;
import dev.quayside.storage.StoredFile;
import java.net.URI;
import java.time.Duration;

/// Links to the bytes of files: straight to the bucket, or to our own server. Immutable.
record LinkMaker(Storage storage, Connections connections) {
    /// How long a link is good, as the File Processing API has it.
    private static final Duration GOOD = Duration.ofMinutes(30);

    /// A link that needs no login.
    URI link(Request request, StoredFile file) {
        return storage.store().link(file.key(), file.presentation(), GOOD).orElseGet(() -> {
            FileLinks.Link link = storage.links().sign(file, GOOD);
            return URI.create(ours(request, file) + "?expires=" + link.expires() + "&signature=" + link.signature());
        });
    }

    /// Where a file is; opens nothing by itself.
    String address(Request request, StoredFile file) {
        return storage.store().address(file.key()).map(URI::toString).orElseGet(() -> ours(request, file));
    }

    private String ours(Request request, StoredFile file) {
        return connections.base(request) + "/files/content/" + file.key();
    }
}
