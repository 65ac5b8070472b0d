package dev.quayside.http.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.base.Pause;
import dev.quayside.config.Secret;
import dev.quayside.event.Events;
import dev.quayside.event.Recorded;
import dev.quayside.http.auth.LocalAccess;
import dev.quayside.http.auth.TokenAuthenticator;
import dev.quayside.http.message.Method;
import dev.quayside.http.message.Request;
import dev.quayside.http.message.Response;
import dev.quayside.http.server.ErrorStyle;
import dev.quayside.http.server.Router;
import dev.quayside.identity.Permission;
import dev.quayside.identity.token.OwnIssuer;
import dev.quayside.identity.token.TokenSettings;
import dev.quayside.identity.token.Tokens;
import dev.quayside.secret.RootKey;
import dev.quayside.secret.Sealer;
import dev.quayside.testing.TestDatabase;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The routes with the real check of tokens in front of them.
class TokenRoutesTest {
    private final TestDatabase database = TestDatabase.fresh();
    private final Events events = new Events(database.database());
    private final Tokens tokens = new Tokens(
            database.database(),
            events,
            new Sealer(RootKey.of(new Secret("a secret that is long enough for the test"), "test")),
            TokenSettings.DEFAULT,
            InstantSource.system(),
            Pause.REAL);

    @BeforeEach
    void start() {
        tokens.start();
    }

    @AfterEach
    void stop() {
        tokens.close();
        database.close();
    }

    private Response send(String token, Request request) {
        return new Router(
                        new TokenRoutes(tokens.issuer()).routes(),
                        List.of(new Router.Area("/api/v1", ErrorStyle.DETAIL)),
                        new TokenAuthenticator(
                                new LocalAccess("ada", new SecureRandom()),
                                _ -> Optional.empty(),
                                text -> tokens.verifier().verify(text)))
                .handle(request.with("Authorization", "Bearer " + token));
    }

    private String token(Permission... permissions) {
        var order = new OwnIssuer.Order("root", Set.of(permissions), Duration.ofHours(1), "first");
        return tokens.issuer()
                .issue(order, dev.quayside.event.Actor.of("setup"))
                .token();
    }

    private Response create(String token, String order) {
        return send(token, Request.of(Method.POST, "/api/v1/admin/tokens").with(Json.parse(order)));
    }

    @Test
    void aTokenIsMadeUsedListedAndTakenBack() {
        String admin = token(Permission.ADMIN_ACCESS, Permission.READ_LOGS);
        Response created = create(
                admin,
                "{\"name\": \"robot\", \"subject\": \"robot\", \"permissions\": [\"admin:access\"], \"ttl\": \"30d\"}");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.headers().find("Cache-Control")).contains("no-store");
        String robot = created.json().path("token").asString();

        Response list = send(robot, Request.of(Method.GET, "/api/v1/admin/tokens"));
        assertThat(list.status()).isEqualTo(200);
        JsonNode newest = list.json().path("items").path(0);
        assertThat(newest.path("name").asString()).isEqualTo("robot");
        assertThat(newest.has("token")).as("shown once").isFalse();
        assertThat(newest.path("permissions")).hasSize(1);

        String id = created.json().path("id").asString();
        assertThat(send(admin, Request.of(Method.DELETE, "/api/v1/admin/tokens/" + id))
                        .status())
                .isEqualTo(204);
        Response refused = send(robot, Request.of(Method.GET, "/api/v1/admin/tokens"));
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.json().path("detail").asString()).isEqualTo("Invalid token: The token was revoked");
    }

    @Test
    void aTokenPermitsNoMoreThanItsMakerMay() {
        Response response = create(
                token(Permission.ADMIN_ACCESS),
                "{\"name\": \"n\", \"permissions\": [\"read:logs\", \"admin:access\"], \"ttl\": \"1h\"}");

        assertThat(response.status()).isEqualTo(403);
        assertThat(response.json().path("detail").asString()).isEqualTo("Missing permissions: read:logs");
        assertThat(tokens.issuer().list(0, 10).total())
                .as("none but the maker's")
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"name\": \"n\", \"ttl\": \"long\"}",
                "{\"name\": \"n\", \"ttl\": \"366d\"}",
                "{\"name\": \"\", \"ttl\": \"1h\"}",
                "{\"name\": \"n\", \"ttl\": \"0\"}",
                "{\"name\": \"n\", \"ttl\": \"1h\", \"permissions\": [\"fly\"]}",
                "{\"name\": \"n\", \"ttl\": \"1h\", \"permissions\": [[\"admin:access\"]]}",
                "{\"name\": \"n\", \"ttl\": \"1h\", \"permissions\": \"admin:access\"}",
                "{\"name\": \"n\", \"ttl\": \"1h\", \"subject\": \"\"}",
                "[]"
            })
    void anOrderThatCannotBeCarriedOutIsRefused(String order) {
        assertThat(create(token(Permission.ADMIN_ACCESS), order).status()).isEqualTo(422);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /api/v1/admin/tokens",
        "GET, /api/v1/admin/tokens",
        "DELETE, /api/v1/admin/tokens/first",
        "POST, /api/v1/admin/signing-keys/rotate"
    })
    void onlyAdministratorsMay(Method method, String path) {
        assertThat(send(token(Permission.READ_WORKFLOWS), Request.of(method, path))
                        .status())
                .isEqualTo(403);
        assertThat(send("e30.e30.", Request.of(method, path)).status()).isEqualTo(401);
    }

    @Test
    void keysAreForEverybodyAndFollowARotation() {
        String admin = token(Permission.ADMIN_ACCESS);
        assertThat(keys()).hasSize(1);

        Response rotated = send(admin, Request.of(Method.POST, "/api/v1/admin/signing-keys/rotate"));

        assertThat(rotated.status()).isEqualTo(200);
        assertThat(keys()).hasSize(2);
        assertThat(keys().path(0).path("kid").asString())
                .isEqualTo(rotated.json().path("key_id").asString());
        assertThat(events.after(Recorded.Position.START, 10).getLast().event().actor())
                .satisfies(actor -> assertThat(String.valueOf(actor)).contains("root"));
    }

    private JsonNode keys() {
        Response response = new Router(
                        new TokenRoutes(tokens.issuer()).routes(), List.of(), _ -> java.util.Optional.empty())
                .handle(Request.of(Method.GET, "/.well-known/jwks.json"));
        assertThat(response.status()).isEqualTo(200);
        return response.json().path("keys");
    }

    @Test
    void aTokenThatIsNotThereCannotBeTakenBack() {
        Response response =
                send(token(Permission.ADMIN_ACCESS), Request.of(Method.DELETE, "/api/v1/admin/tokens/nobody"));

        assertThat(response.status()).isEqualTo(404);
        assertThat(response.json().path("code").asString()).isEqualTo("token.unknown");
    }
}
