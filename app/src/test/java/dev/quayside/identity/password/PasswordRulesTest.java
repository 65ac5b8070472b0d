package dev.quayside.identity.password;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordRulesTest {
    private final PasswordRules rules = new PasswordRules(Set.of("password123"), _ -> false);

    private boolean accept(String password) {
        return rules.accept(password, "alice01", "wonder@example.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Str0ngPass", "ÄÖÜäöü12", "Aa345678", "密码密码密码密码A1", "12345678A"})
    void acceptsWhatFollowsTheRules(String password) {
        assertThat(accept(password)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sh0rter",
                "lower1case",
                "NoDigitHere",
                "1234567890",
                "With Sp4ce",
                "With\u00a0Sp4ce",
                "Alice01xyz",
                "xX10ECILA9",
                "9Wonder9x",
                "9Rednow9x",
                "1Wonder@Example.com",
                "Password123"
            })
    void refusesWhatDoesNot(String password) {
        assertThat(accept(password)).isFalse();
    }

    @Test
    void acceptsSixtyFourCharactersOfAnyLengthInBytesAndNoMore() {
        assertThat(accept("A1" + "ö".repeat(62))).isTrue();
        assertThat(accept("A1" + "😀".repeat(62))).isTrue();
        assertThat(accept("A1" + "o".repeat(63))).isFalse();
    }

    @Test
    void aShortAddressForbidsNothing() {
        assertThat(rules.accept("Str0ngPass", "alice01", "s@example.com")).isTrue();
    }

    @Test
    void readsCommonPasswordsInAnyCase(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("common.txt"), "Qwertz12345\n\n  Sommer2024 \n");
        var common = new PasswordRules(CommonPasswords.read(file), _ -> false);

        assertThat(common.accept("Sommer2024", "alice01", "a@b.c")).isFalse();
        assertThat(common.accept("qwertZ12345", "alice01", "a@b.c")).isFalse();
        assertThat(common.accept("Winter2024", "alice01", "a@b.c")).isTrue();
    }

    @Test
    void theServiceSeesFiveDigitsOnlyAndItsAnswerIsComparedWhole() throws IOException {
        List<String> asked = new CopyOnWriteArrayList<>();
        String digest = sha1("Str0ngPass");
        String suffix = digest.substring(5);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var lines = new CopyOnWriteArrayList<String>();
        server.createContext("/range/", exchange -> {
            asked.add(exchange.getRequestURI().getPath() + " "
                    + exchange.getRequestHeaders().getFirst("Add-Padding"));
            byte[] body = String.join("\r\n", lines).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try (var pwned = new PwnedPasswords(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()))) {
            lines.addAll(List.of("00000000000000000000000000000000000:5", suffix + ":3"));
            assertThat(pwned.test("Str0ngPass")).isTrue();
            lines.set(1, suffix + ":0");
            assertThat(pwned.test("Str0ngPass")).as("padding").isFalse();
            lines.set(1, suffix.substring(1) + ":7");
            assertThat(pwned.test("Str0ngPass")).as("a part of it").isFalse();
            lines.set(1, "F" + suffix + ":7");
            assertThat(pwned.test("Str0ngPass")).as("more than it").isFalse();
        } finally {
            server.stop(0);
        }
        assertThat(asked).hasSize(4).allMatch(("/range/" + digest.substring(0, 5) + " true")::equals);
    }

    @Test
    void aServiceThatIsAwayForbidsNothing() {
        try (var pwned = new PwnedPasswords(URI.create("http://127.0.0.1:1"))) {
            assertThat(pwned.test("Str0ngPass")).isFalse();
        }
    }

    @Test
    void aServiceThatNeverAnswersIsNotWaitedFor() throws IOException {
        try (var silent = new java.net.ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var pwned = new PwnedPasswords(URI.create("http://127.0.0.1:" + silent.getLocalPort()))) {
            assertThat(pwned.test("Str0ngPass")).isFalse();
        }
    }

    private static String sha1(String text) {
        try {
            return java.util.HexFormat.of()
                    .withUpperCase()
                    .formatHex(java.security.MessageDigest.getInstance("SHA-1")
                            .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
