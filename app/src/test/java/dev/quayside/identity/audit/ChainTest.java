package dev.quayside.identity.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.config.Secret;
import dev.quayside.event.Recorded;
import dev.quayside.identity.audit.Chain.Head;
import dev.quayside.secret.RootKey;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ChainTest {
    private static final UUID ID = UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8057");
    private static final Instant AT = Instant.parse("2026-03-01T12:00:00.123456Z");
    private final Chain chain = new Chain(RootKey.of(new Secret("a secret that is long enough for the test"), "test"));

    /// Few values, so that equal parts at different places are common.
    @Provide
    Arbitrary<AuditEntry> entries() {
        Arbitrary<String> text = Arbitraries.of("", "a", "b", "ab", "a\0", "\0\0\0\1a", "é", "\uFFFD", "null");
        return Combinators.combine(
                        Arbitraries.longs().between(1, 2),
                        Arbitraries.longs().between(0, 1),
                        text,
                        text,
                        text.injectNull(0.3),
                        text.injectNull(0.3),
                        text)
                .as((n, micros, type, user, address, agent, resource) ->
                        new AuditEntry(n, ID, AT.plusNanos(micros * 1000), type, user, address, agent, resource));
    }

    @Property(tries = 20_000)
    void onlyEqualEntriesHaveTheSameBytes(@ForAll("entries") AuditEntry one, @ForAll("entries") AuditEntry other) {
        boolean same = MessageDigest.isEqual(Chain.encode(one), Chain.encode(other));

        assertThat(same).isEqualTo(one.equals(other));
    }

    /// Reads the bytes back as the class doc describes them, without the class.
    @Property(tries = 1_000)
    void theBytesAreThoseOfTheDescription(@ForAll("entries") AuditEntry entry) {
        var bytes = java.nio.ByteBuffer.wrap(Chain.encode(entry));

        assertThat(bytes.getLong()).isEqualTo(entry.n());
        assertThat(new UUID(bytes.getLong(), bytes.getLong())).isEqualTo(entry.id());
        assertThat(bytes.getLong())
                .isEqualTo(java.time.Duration.between(Instant.EPOCH, entry.at()).toNanos() / 1_000);
        for (String text :
                java.util.Arrays.asList(entry.type(), entry.user(), entry.address(), entry.agent(), entry.resource())) {
            int length = bytes.getInt();
            byte[] read = new byte[Math.max(0, length)];
            bytes.get(read);
            assertThat(length < 0 ? null : new String(read, java.nio.charset.StandardCharsets.UTF_8))
                    .isEqualTo(text);
        }
        assertThat(bytes.hasRemaining()).isFalse();
    }

    /// Calculated with Python's hashlib after the class doc; a change here makes every stored audit unreadable.
    @Test
    void theHashOfAKnownEntryIsKnown() {
        var entry =
                new AuditEntry(1, ID, AT, "workflow.create", "auth0|ada", "192.0.2.1", null, "{\"workflow_id\":\"7\"}");

        assertThat(Chain.START).isEqualTo("4124bdff240f2c36257177513b77bd034041d980fd0db983dc0b9fa6b16d2cc6");
        assertThat(chain.hash(Chain.START, entry))
                .isEqualTo("b71852bd507dee766d6322a34af66275238ebe860a0c5b6768d9ceb81ea5472c");
    }

    @Test
    void aRowsSealIsNoSealOfAHead() {
        Map<String, Head> heads = Map.of(
                "rows", new Head(2, Chain.START, Recorded.Position.START),
                "transaction", new Head(1, Chain.START, new Recorded.Position(1, 0)),
                "number", new Head(1, Chain.START, new Recorded.Position(0, 1)),
                "hash", new Head(1, HexFormat.of().formatHex(new byte[32]), Recorded.Position.START),
                "none", new Head(1, Chain.START, Recorded.Position.START));

        assertThat(heads.values().stream().map(chain::seal)).doesNotHaveDuplicates();
        assertThat(heads.values().stream().map(chain::seal)).doesNotContain(chain.seal(Chain.START));
    }
}
