package dev.quayside.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quayside.base.Json;
import dev.quayside.base.ProblemException;
import dev.quayside.http.message.Body;
import dev.quayside.http.message.Fields;
import dev.quayside.http.message.Method;
import dev.quayside.http.message.Parameter;
import dev.quayside.http.message.Request;
import dev.quayside.http.message.Response;
import dev.quayside.identity.Caller;
import dev.quayside.identity.Permission;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class RouterTest {
    private static final Parameter<Integer> LIMIT = Parameter.number("limit", 100, 1, 100, "most items");
    private static final Parameter<Boolean> ACTIVE = Parameter.flag("is_active", "only active ones");

    private final Router router = new Router(
            List.of(
                    Route.get("/api/v1/things").takes(LIMIT, ACTIVE).open().handledBy(this::list),
                    Route.post("/api/v1/things").open().handledBy(this::add),
                    Route.get("/api/v1/things/{id}")
                            .also("/api/v1/old/things/{id}")
                            .needs(Permission.READ_WORKFLOWS)
                            .handledBy(
                                    request -> Response.json(200, Json.object().put("id", request.variable("id")))),
                    Route.get("/api/v1/things/newest")
                            .open()
                            .handledBy(_ -> Response.text(200, "text/plain", "newest")),
                    Route.get("/api/v1/own")
                            .open()
                            .errors(ErrorStyle.PROBLEM)
                            .takes(LIMIT)
                            .handledBy(_ -> {
                                throw new ProblemException("run.not-ended", "Run 7 has not ended");
                            }),
                    Route.get("/api/v1/away").open().handledBy(_ -> {
                        throw new ProblemException("database.unreachable", "No database");
                    }),
                    Route.get("/api/v1/bug").open().handledBy(_ -> {
                        throw new IllegalStateException("secret inside");
                    })),
            List.of(new Router.Area("/api/v1", ErrorStyle.DETAIL)),
            request -> request.headers().find("Authorization").map(RouterTest::caller));

    private static Caller caller(String name) {
        Set<Permission> permissions = name.equals("reader") ? Set.of(Permission.READ_WORKFLOWS) : Set.of();
        return new Caller(name, permissions, Caller.Means.TOKEN);
    }

    private Response list(Request request) {
        return Response.json(
                200,
                Json.object()
                        .put("limit", request.get(LIMIT))
                        .put("active", request.find(ACTIVE).map(String::valueOf).orElse("any")));
    }

    private Response add(Request request) {
        Fields fields = request.fields();
        String name = fields.text("name");
        boolean active = fields.flag("is_active", true);
        Long count = fields.numberOrNull("count", 1, 5);
        fields.check();
        return Response.json(
                201, Json.object().put("name", name).put("active", active).put("count", count));
    }

    private Response get(String path) {
        return router.handle(Request.of(Method.GET, path));
    }

    private Response post(String json) {
        return router.handle(Request.of(Method.POST, "/api/v1/things")
                .with(Body.of(json.getBytes(java.nio.charset.StandardCharsets.UTF_8))));
    }

    private static List<String> problems(Response response) {
        assertThat(response.status()).isEqualTo(422);
        assertThat(response.json().path("message").stringValue()).isEqualTo("Validation error");
        return response.json().path("detail").values().stream()
                .map(item -> item.path("loc") + " " + item.path("type").stringValue() + ": "
                        + item.path("msg").stringValue())
                .toList();
    }

    @Test
    void aSlashAtTheEndMakesNoDifference() {
        assertThat(get("/api/v1/things").status()).isEqualTo(200);
        assertThat(get("/api/v1/things/").status()).isEqualTo(200);
        assertThat(get("/api/v1/things/newest/").text()).isEqualTo("newest");
    }

    @Test
    void wordsGoBeforeVariablesAndVariablesAreDecoded() {
        Request request = Request.of(Method.GET, "/api/v1/things/a%2Bb+%C3%A4").with("Authorization", "reader");

        assertThat(router.handle(request).json().path("id").stringValue()).isEqualTo("a+b+ä");
        assertThat(get("/api/v1/things/newest").text()).isEqualTo("newest");
    }

    @Test
    void aliasesAreServedAlike() {
        Request request = Request.of(Method.GET, "/api/v1/old/things/7").with("Authorization", "reader");

        assertThat(router.handle(request).json()).isEqualTo(Json.parse("{\"id\":\"7\"}"));
    }

    @Test
    void unknownPathsAreRefusedInTheWordsOfTheirArea() {
        assertThat(get("/api/v1/nothing").json()).isEqualTo(Json.parse("{\"detail\":\"Not Found\"}"));
        assertThat(get("/nothing").json())
                .isEqualTo(Json.parse("{\"detail\":\"Not Found\",\"error\":\"Endpoint not found\",\"success\":false}"));
        assertThat(get("/api/v1nothing").json().has("error")).isTrue();
    }

    @Test
    void aWrongMethodIsToldWhichOnesThereAre() {
        Response response = router.handle(Request.of(Method.DELETE, "/api/v1/things"));

        assertThat(response.status()).isEqualTo(405);
        assertThat(response.json()).isEqualTo(Json.parse("{\"detail\":\"Method Not Allowed\"}"));
        assertThat(response.headers().find("Allow")).contains("GET, HEAD, POST, OPTIONS");
        assertThat(router.handle(Request.of(Method.OTHER, "/api/v1/things")).status())
                .isEqualTo(405);
    }

    @Test
    void optionsTellsTheMethods() {
        Response response = router.handle(Request.of(Method.OPTIONS, "/api/v1/things/newest"));

        assertThat(response.status()).isEqualTo(204);
        assertThat(response.headers().find("Allow")).contains("GET, HEAD, OPTIONS");
    }

    @Test
    void whoDoesNotSayWhoTheyAreIsAskedTo() {
        Response response = get("/api/v1/things/7");

        assertThat(response.status()).isEqualTo(401);
        assertThat(response.json()).isEqualTo(Json.parse("{\"detail\":\"Not authenticated\"}"));
        assertThat(response.headers().find("WWW-Authenticate")).contains("Bearer");
    }

    @Test
    void whoMayNotIsToldWhatIsMissing() {
        Request request = Request.of(Method.GET, "/api/v1/things/7").with("Authorization", "stranger");

        assertThat(router.handle(request).status()).isEqualTo(403);
        assertThat(router.handle(request).json().path("detail").stringValue())
                .isEqualTo("Missing permissions: read:workflows");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "limit=0 | greater_than_equal: Input should be greater than or equal to 1",
                "limit=101 | less_than_equal: Input should be less than or equal to 100",
                "limit=ten | int_parsing: Input should be a valid integer, unable to parse string as an integer",
                "limit= | int_parsing: Input should be a valid integer, unable to parse string as an integer",
                "limit=99999999999999999999 | int_parsing: Input should be a valid integer, unable to parse string as an integer",
            })
    void parametersAreHeldToTheirBounds(String query, String problem) {
        assertThat(problems(get("/api/v1/things?" + query))).containsExactly("[\"query\",\"limit\"] " + problem);
    }

    @Test
    void everythingWrongWithTheParametersIsToldAtOnce() {
        assertThat(problems(get("/api/v1/things?limit=0&is_active=perhaps"))).hasSize(2);
    }

    @Test
    void flagsMayBeWrittenInManyWays() {
        for (String yes : List.of("true", "1", "YES", "on", "T", "y")) {
            assertThat(get("/api/v1/things?is_active=" + yes)
                            .json()
                            .path("active")
                            .stringValue())
                    .isEqualTo("true");
        }
        assertThat(get("/api/v1/things?is_active=F").json().path("active").stringValue())
                .isEqualTo("false");
        assertThat(get("/api/v1/things").json().path("active").stringValue()).isEqualTo("any");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | [\"body\",\"name\"] missing: Field required",
                "{\"name\":1} | [\"body\",\"name\"] string_type: Input should be a valid string",
                "{\"name\":null} | [\"body\",\"name\"] string_type: Input should be a valid string",
                "{\"name\":\"a\",\"is_active\":\"perhaps\"} | [\"body\",\"is_active\"] bool_parsing: Input should be a valid boolean, unable to interpret input",
                "{\"name\":\"a\",\"is_active\":{}} | [\"body\",\"is_active\"] bool_type: Input should be a valid boolean",
                "{\"name\":\"a\",\"count\":9} | [\"body\",\"count\"] less_than_equal: Input should be less than or equal to 5",
                "{\"name\":\"a\",\"count\":1.5} | [\"body\",\"count\"] int_type: Input should be a valid integer",
                "[] | [\"body\"] model_attributes_type: Input should be a valid dictionary or object to extract fields from",
                "{\"name\": | [\"body\",8] json_invalid: JSON decode error",
                "`` | [\"body\"] missing: Field required",
            })
    void bodiesAreRefusedInTheWordsOfPydantic(String body, String problem) {
        assertThat(problems(post(body))).containsExactly(problem);
    }

    @Test
    void bodiesAreReadLaxlyWhereClientsExpectIt() {
        JsonNode answer = post("{\"name\":\"\",\"is_active\":\"0\",\"count\":\"3\",\"more\":[]}")
                .json();

        assertThat(answer).isEqualTo(Json.parse("{\"name\":\"\",\"active\":false,\"count\":3}"));
    }

    @Test
    void ownRoutesAnswerProblems() {
        Response response = get("/api/v1/own");

        assertThat(response.status()).isEqualTo(409);
        assertThat(response.headers().find("Content-Type")).contains("application/problem+json");
        assertThat(response.json().path("type").stringValue()).isEqualTo("urn:quayside:problem:run.not-ended");
        assertThat(response.json().path("title").stringValue()).isEqualTo("Conflict");
        assertThat(response.json().path("request_id").stringValue()).isEqualTo("test");
        assertThat(get("/api/v1/own?limit=0").json().path("errors")).hasSize(1);
    }

    @Test
    void aDependencyThatIsAwayIsNoBug() {
        assertThat(get("/api/v1/away").status()).isEqualTo(503);
        assertThat(get("/api/v1/away").headers().find("Retry-After")).isPresent();
    }

    @Test
    void aBugIsNotShownToClients() {
        Response response = get("/api/v1/bug");

        assertThat(response.status()).isEqualTo(500);
        assertThat(response.json())
                .isEqualTo(Json.parse(
                        "{\"message\":\"An unexpected error occurred\",\"detail\":\"Internal server error\"}"));
    }

    @Test
    void twoRoutesForOnePathAreRefusedAtTheStart() {
        Route route = Route.get("/a/{x}").open().handledBy(_ -> Response.empty(204));
        Route other = Route.get("/a/{y}").open().handledBy(_ -> Response.empty(204));

        assertThatThrownBy(() -> new Router(List.of(route, other), List.of(), _ -> Optional.empty()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("/a/{y}");
    }
}
