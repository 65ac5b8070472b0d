package dev.quayside.identity.audit;

import dev.quayside.base.Sha256;
import dev.quayside.event.Recorded;
import dev.quayside.secret.RootKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.stream.Stream;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/// How entries are chained.
///
/// The hash of an entry is the SHA-256 over the hash of the one before it, followed by what [#encode] makes of the
/// entry. Before the first there is the SHA-256 of the ASCII text `quayside-audit-1`. Everybody who can read the
/// table can check this, with 20 lines in any language:
///
/// ```
/// hash(i) = SHA-256( hash(i-1) || n || id || at || text(event_type) || text(user_id)
///                    || text(ip_address) || text(user_agent) || text(resource_data) )
/// n       = 8 bytes, big-endian
/// id      = the 16 bytes of the UUID
/// at      = microseconds since 1970-01-01T00:00:00Z, 8 bytes, big-endian
/// text(t) = the number of bytes of t in UTF-8, 4 bytes, big-endian, then these bytes; for null only -1
/// ```
///
/// A hash can be made anew by anybody who changes a row and all that follow. Therefore each row also carries a
/// seal, the HMAC-SHA256 of its hash under a key that is not in the database (derived from the installation's
/// secret), and the head carries one over the number of rows, the last hash and the place up to which events were
/// read: rows that others wrote have no seal, and a chain whose end was cut off does not fit its head.
///
/// One thread at a time.
final class Chain {
    /// Before the first entry.
    static final String START =
            HexFormat.of().formatHex(Sha256.digest().digest("quayside-audit-1".getBytes(StandardCharsets.US_ASCII)));

    private static final int FIXED_BYTES = 8 + 16 + 8;
    private static final HexFormat HEX = HexFormat.of();

    private final MessageDigest digest = Sha256.digest();
    private final Mac rowKey;
    private final Mac headKey;

    Chain(RootKey root) {
        rowKey = root.authenticator("audit-row");
        headKey = root.authenticator("audit-head");
    }

    /// An entry with what chains it; both in hex.
    record Link(AuditEntry entry, String hash, String seal) {}

    /// The end of the chain.
    ///
    /// @param read up to where the event log was read
    record Head(long rows, String hash, Recorded.Position read) {
        static final Head EMPTY = new Head(0, START, Recorded.Position.START);
    }

    Link link(String previous, AuditEntry entry) {
        String hash = hash(previous, entry);
        return new Link(entry, hash, seal(hash));
    }

    /// The hash of an entry, in hex.
    String hash(String previous, AuditEntry entry) {
        digest.update(HEX.parseHex(previous));
        return HEX.formatHex(digest.digest(encode(entry)));
    }

    /// The seal of a row with this hash, in hex.
    String seal(String hash) {
        return HEX.formatHex(rowKey.doFinal(HEX.parseHex(hash)));
    }

    /// The seal of a head, in hex.
    String seal(Head head) {
        headKey.update(ByteBuffer.allocate(24)
                .putLong(head.rows())
                .putLong(head.read().transaction())
                .putLong(head.read().number())
                .flip());
        return HEX.formatHex(headKey.doFinal(HEX.parseHex(head.hash())));
    }

    /// An entry as bytes; no two entries have the same.
    static byte[] encode(AuditEntry entry) {
        byte @Nullable [][] texts = Stream.of(
                        entry.type(), entry.user(), entry.address(), entry.agent(), entry.resource())
                .map(text -> text == null ? null : text.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        int length = FIXED_BYTES;
        for (byte @Nullable [] text : texts) {
            length += 4 + (text == null ? 0 : text.length);
        }
        ByteBuffer bytes = ByteBuffer.allocate(length)
                .putLong(entry.n())
                .putLong(entry.id().getMostSignificantBits())
                .putLong(entry.id().getLeastSignificantBits())
                .putLong(java.time.temporal.ChronoUnit.MICROS.between(java.time.Instant.EPOCH, entry.at()));
        for (byte @Nullable [] text : texts) {
            if (text == null) {
                bytes.putInt(-1);
            } else {
                bytes.putInt(text.length).put(text);
            }
        }
        return bytes.array();
    }
}
