package dev.quayside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.testing.Chromium;
import dev.quayside.testing.TestDatabase;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The two pages in a browser that reaches nothing but the server.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DocsPagesTest {
    private TestServer server;
    private Chromium browser;

    @BeforeAll
    void start() throws IOException {
        browser = Chromium.start();
        server = new TestServer();
    }

    @AfterAll
    void stop() {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private Chromium.Page open(String path, String shown) throws IOException, InterruptedException {
        Chromium.Page page = browser.open(server.address().resolve(path));
        page.await("document.body && document.body.innerText.includes('" + shown + "')");
        return page;
    }

    /// As a person does: the page's framework has to hear of it.
    private static void type(Chromium.Page page, String field, String text) {
        page.evaluate("""
                (() => {
                  const field = document.querySelector('%s');
                  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, '%s');
                  field.dispatchEvent(new Event('input', { bubbles: true }));
                })()
                """.formatted(field, text));
    }

    private void checkThatItIsAtPeace(Chromium.Page page) {
        assertThat(page.complaints()).isEmpty();
        assertThat(page.requests())
                .hasSizeGreaterThan(3)
                .allMatch(address -> address.startsWith(server.address() + "/")
                        || address.startsWith("data:")
                        || address.startsWith("blob:"));
    }

    /// How many operations were seen so far; a long page draws those that come into view, and drops others.
    private static final String ALL_SEEN_WHILE_SCROLLING = """
            (() => {
              window.seen ??= new Set();
              document.querySelectorAll('.opblock').forEach(operation => window.seen.add(operation.id));
              window.scrollBy(0, 300);
              return window.seen.size;
            })()""";

    @Test
    void swaggerUiShowsTheOperations() throws Exception {
        int operations = server.app().routes().stream()
                .mapToInt(route -> route.paths().size())
                .sum();
        Chromium.Page page = open("/docs", "Start a run of a workflow");

        assertThat(page.text())
                .contains("Quayside", "OAS 3.1", "Workflows", "Executions", "Store a workflow", "Authorize")
                .contains("/api/v1/workflows/{workflow_id}");
        page.await(ALL_SEEN_WHILE_SCROLLING + " == " + operations);
        checkThatItIsAtPeace(page);
    }

    @Test
    void swaggerUiShowsSchemasExamplesAndRefusalsOfAnOperation() throws Exception {
        Chromium.Page page = open("/docs#/Workflows/postApiV1Workflows", "Needs the permission create:workflows");
        page.await("document.body.innerText.includes('Fetch and count')");

        assertThat(page.text())
                .contains(
                        "Names this state of the workflow",
                        "Validation error",
                        "Missing permissions: create:workflows");
        page.evaluate(
                "[...document.querySelectorAll('.model-example button')].filter(b => b.innerText == 'Schema').forEach(b => b.click())");
        page.await("document.body.innerText.includes('workflow_definition')");
        checkThatItIsAtPeace(page);
    }

    @Test
    void swaggerUiSendsRequestsWithTheTokenItWasGivenAndKeepsIt() throws Exception {
        Chromium.Page page = open("/docs#/Workflows/getApiV1Workflows", "Try it out");
        page.evaluate("document.querySelector('.btn.authorize').click()");
        page.await("document.querySelector('.modal-ux input')");
        type(page, ".modal-ux input", server.token());
        page.evaluate("document.querySelector('.modal-ux .auth-btn-wrapper .authorize').click()");
        page.evaluate("document.querySelector('.modal-ux .btn-done').click()");
        page.evaluate("document.querySelector('.try-out button').click()");
        page.await("document.querySelector('.execute')");
        page.evaluate("document.querySelector('.execute').click()");
        page.await("document.querySelector('.live-responses-table tbody .response-col_status')");

        assertThat(page.evaluate("document.querySelector('.live-responses-table tbody .response-col_status').innerText")
                        .asString())
                .startsWith("200");
        assertThat(page.evaluate("localStorage.authorized").asString("")).contains(server.token());
        checkThatItIsAtPeace(page);
    }

    @Test
    void redocShowsTheOperations() throws Exception {
        Chromium.Page page = open("/redoc", "Start a run of a workflow");

        assertThat(page.text())
                .contains(
                        "Quayside (0.1.0)",
                        "Store a workflow",
                        "Needs the permission create:workflows.",
                        "workflow_definition")
                .contains("/api/v1/workflows/{workflow_id}");
        checkThatItIsAtPeace(page);
    }

    @Test
    void redocSearches() throws Exception {
        Chromium.Page page = open("/redoc", "Start a run of a workflow");
        type(page, "input.search-input", "signing");
        page.await(
                "document.querySelector('[data-role=\"search:results\"]')?.innerText.includes('Sign with a new key')");

        checkThatItIsAtPeace(page);
    }

    @Test
    void whereTheDocumentationIsOffThereIsNothing() throws Exception {
        try (TestDatabase database = TestDatabase.fresh();
                TestServer without = new TestServer(database, Map.of("DOCS_ENABLED", "false"))) {
            for (String path : new String[] {"/docs", "/redoc", "/openapi.json", "/docs/assets/docs.js"}) {
                TestServer.Answer answer = without.get(path);

                assertThat(answer.status()).as(path).isEqualTo(404);
                assertThat(answer.json()).isEqualTo(without.get("/nothing").json());
            }
        }
    }
}
