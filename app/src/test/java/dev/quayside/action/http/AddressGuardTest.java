package dev.quayside.action.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.8.9.10",
                "0.0.0.0",
                "0.1.2.3",
                "10.1.2.3",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "100.64.0.1",
                "169.254.169.254",
                "192.0.0.1",
                "198.18.0.1",
                "198.19.255.255",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "fe80::1",
                "fec0::1",
                "fc00::1",
                "fd12:3456::1",
                "ff02::1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::127.0.0.1",
                "::a9fe:a9fe",
                "64:ff9b::127.0.0.1",
                "64:ff9b::a9fe:a9fe",
                "64:ff9b:1::7f00:1",
                "2002:7f00:1::",
                "2002:c0a8:101::1",
                "2001:0:7f00:1::",
                "2a00::5efe:127.0.0.1",
                "2a00::200:5efe:10.0.0.1",
            })
    void insideAddressesAreRefused(String address) {
        assertThatThrownBy(() -> guard(List.of(), address).check("name.example", 80))
                .hasMessageContaining("[http.address-refused]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "93.184.215.14",
                "172.32.0.1",
                "100.128.0.1",
                "2606:4700::6810:84e5",
                "64:ff9b::5db8:d70e",
                "2002:5db8:d70e::"
            })
    void publicAddressesPass(String address) {
        assertThat(guard(List.of(), address).check("name.example", 80)).hasSize(1);
    }

    @Test
    void oneInsideAddressRefusesThemAll() {
        assertThatThrownBy(() -> guard(List.of(), "93.184.215.14", "10.0.0.1").check("name.example", 80))
                .hasMessageContaining("10.0.0.1");
    }

    @Test
    void theAllowListNamesHostsPortsAndBlocks() {
        assertThat(guard(List.of("Name.Example"), "10.0.0.1").check("name.example.", 80))
                .hasSize(1);
        assertThat(guard(List.of("name.example:8080"), "10.0.0.1").check("name.example", 8080))
                .hasSize(1);
        assertThat(guard(List.of("10.0.0.0/30"), "10.0.0.1").check("name.example", 80))
                .hasSize(1);
        assertThat(guard(List.of("[::1]:80"), "::1").check("[::1]", 80)).hasSize(1);
        assertThatThrownBy(() -> guard(List.of("name.example:8080"), "10.0.0.1").check("name.example", 80))
                .hasMessageContaining("[http.address-refused]");
        assertThatThrownBy(() -> guard(List.of("10.0.0.0/30"), "10.0.0.4").check("name.example", 80))
                .hasMessageContaining("[http.address-refused]");
    }

    @Test
    void theSystemsReadingOfALooseSpellingIsWhatIsJudged() {
        var guard = new AddressGuard(HttpSettings.DEFAULT, Resolver.SYSTEM);

        for (String spelling : List.of("127.1", "2130706433", "localhost", "localhost.", "[::ffff:127.0.0.1]")) {
            assertThatThrownBy(() -> guard.check(spelling, 80))
                    .as(spelling)
                    .hasMessageContaining("[http.address-refused]");
        }
    }

    private static AddressGuard guard(List<String> allow, String... answers) {
        List<InetAddress> addresses =
                Stream.of(answers).map(InetAddress::ofLiteral).toList();
        return new AddressGuard(new HttpSettings(false, allow, 1_000, Duration.ofMinutes(1)), _ -> addresses);
    }
}
