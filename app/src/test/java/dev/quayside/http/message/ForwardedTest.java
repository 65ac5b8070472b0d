package dev.quayside.http.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForwardedTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-Forwarded-For | 203.0.113.9 | 203.0.113.9",
                "X-Forwarded-For | 8.8.8.8, 203.0.113.9 | 203.0.113.9",
                "X-Forwarded-For | 203.0.113.9:4711 | 203.0.113.9",
                "X-Forwarded-For | 2001:db8::1 | 2001:db8::1",
                "X-Forwarded-For | [2001:db8::1]:4711 | 2001:db8::1",
                "Forwarded | for=8.8.8.8, for=203.0.113.9;proto=https | 203.0.113.9",
                "Forwarded | proto=https; For=\"[2001:db8::1]:4711\" | 2001:db8::1",
            })
    void theLastAddressIsTheOneThatTheProxySaw(String field, String value, String address) {
        assertThat(Forwarded.address(Headers.of(field, value))).contains(address);
    }

    @Test
    void theStandardFieldWins() {
        Headers both = Headers.of("Forwarded", "for=203.0.113.9;host=a.example;proto=https")
                .with("X-Forwarded-For", "8.8.8.8");

        assertThat(Forwarded.address(both)).contains("203.0.113.9");
        assertThat(Forwarded.host(both)).contains("a.example");
        assertThat(Forwarded.proto(both)).contains("https");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"X-Forwarded-For | ,", "X-Forwarded-For | [", "Forwarded | by=203.0.113.9"})
    void whatSaysNothingSaysNothing(String field, String value) {
        assertThat(Forwarded.address(Headers.of(field, value))).isEqualTo(Optional.empty());
    }
}
