package dev.quayside.http.openapi;

import dev.quayside.http.message.Request;
import dev.quayside.http.message.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/// Bytes that stay the same as long as the program runs, and the tag that clients keep them by. Immutable.
final class Asset {
    private final String type;
    private final byte[] bytes;
    private final String tag;

    /// @param bytes not changed any more
    Asset(String type, byte[] bytes) {
        this.type = type;
        this.bytes = bytes;
        this.tag = '"' + HexFormat.of().formatHex(sha256(bytes), 0, 16) + '"';
    }

    Asset(String type, String text) {
        this(type, text.getBytes(StandardCharsets.UTF_8));
    }

    /// The bytes, or 304 if the client has them.
    Response answer(Request request) {
        boolean known = request.headers().find("If-None-Match").stream()
                .flatMap(tags -> Arrays.stream(tags.split(",", -1)))
                .anyMatch(given -> given.strip().replaceFirst("^W/", "").equals(tag));
        return (known ? Response.empty(304) : Response.bytes(200, type, bytes)).with("ETag", tag);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
