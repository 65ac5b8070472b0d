package dev.quayside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.event.Actor;
import dev.quayside.http.message.Method;
import dev.quayside.http.server.Route;
import dev.quayside.identity.Permission;
import dev.quayside.identity.account.User;
import dev.quayside.identity.key.ApiKey;
import dev.quayside.identity.role.Role;
import dev.quayside.testing.Await;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.opentest4j.MultipleFailuresError;
import tools.jackson.databind.JsonNode;

/// Every route, called by everybody: who gets in is what the table of routes says, and nobody else.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessMatrixTest {
    /// Open to everybody, on purpose. Whoever adds a line answers for it.
    private static final Set<String> OPEN = Set.of(
            "GET /.well-known/jwks.json",
            "GET /api/v1/healthcheck",
            "GET /docs",
            "GET /docs/assets/{file}",
            "GET /files/content/{key}", // a signed link is what opens it
            "GET /health",
            "GET /health/live",
            "GET /health/ready",
            "GET /metrics",
            "GET /openapi.json",
            "GET /redoc",
            "GET /setup",
            "GET /setup/setup.css",
            "GET /setup/setup.js",
            "GET /status",
            "OPTIONS /api/v1/files/uploads", // what the server can do, as the protocol wants it
            "POST /auth/login",
            "POST /auth/registration",
            "POST /auth/setup",
            "POST /webhooks/analysis-webhook", // the token of a job opens it, or the secret of the workers
            "POST /webhooks/converter-webhook", // the same
            "POST /webhooks/parser-webhook"); // the same

    private static final String PASSWORD = "Str0ngPass";

    /// Who calls: what the request shows.
    private record Who(String name, Map<String, String> headers) {
        static Who bearer(String name, String token) {
            return new Who(name, Map.of("Authorization", "Bearer " + token));
        }

        static Who key(String name, String key) {
            return new Who(name, Map.of("X-API-Key", key));
        }

        static Who cookie(String name, String cookie) {
            return new Who(name, Map.of("Cookie", cookie));
        }
    }

    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<Permission, Who> single = new EnumMap<>(Permission.class);
    private final Map<String, String> variables = new HashMap<>();
    private final List<Throwable> wrong = new ArrayList<>();
    private TestServer server;
    private Who expired;
    private Who revoked;
    private Who ended;
    private Who administrator;
    private Who alice;
    private Who bob;
    private Who keyOfAlice;
    private Who keyOfAliceForNothing;
    private String sessionOfAlice;
    private String idOfKeyOfAlice;

    @BeforeAll
    void start() throws Exception {
        server = new TestServer();
        for (Permission permission : Permission.values()) {
            single.put(
                    permission,
                    Who.key(
                            "who may only " + permission,
                            key(null, Set.of(permission)).text()));
        }
        String workflow = server.workflow("{'steps': [{'id': 'a', 'type': 'transform', 'config': {'output': 1}}]}");
        variables.put("workflow_id", workflow.substring(workflow.lastIndexOf('/') + 1));
        variables.put("version", "1");
        variables.put(
                "execution_id",
                server.post(workflow + "/executions?wait=10s", "{}")
                        .json()
                        .path("id")
                        .stringValue());
        TestServer.Answer schedule = server.post(
                workflow + "/schedules", "{'name': 'hourly', 'schedule_type': 'cron', 'cron_expression': '0 * * * *'}");
        assertThat(schedule.status()).as(schedule.json().toString()).isEqualTo(201);
        variables.put("schedule_id", schedule.json().path("id").stringValue());
        user("alice01", Set.of(Role.USER));
        user("bobby01", Set.of(Role.USER));
        user("root001", Set.of(Role.ADMINISTRATOR));
        alice = Who.cookie("alice's session", login("alice01"));
        bob = Who.cookie("bob's session", login("bobby01"));
        administrator = Who.cookie("an administrator's session", login("root001"));
        ended = Who.cookie("a session that ended", login("root001"));
        assertThat(send(Method.POST, "/auth/logout", ended).statusCode()).isEqualTo(200);
        UUID account = account("alice01");
        ApiKey.Made made = key(account, Set.of(Permission.READ_FILES, Permission.WRITE_FILES));
        keyOfAlice = Who.key("alice's key", made.text());
        idOfKeyOfAlice = made.about().id().toString();
        keyOfAliceForNothing = Who.key(
                "a key of alice that permits nothing", key(account, Set.of()).text());
        sessionOfAlice =
                server.app().accounts().sessions().list(account).getFirst().id().toString();
        ApiKey.Made gone = key(null, Permission.all());
        server.app().accounts().keys().revoke(gone.about().id(), null, Actor.of("test"));
        revoked = Who.key("a key that was taken back", gone.text());
        expired = Who.bearer(
                "a token that expired",
                server.post("/api/v1/admin/tokens", """
                        {'name': 'x', 'subject': 'x', 'permissions': ['admin:access', 'read:workflows'], 'ttl': '1s'}
                        """).json().path("token").stringValue());
        Await.until("expired", () -> status(Method.GET, "/api/v1/workflows", expired) == 401);
    }

    @AfterAll
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private ApiKey.Made key(@Nullable UUID account, Set<Permission> permissions) {
        var order = new ApiKey.Order("test", permissions, Duration.ofHours(1));
        String subject = account == null ? "program" : User.subject(account);
        return server.app().accounts().keys().make(order, subject, account, Actor.of("test"));
    }

    private UUID account(String username) {
        return server.app().accounts().users().find(username).orElseThrow().id();
    }

    private void user(String name, Set<String> roles) throws IOException, InterruptedException {
        String body = "{'username': '%s', 'email': '%s@example.com', 'password': '%s', 'password1': '%s'}"
                .formatted(name, name, PASSWORD, PASSWORD);
        assertThat(server.post("/auth/registration", body).status()).isEqualTo(201);
        server.app().accounts().users().setRoles(account(name), roles, Actor.of("test"));
    }

    private String login(String name) throws IOException, InterruptedException {
        HttpResponse<String> response = server.post(
                        "/auth/login", "{'username': '%s', 'password': '%s'}".formatted(name, PASSWORD))
                .response();
        return response.headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith("session_id="))
                .findFirst()
                .orElseThrow()
                .split(";", 2)[0];
    }

    private HttpResponse<String> send(Method method, String path, Who who) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.address().resolve(path))
                .method(
                        method.name(),
                        method == Method.GET || method == Method.DELETE
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofString("{}"));
        who.headers().forEach(request::header);
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private int status(Method method, String path, Who who) {
        try {
            return send(method, path, who).statusCode();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// A path with objects that exist in the place of its variables; those without one get an id of nothing.
    private String filled(String path) {
        String full = path;
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            full = full.replace("{" + variable.getKey() + "}", variable.getValue());
        }
        return full.replaceAll("\\{[^}]+}", UUID.randomUUID().toString());
    }

    private void expect(Route route, String path, Who who, Set<Integer> allowed, boolean in) {
        String full = filled(path);
        int status = status(route.method(), full, who);
        if (allowed.contains(status) == in) {
            return;
        }
        wrong.add(new AssertionError("%s %s by %s: %d".formatted(route.method(), full, who.name(), status)));
    }

    private void refused(Route route, String path, int status, Who... all) {
        for (Who who : all) {
            expect(route, path, who, Set.of(status), true);
        }
    }

    private void letIn(Route route, String path, Who... all) {
        for (Who who : all) {
            expect(route, path, who, Set.of(401, 403), false);
        }
    }

    private void check() {
        if (!wrong.isEmpty()) {
            throw new MultipleFailuresError("who got in, or did not", wrong);
        }
    }

    private List<Route> routes(Route.Access access) {
        return server.app().routes().stream()
                .filter(route -> route.access() == access && route.talks() == null)
                .toList();
    }

    private static final Who NOBODY = new Who("nobody", Map.of());

    @Test
    void whatIsOpenIsOpenOnPurpose() {
        Set<String> open = new TreeSet<>();
        for (Route route : routes(Route.Access.OPEN)) {
            open.add(route.method() + " " + route.path());
        }

        assertThat(open).isEqualTo(new TreeSet<>(OPEN));
    }

    @Test
    void tokensAndKeysOpenWhatTheirPermissionNames() {
        for (Route route : routes(Route.Access.TOKEN)) {
            for (String path : route.paths()) {
                refused(route, path, 401, NOBODY, alice, administrator, ended, expired, revoked);
                for (Map.Entry<Permission, Who> who : single.entrySet()) {
                    if (route.permission() == null || route.permission() == who.getKey()) {
                        letIn(route, path, who.getValue());
                    } else {
                        refused(route, path, 403, who.getValue());
                    }
                }
            }
        }
        check();
    }

    @Test
    void whatIsOfAPersonIsOpenedByTheirSessionOnly() {
        Who token = Who.bearer("whoever runs the server", server.token());
        for (Route route : routes(Route.Access.SESSION)) {
            for (String path : route.paths()) {
                refused(route, path, 401, NOBODY, ended, token, keyOfAlice, expired, revoked);
                if (!path.startsWith("/auth/logout")) {
                    assertThat(status(route.method(), filled(path), alice))
                            .as(path)
                            .isNotEqualTo(401);
                }
            }
        }
        check();
    }

    @Test
    void whatIsOfAnAccountIsOpenedByItsSessionAndItsKeys() {
        Who token = Who.bearer("whoever runs the server", server.token());
        for (Route route : routes(Route.Access.ACCOUNT)) {
            for (String path : route.paths()) {
                refused(route, path, 401, NOBODY, ended, token, expired, revoked);
                letIn(route, path, alice, keyOfAlice);
                refused(route, path, 403, Objects.requireNonNull(single.get(Permission.READ_FILES)));
                if (route.permission() != null) {
                    refused(route, path, 403, keyOfAliceForNothing);
                }
            }
        }
        check();
    }

    @Test
    void whatIsSomebodyElsesIsNotThere() throws Exception {
        JsonNode stored = fileOfAlice();
        String file = stored.path("id").asString();
        Map<String, String> ofAlice = Map.of(
                "/auth/sessions/{id}", sessionOfAlice,
                "/auth/keys/{id}", idOfKeyOfAlice,
                "/files/download/{file_id}", file,
                "/files/remove/{file_id}", file,
                "/files/jobs/{job_id}", jobOfAlice(stored));
        for (Route route : server.app().routes()) {
            boolean personal = route.access() == Route.Access.SESSION || route.access() == Route.Access.ACCOUNT;
            if (personal && route.path().contains("{")) {
                assertThat(ofAlice).as("say whose object this names").containsKey(route.path());
                String path = route.path().replaceFirst("\\{[^}]+}", ofAlice.getOrDefault(route.path(), ""));
                refused(route, path, 404, bob, administrator);
            }
        }
        check();
        assertThat(status(Method.GET, "/auth/me", alice)).isEqualTo(200);
        assertThat(status(Method.GET, "/auth/sessions", alice)).isEqualTo(200);
        assertThat(status(Method.GET, "/files/download/" + file, alice)).isEqualTo(200);
    }

    private String jobOfAlice(JsonNode file) throws Exception {
        HttpRequest.Builder judge = HttpRequest.newBuilder(server.address().resolve("/files/tonality-analysis"))
                .POST(BodyPublishers.ofString(
                        "{\"s3_key\": \"" + file.path("s3_key").asString() + "\"}"));
        alice.headers().forEach(judge::header);
        return server.send(judge).json().path("job_id").stringValue();
    }

    private JsonNode fileOfAlice() throws Exception {
        HttpRequest.Builder upload = HttpRequest.newBuilder(server.address().resolve("/files/upload"))
                .header("Content-Type", "multipart/form-data; boundary=xyz")
                .POST(HttpRequest.BodyPublishers.ofByteArray(FilesClient.form("a.txt", new byte[] {'a'})));
        alice.headers().forEach(upload::header);
        return server.send(upload).json();
    }

    @Test
    void whatABodySaysOfItsOwnerChangesNothing() throws Exception {
        server.post("/auth/registration", """
                {'username': 'mallory', 'email': 'm@example.com', 'password': 'Str0ngPass', 'password1': 'Str0ngPass',
                 'roles': ['administrator'], 'role': 'administrator', 'is_admin': true, 'id': 1, 'is_2fa_enabled': true}
                """);

        User made = server.app().accounts().users().find("mallory").orElseThrow();
        assertThat(made.roles()).containsExactly(Role.USER);
        assertThat(made.twoFactor().needed()).isFalse();
        TestServer.Answer workflow = server.post("/api/v1/workflows/", """
                {'name': 'mine', 'user_id': 'somebody-else', 'id': '00000000-0000-0000-0000-000000000000',
                 'workflow_definition': {'steps': [{'id': 'a', 'type': 'transform', 'config': {'output': 1}}]}}
                """);
        assertThat(workflow.json().path("id").asString()).doesNotStartWith("00000000");
        assertThat(Json.write(workflow.json())).doesNotContain("somebody-else");
    }
}
