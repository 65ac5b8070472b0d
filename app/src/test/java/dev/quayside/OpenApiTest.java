package dev.quayside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.ApiDocument.Operation;
import dev.quayside.base.Json;
import dev.quayside.http.server.Route;
import dev.quayside.testing.Required;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What the server says of itself is true: the document is good, complete, and what it answers is as described.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiTest {
    private static final String QUICK = "{'steps': [{'id': 'a', 'type': 'transform', 'config': {'output': {'n': 1}}}]}";

    private TestServer server;
    private ApiDocument document;

    @BeforeAll
    void start() throws Exception {
        server = new TestServer();
        document = new ApiDocument(
                server.send(HttpRequest.newBuilder(server.address().resolve("/openapi.json")))
                        .json());
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void theOfficialSchemaAcceptsIt(@TempDir Path folder) throws Exception {
        Path program = Required.program("validate-api");
        Path file = Files.writeString(folder.resolve("openapi.json"), Json.write(document.json()));

        assertThat(validity(program, file)).contains("\"valid\": true");
        Files.writeString(file, Json.write(document.json()).replaceFirst("\"responses\"", "\"answers\""));
        assertThat(validity(program, file)).contains("\"valid\": false");
    }

    private static String validity(Path program, Path file) throws IOException {
        Process process = new ProcessBuilder(program.toString(), file.toString())
                .redirectErrorStream(true)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void theParserOfSwaggerHasNothingToSayAboutIt() {
        ParseOptions options = new ParseOptions();
        options.setResolve(true);
        SwaggerParseResult parsed = new OpenAPIV3Parser().readContents(Json.write(document.json()), List.of(), options);

        assertThat(parsed.getMessages()).isEmpty();
        assertThat(parsed.getOpenAPI().getPaths())
                .hasSameSizeAs(document.json().path("paths").propertyNames());
    }

    @Test
    void everyRouteIsInItAndNothingElse() {
        Set<String> served = server.app().routes().stream()
                .flatMap(route -> route.paths().stream().map(path -> route.method() + " " + shape(path)))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(served).hasSizeGreaterThan(30);
        assertThat(document.operations().stream().map(operation -> operation.method() + " " + shape(operation.path())))
                .containsExactlyInAnyOrderElementsOf(served);
    }

    private static String shape(String path) {
        return path.replaceAll("\\{[^}]+}", "{}");
    }

    @Test
    void everyRouteSaysWhatItDoesWhoMayAndWhatItAnswers() {
        for (Route route : server.app().routes()) {
            JsonNode operation =
                    document.operation(route.method().name(), route.path()).json();

            assertThat(operation.path("summary").asString())
                    .as(route.path())
                    .isEqualTo(route.summary())
                    .isNotBlank();
            assertThat(operation.path("tags").path(0).asString())
                    .as(route.path())
                    .isNotBlank();
            assertThat(operation.path("security").isEmpty())
                    .as(route.path())
                    .isEqualTo(route.permission() == null && route.access() == Route.Access.OPEN);
            if (route.permission() != null) {
                assertThat(operation.path("description").asString()).contains("`" + route.permission() + "`");
                assertThat(operation.path("x-permission").asString())
                        .isEqualTo(route.permission().word());
            }
            assertThat(route.answers().keySet().stream().map(String::valueOf))
                    .as(route.path())
                    .isSubsetOf(operation.path("responses").propertyNames())
                    .anyMatch(status -> Integer.parseInt(status) < 400);
        }
    }

    @Test
    void everyTagIsExplained() {
        Set<String> explained = document.json()
                .path("tags")
                .valueStream()
                .filter(tag -> !tag.path("description").asString("").isEmpty())
                .map(tag -> tag.path("name").asString())
                .collect(Collectors.toSet());

        assertThat(document.operations().stream()
                        .map(operation -> operation.json().path("tags").path(0).asString()))
                .allMatch(explained::contains);
    }

    @Test
    void everyOperationHasAnIdOfItsOwn() {
        assertThat(document.operations().stream().map(Operation::id))
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("[a-z][A-Za-z0-9]+"));
    }

    @Test
    void everyReferenceLeadsSomewhereAndEverySchemaIsUsed() {
        Set<String> used = document.json().findValues("$ref").stream()
                .map(reference -> reference.asString().replaceFirst("^#/components/schemas/", ""))
                .collect(Collectors.toSet());

        assertThat(used)
                .hasSizeGreaterThan(10)
                .isEqualTo(Set.copyOf(
                        document.json().path("components").path("schemas").propertyNames()));
    }

    @Test
    void everyExampleIsAsItsSchemaSays() {
        List<JsonNode> media = document.json().findValues("content").stream()
                .flatMap(content -> content.valueStream())
                .filter(type -> type.has("example"))
                .toList();

        assertThat(media).hasSizeGreaterThan(50);
        assertThat(media.stream()
                        .map(type -> document.errors(type.path("schema"), type.path("example")) + " " + type)
                        .filter(wrong -> !wrong.startsWith("[] ")))
                .isEmpty();
    }

    @Test
    void answersAreAsTheDocumentSays() throws Exception {
        List<String> seen = new ArrayList<>();
        String workflow = server.workflow(QUICK);
        String unknown = "01992b7e-5c1a-7b42-9c7b-2f4f5f1f6a10";
        TestServer.Answer done = checked("POST", workflow + "/executions?wait=60s", "{'inputs': {'a': 1}}", seen);
        String run = "/api/v1/executions/" + done.json().path("id").asString();
        checked(
                "POST",
                "/api/v1/workflows/",
                "{'name': 'b', 'description': 'x', 'workflow_definition': " + QUICK + "}",
                seen);
        checked("POST", "/api/v1/workflows/", "{'workflow_definition': {'steps': 7}}", seen);
        checked("POST", "/api/v1/workflows/", "[", seen);
        checked("POST", "/api/v1/workflows/validate", QUICK, seen);
        checked(
                "POST",
                "/api/v1/workflows/import",
                "{'name': 'c', 'steps': [{'id': 'a', 'type': 'delay', 'config': {'seconds': 1}}]}",
                seen);
        checked(
                "PUT",
                workflow,
                "{'is_active': true, 'workflow_definition': {'steps': [{'id': 'b', 'type': 'delay', 'config': {'seconds': 1}}]}}",
                seen);
        checked("POST", workflow + "/executions", "{}", seen);
        checked("POST", run + "/cancel", "{}", seen);
        checked("POST", run + "/pause", "{}", seen);
        checked("POST", run + "/rerun", "{'from_step': 'a'}", seen);
        String schedules = "/api/v1/schedules/workflows/" + workflow.substring(18) + "/schedules";
        TestServer.Answer scheduled = checked("POST", schedules, "{'cron_expression': '0 8 * * *'}", seen);
        String schedule = "/api/v1/schedules/" + scheduled.json().path("id").asString();
        checked("POST", schedules, "{'cron_expression': 'never'}", seen);
        checked("PUT", schedule, "{'is_active': false}", seen);
        checked("GET", schedules, "", seen);
        checked("GET", schedule, "", seen);
        checked("POST", schedule + "/trigger", "{}", seen);
        checked("DELETE", schedule, "", seen);
        checked("GET", run + "/logs", "", seen);
        checked("PUT", "/api/v1/admin/log-level", "{'logger': 'dev.quayside.nothing', 'level': 'INFO'}", seen);
        checked("POST", "/api/v1/admin/tokens", "{'name': 't', 'permissions': ['read:workflows'], 'ttl': '1h'}", seen);
        checked("POST", "/api/v1/admin/tokens", "{'name': 7}", seen);
        for (String path : List.of(
                "/health",
                "/health/live",
                "/health/ready",
                "/api/v1/health",
                "/status",
                "/metrics",
                "/openapi.json",
                "/docs",
                "/redoc",
                "/docs/assets/none.js",
                "/.well-known/jwks.json",
                "/api/v1/workflows/",
                "/api/v1/workflows?limit=0",
                "/api/v1/workflows/" + unknown,
                workflow,
                workflow + "/versions",
                workflow + "/versions/1",
                workflow + "/versions/99",
                workflow + "/diff",
                workflow + "/export",
                "/api/v1/executions",
                run,
                run + "/steps",
                run + "/why",
                run.replace("executions/", "executions/executions/"),
                "/api/v1/executions/" + unknown + "/why",
                "/api/v1/executions?status=odd",
                "/api/v1/admin/tokens",
                "/api/v1/admin/audit/",
                "/api/v1/admin/audit/verify",
                "/api/v1/admin/audit/" + unknown,
                "/api/v1/admin/log-level",
                workflow + "/diff?from=x")) {
            checked("GET", path, "", seen);
        }
        checked("DELETE", workflow, "", seen);
        checked("DELETE", workflow, "", seen);
        for (Operation operation : document.operations()) {
            String path = operation.path().replaceAll("\\{[^}]+}", unknown);
            TestServer.Answer anonymous =
                    server.send(HttpRequest.newBuilder(server.address().resolve(path))
                            .method(operation.method(), BodyPublishers.ofString("{}")));
            document.check(operation.method(), anonymous);
            assertThat(anonymous.status() == 401 || anonymous.status() == 426) // a socket asks when it is open
                    .as(operation + " refuses strangers: " + anonymous.status())
                    .isEqualTo(!operation.json().path("security").isEmpty()
                            || operation.path().startsWith("/webhooks/")); // they ask for the token of a job
        }

        assertThat(seen).contains("200", "201", "202", "204", "400", "404", "409", "422");
    }

    private TestServer.Answer checked(String method, String path, String json, List<String> seen)
            throws IOException, InterruptedException {
        TestServer.Answer answer = server.send(server.at(path)
                .method(
                        method,
                        json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json.replace('\'', '"'))));
        document.check(method, answer);
        seen.add(String.valueOf(answer.status()));
        return answer;
    }

    @Test
    void whoHasTheDocumentIsNotSentItAgain() throws Exception {
        for (String path : List.of("/openapi.json", "/docs", "/docs/assets/swagger-ui-bundle.js")) {
            String tag =
                    server.get(path).response().headers().firstValue("ETag").orElseThrow();

            TestServer.Answer again =
                    server.send(server.at(path).header("If-None-Match", tag).header("Accept-Encoding", "gzip"));

            assertThat(again.status()).as(path).isEqualTo(304);
            assertThat(again.response().body()).isEmpty();
        }
    }

    @Test
    void onlyTheFilesOfThePagesCanBeHad() throws Exception {
        for (String file : List.of("swagger-ui.css", "docs.js", "redoc.js", "redoc.standalone.js", "pages.css")) {
            assertThat(server.get("/docs/assets/" + file).status()).as(file).isEqualTo(200);
        }
        for (String file :
                List.of("docs.html", "index.html", "%2e%2e%2fdocs.html", "..%5Cdocs.html", "Assets.class", "%00")) {
            assertThat(server.get("/docs/assets/" + file).status()).as(file).isIn(400, 404);
        }
    }

    @Test
    void thePagesLoadNothingFromElsewhere() throws Exception {
        for (String page : List.of("/docs", "/redoc")) {
            TestServer.Answer answer = server.get(page);

            assertThat(answer.response().body()).doesNotContain("http:", "https:", "//");
            assertThat(answer.response()
                            .headers()
                            .firstValue("Content-Security-Policy")
                            .orElse(""))
                    .contains("default-src 'none'", "script-src 'self';", "frame-ancestors 'none'");
        }
    }
}
