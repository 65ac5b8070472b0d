package dev.quayside.action.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/passwd",
                "gopher://example.com/",
                "ftp://example.com/",
                "jar:http://example.com!/",
                "//example.com/",
                "",
                "http://",
                "http:///path",
                "http://user@example.com/",
                "http://example.com@127.0.0.1/",
                "http://user:secret@example.com/",
                "http://example.com\\@127.0.0.1/",
                "http://127.1/",
                "http://127.0.0.1./",
                "http://0x7f000001/",
                "http://0x7f.0.0.1/",
                "http://0177.0.0.1/",
                "http://2130706433/",
                "http://127.0.0.256/",
                "http://[fe80::1%25eth0]/",
                "http://[127.0.0.1/",
                "http://exa mple.com/",
                "http://example.com:0/",
                "http://example.com:99999/",
                "http://example.com:8o/",
                "http://example.com\r\nHost: inside/",
                "http://exam%70le.com/",
            })
    void refusesWhatReadersMayUnderstandDifferently(String url) {
        assertThatThrownBy(() -> Address.parse(url)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void spellsTheHostInOneWay() {
        assertThat(host("HTTP://Example.COM/a")).isEqualTo("example.com");
        assertThat(host("http://１２７.0.0.1/")).isEqualTo("127.0.0.1");
        assertThat(host("http://127。0。0。1/")).isEqualTo("127.0.0.1");
        assertThat(host("http://bücher.example/")).isEqualTo("xn--bcher-kva.example");
        assertThat(host("http://[::FFFF:127.0.0.1]:80/")).isEqualTo("[::ffff:127.0.0.1]");
    }

    @Test
    void encodesBlanksAndLettersInPathAndQuery() {
        assertThat(Address.parse("https://example.com/a b/ü?q={x}#part").uri())
                .hasToString("https://example.com/a%20b/%C3%BC?q=%7Bx%7D");
        assertThat(Address.parse("http://example.com?q=1").uri()).hasToString("http://example.com/?q=1");
    }

    @Test
    void resolvesRedirects() {
        Address from = Address.parse("https://example.com/a/b?c");

        assertThat(from.resolve("d").uri()).hasToString("https://example.com/a/d");
        assertThat(from.resolve("/d e").uri()).hasToString("https://example.com/d%20e");
        assertThat(from.resolve("//other.example/x").uri()).hasToString("https://other.example/x");
        assertThat(from.sameOrigin(from.resolve("?q"))).isTrue();
        assertThat(from.sameOrigin(from.resolve("http://example.com/"))).isFalse();
        assertThatThrownBy(() -> from.resolve("file:///etc/passwd")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> from.resolve("//127.1/")).isInstanceOf(IllegalArgumentException.class);
    }

    private static String host(String url) {
        return Address.parse(url).uri().getHost();
    }
}
