package dev.quayside.http.api;

import dev.quayside.base.Json;
import dev.quayside.http.message.Method;
import dev.quayside.http.message.Request;
import dev.quayside.http.message.Response;
import dev.quayside.http.server.ErrorStyle;
import dev.quayside.http.server.Route;
import dev.quayside.http.server.Router;
import dev.quayside.identity.Caller;
import dev.quayside.identity.Permission;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Routes without a socket: requests are made and answered as values.
public final class ApiUnderTest {
    public static final Caller ADA = new Caller("auth0|ada", Permission.all(), Caller.Means.TOKEN);

    private final Router router;
    private final Caller caller;

    public ApiUnderTest(List<Route> routes) {
        this(
                new Router(
                        routes,
                        List.of(new Router.Area("/api/v1", ErrorStyle.DETAIL)),
                        request -> Optional.ofNullable(request.caller())),
                ADA);
    }

    private ApiUnderTest(Router router, Caller caller) {
        this.router = router;
        this.caller = caller;
    }

    /// The same, called by somebody who may do only that.
    public ApiUnderTest by(Permission... permissions) {
        return new ApiUnderTest(router, new Caller("auth0|bob", Set.of(permissions), Caller.Means.TOKEN));
    }

    public Response get(String path) {
        return send(Request.of(Method.GET, path));
    }

    public Response delete(String path) {
        return send(Request.of(Method.DELETE, path));
    }

    public Response post(String path, String json) {
        return send(Request.of(Method.POST, path).with(node(json)));
    }

    public Response put(String path, String json) {
        return send(Request.of(Method.PUT, path).with(node(json)));
    }

    public Response send(Request request) {
        return router.handle(request.by(caller).with("User-Agent", "test/1"));
    }

    /// JSON with single quotes.
    public static JsonNode node(String json) {
        return Json.parse(json.replace('\'', '"'));
    }
}
