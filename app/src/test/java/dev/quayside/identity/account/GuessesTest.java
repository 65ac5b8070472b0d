package dev.quayside.identity.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.config.Secret;
import dev.quayside.identity.session.KnownDevices;
import dev.quayside.secret.RootKey;
import dev.quayside.testing.MovedClock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class GuessesTest {
    private final MovedClock clock = new MovedClock();
    private final KnownDevices devices =
            new KnownDevices(RootKey.of(new Secret("a secret that is long enough for the test"), "test"), clock);
    private final UUID alice = UUID.randomUUID();

    @Test
    void neighboursAreOneNetwork() {
        assertThat(Guesses.network("192.0.2.1"))
                .isEqualTo(Guesses.network("192.0.2.250"))
                .isNotEqualTo(Guesses.network("192.0.3.1"));
        assertThat(Guesses.network("2001:db8:1:200::1"))
                .isEqualTo(Guesses.network("[2001:db8:1:2ff:1::9]"))
                .isNotEqualTo(Guesses.network("2001:db8:1:300::1"));
        assertThat(Guesses.network("fe80::1%eth0")).isEqualTo(Guesses.network("fe80::2"));
    }

    @Test
    void whatIsNoAddressIsANetworkToo() {
        assertThat(List.of(Guesses.network("unix:@"), Guesses.network("x"), Guesses.network(null)))
                .doesNotHaveDuplicates();
    }

    @Test
    void aNameIsCountedHoweverItIsWritten() {
        assertThat(Guesses.password("Alice01", "192.0.2.1", Optional.empty()))
                .isEqualTo(Guesses.password("aLICE01", "192.0.2.1", Optional.empty()))
                .isNotEqualTo(Guesses.password("alice02", "192.0.2.1", Optional.empty()));
    }

    @Test
    void aDeviceIsKnownForOneAccountAndNotForEver() {
        String mark = devices.mark(alice);

        assertThat(devices.find(mark, alice)).isPresent();
        assertThat(devices.find(mark, UUID.randomUUID())).isEmpty();
        assertThat(devices.find(null, alice)).isEmpty();
        assertThat(devices.find(devices.mark(alice), alice)).isNotEqualTo(devices.find(mark, alice));
        clock.pass(KnownDevices.KNOWN);
        assertThat(devices.find(mark, alice)).isEmpty();
    }

    @Test
    void aMarkThatSomebodyMadeOrChangedIsNone() {
        String mark = devices.mark(alice);
        String[] parts = mark.split("\\.", -1);

        assertThat(devices.find("other." + parts[1] + "." + parts[2], alice)).isEmpty();
        assertThat(devices.find(parts[0] + ".99999999999." + parts[2], alice)).isEmpty();
        assertThat(devices.find(parts[0] + "." + parts[1] + ".", alice)).isEmpty();
        assertThat(devices.find("", alice)).isEmpty();
    }
}
