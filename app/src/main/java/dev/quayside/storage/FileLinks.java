package dev.quayside.storage;

import dev.quayside.secret.RootKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;

/// Links that let everybody who has one read one file for some time, without a login. Whoever changes anything in
/// it has nothing. Safe for several threads.
public final class FileLinks {
    private static final String PURPOSE = "file-link";

    private final RootKey root;
    private final InstantSource clock;

    FileLinks(RootKey root, InstantSource clock) {
        this.root = root;
        this.clock = clock;
    }

    /// A permission to read a blob.
    ///
    /// @param expires seconds since 1970
    /// @param signature base64url
    public record Link(String key, long expires, String signature) {}

    public Link sign(StoredFile file, Duration good) {
        String key = file.key().value();
        long expires = clock.instant().plus(good).getEpochSecond();
        return new Link(key, expires, Base64.getUrlEncoder().withoutPadding().encodeToString(code(key, expires)));
    }

    /// Whether a link is one of ours, and still good.
    public boolean good(Link link) {
        byte[] given;
        try {
            given = Base64.getUrlDecoder().decode(link.signature());
        } catch (IllegalArgumentException e) {
            return false;
        }
        boolean ours = MessageDigest.isEqual(code(link.key(), link.expires()), given);
        return ours && clock.instant().getEpochSecond() < link.expires();
    }

    private byte[] code(String key, long expires) {
        return root.authenticate(PURPOSE, ("GET\n" + key + "\n" + expires).getBytes(StandardCharsets.UTF_8));
    }
}
