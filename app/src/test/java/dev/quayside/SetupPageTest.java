package dev.quayside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.testing.Chromium;
import java.net.URI;
import org.junit.jupiter.api.Test;

/// The page by which an installation gets its first administrator, in a browser.
class SetupPageTest {
    private static void type(Chromium.Page page, String field, String text) {
        page.evaluate("document.getElementById('%s').value = '%s'".formatted(field, text));
    }

    @Test
    void whoeverOpensTheLinkBecomesTheAdministrator() throws Exception {
        try (Chromium browser = Chromium.start();
                TestServer server = new TestServer()) {
            URI link = server.app().invitation().orElseThrow();
            Chromium.Page page = browser.open(link);
            page.await("document.getElementById('form') && !document.getElementById('form').hidden");
            assertThat(page.text()).contains("You are about to become the administrator");

            type(page, "username", "root001");
            type(page, "email", "root@example.com");
            type(page, "password", "weak");
            type(page, "password1", "weak");
            page.evaluate("document.querySelector('button').click()");
            page.await("document.getElementById('outcome').innerText.includes('Not a reliable password')");

            type(page, "password", "Str0ngPass");
            type(page, "password1", "Str0ngPass");
            page.evaluate("document.querySelector('button').click()");
            page.await("document.getElementById('outcome').innerText.includes('Welcome, root001')");

            assertThat(page.evaluate("location.href").asString()).doesNotContain("token");
            assertThat(page.requests()).noneMatch(address -> address.contains("qi_"));
            assertThat(server.app()
                            .accounts()
                            .users()
                            .find("root001")
                            .orElseThrow()
                            .roles())
                    .containsExactly("administrator");
            assertThat(server.app().invitation()).isEmpty();
        }
    }
}
