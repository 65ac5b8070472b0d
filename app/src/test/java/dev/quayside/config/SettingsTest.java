package dev.quayside.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    private static final Settings.Aliases ALIASES = new Settings.Aliases(
            Map.of("database.url", List.of("DATABASE_URL"), "server.port", List.of("PORT")), Set.of("QUAYSIDE_TOKEN"));

    @TempDir
    Path temporary;

    @Test
    void nestedMapsBecomeDottedKeys() {
        Settings settings = settings("""
                server:
                  port: 9000
                  idle_timeout: 1.5m
                  hosts: [a, b]
                scripts.require-permission: yes
                """, Map.of());

        assertThat(settings.number("server.port", 8000)).isEqualTo(9000);
        assertThat(settings.duration("server.idle-timeout", Duration.ZERO)).isEqualTo(Duration.ofSeconds(90));
        assertThat(settings.list("server.hosts", List.of())).containsExactly("a", "b");
        assertThat(settings.flag("scripts.require-permission", false)).isTrue();
        settings.requireAllRead();
    }

    @Test
    void whatIsNotSetHasItsDefault() {
        for (String nothing : List.of("", "# only a remark\n", "server:\n", "server:\n  port:\n", "---\n")) {
            Settings settings = settings(nothing, Map.of("QUAYSIDE_SERVER_PORT", ""));

            assertThat(settings.number("server.port", 8000)).as(nothing).isEqualTo(8000);
            assertThat(settings.findText("server.name")).isEmpty();
            assertThat(settings.secret("smtp.password")).isEqualTo(Secret.NONE);
            settings.requireAllRead();
        }
    }

    @Test
    void theEnvironmentOverridesTheFileAndOurOwnNameOverridesAnAlias() {
        String yaml = "server: {port: 1}";

        assertThat(settings(yaml, Map.of()).number("server.port", 0)).isEqualTo(1);
        assertThat(settings(yaml, Map.of("PORT", "2")).number("server.port", 0)).isEqualTo(2);
        assertThat(settings(yaml, Map.of("PORT", "2", "QUAYSIDE_SERVER_PORT", "3"))
                        .number("server.port", 0))
                .isEqualTo(3);
        assertThat(settings("", Map.of("QUAYSIDE_SERVER_HOSTS", "a, b,")).list("server.hosts", List.of()))
                .containsExactly("a", "b");
    }

    @Test
    void aSecretMayLieInAFile() throws IOException {
        Path file = Files.writeString(temporary.resolve("secret"), "s3cret\n");

        assertThat(settings("", Map.of("DATABASE_URL_FILE", file.toString()))
                        .secret("database.url")
                        .value())
                .isEqualTo("s3cret");
        Settings own = settings("", Map.of("QUAYSIDE_SMTP_PASSWORD_FILE", file.toString()));
        assertThat(own.secret("smtp.password").value()).isEqualTo("s3cret");
        own.requireAllRead();
        assertThatThrownBy(() -> settings("", Map.of("DATABASE_URL_FILE", "/no/such/file"))
                        .secret("database.url"))
                .hasMessageContaining("DATABASE_URL_FILE")
                .hasMessageContaining("/no/such/file")
                .hasMessageContaining("[config.unreadable-secret]");
    }

    @Test
    void everyUnknownKeyIsNamedWithItsPlaceAndTheLikelyOne() {
        Settings settings = settings("""
                server:
                  prot: 9000
                  port: 9000
                colour: blue
                """, Map.of("QUAYSIDE_SERVER_PROT", "1", "QUAYSIDE_TOKEN", "x", "HOME", "/root"));
        settings.number("server.port", 8000);

        assertThatThrownBy(settings::requireAllRead)
                .hasMessage("Unknown settings: 'server.prot' (quayside.yaml, line 2; did you mean 'server.port'?),"
                        + " 'colour' (quayside.yaml, line 4),"
                        + " 'QUAYSIDE_SERVER_PROT' (environment; did you mean 'QUAYSIDE_SERVER_PORT'?)"
                        + " [config.unknown-key]");
    }

    @Test
    void aValueOfTheWrongFormIsShownWithItsPlace() {
        assertThatThrownBy(() -> settings("server:\n  port: many\n", Map.of()).number("server.port", 1))
                .hasMessage(
                        "The setting 'server.port' must be a whole number, as 8000, but is 'many' (quayside.yaml, line 2)"
                                + " [config.invalid-value]");
        assertThatThrownBy(() -> settings("", Map.of("PORT", "99999999999")).number("server.port", 1))
                .hasMessageContaining("'99999999999' (PORT)");
        assertThatThrownBy(() -> settings("a: soon", Map.of()).duration("a", Duration.ZERO))
                .hasMessageContaining("time span")
                .hasMessageContaining("'soon'");
        assertThatThrownBy(() -> settings("a: maybe", Map.of()).flag("a", true)).hasMessageContaining("true or false");
        assertThatThrownBy(() -> settings("a: [1, 2]", Map.of()).number("a", 1)).hasMessageContaining("[1, 2]");
    }

    @Test
    void secretsAreMaskedEverywhere() {
        Settings settings =
                settings("smtp:\n  password: s3cret\n", Map.of("DATABASE_URL", "postgresql://a:s3cret@h/d"));

        assertThat(settings.secret("smtp.password")).hasToString("***");
        settings.secret("database.url");
        settings.number("server.port", 8000);
        assertThat(settings.inForce())
                .containsExactly(
                        new Setting("database.url", "***", "DATABASE_URL"),
                        new Setting("server.port", "8000", "default"),
                        new Setting("smtp.password", "***", "quayside.yaml, line 2"));
        assertThatThrownBy(() ->
                        settings("smtp:\n  password: [s3cret, x]\n", Map.of()).secret("smtp.password"))
                .hasMessageContaining("[config.invalid-value]")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void aFileThatIsNotSettingsIsRefusedWithTheLineAndWithoutItsContent() {
        for (String broken : List.of(
                "a: 1\nb: [s3cret\nc: {",
                "a: 1\n\ts3cret: 2",
                "a: 1\na: s3cret",
                "a_b: 1\na-b: s3cret",
                "s3cret",
                "- s3cret",
                "a:\n  - b: s3cret",
                "a: 1\n---\nb: s3cret")) {
            assertThatThrownBy(() -> settings(broken, Map.of()))
                    .as(broken)
                    .hasMessageMatching("quayside.yaml, line \\d+: .*\\[config.invalid-file]")
                    .hasMessageNotContaining("s3cret");
        }
    }

    @Test
    void textStaysAsItWasWritten() {
        Settings settings = settings("a: 007\nb: 1.10\nc: no\nd: '  x '\n", Map.of());

        assertThat(List.of(
                        settings.text("a", ""), settings.text("b", ""), settings.text("c", ""), settings.text("d", "")))
                .containsExactly("007", "1.10", "no", "  x ");
    }

    private static Settings settings(String yaml, Map<String, String> environment) {
        return Settings.of("quayside.yaml", yaml, environment, ALIASES);
    }
}
