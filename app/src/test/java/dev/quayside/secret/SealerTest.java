package dev.quayside.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quayside.config.Secret;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class SealerTest {
    private static final RootKey ROOT = RootKey.of(new Secret("a secret that is long enough for the test"), "test");
    private static final byte[] PLAIN = "hunter2".getBytes(StandardCharsets.UTF_8);

    private final Sealer sealer = new Sealer(ROOT);

    @Property(tries = 200)
    void whatIsSealedOpensAsItWas(@ForAll byte[] plain, @ForAll @StringLength(max = 20) String purpose) {
        assertThat(sealer.open(sealer.seal(plain, purpose), purpose)).isEqualTo(plain);
    }

    @Test
    void theSameSealedTwiceDiffers() {
        assertThat(sealer.seal(PLAIN, "a")).isNotEqualTo(sealer.seal(PLAIN, "a"));
    }

    @Test
    void itDoesNotOpenForAnotherPurpose() {
        byte[] sealed = sealer.seal(PLAIN, "signing-key/1");

        assertThatThrownBy(() -> sealer.open(sealed, "signing-key/2"))
                .hasMessageContaining("secret.damaged")
                .hasMessageContaining("signing-key/2");
    }

    @Test
    void everyChangedBitIsNoticed() {
        byte[] sealed = sealer.seal(PLAIN, "a");

        for (int bit = 0; bit < sealed.length * 8; bit++) {
            byte[] changed = sealed.clone();
            changed[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThatThrownBy(() -> sealer.open(changed, "a")).hasMessageContaining("secret.");
        }
    }

    @Test
    void everyShorterPieceIsRefused() {
        byte[] sealed = sealer.seal(PLAIN, "a");

        for (int length = 0; length < sealed.length; length++) {
            byte[] piece = java.util.Arrays.copyOf(sealed, length);
            assertThatThrownBy(() -> sealer.open(piece, "a")).hasMessageContaining("secret.damaged");
        }
    }

    @Test
    void anotherSecretIsNamedAsTheReason() {
        byte[] sealed = sealer.seal(PLAIN, "a");
        var other = new Sealer(RootKey.of(new Secret("another secret that is long enough, too"), "test"));

        assertThatThrownBy(() -> other.open(sealed, "a"))
                .hasMessageContaining("secret.other-key")
                .hasMessageContaining("SECRET_KEY");
    }

    @Test
    void eachPurposeHasItsOwnKey() {
        assertThat(ROOT.authenticate("a", PLAIN)).hasSize(32).isNotEqualTo(ROOT.authenticate("b", PLAIN));
        assertThat(ROOT.aes("id").getEncoded()).isNotEqualTo(ROOT.aes("seal").getEncoded());
    }

    @Test
    void noTextShowsTheSecret() {
        assertThat(ROOT).hasToString("root key " + java.util.HexFormat.of().formatHex(ROOT.id()));
    }
}
