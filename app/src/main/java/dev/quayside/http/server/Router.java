package dev.quayside.http.server;

import dev.quayside.base.ProblemException;
import dev.quayside.http.message.HttpError;
import dev.quayside.http.message.Method;
import dev.quayside.http.message.Request;
import dev.quayside.http.message.Response;
import dev.quayside.identity.Caller;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/// Finds the route of a request, checks who calls and what is given, and turns every refusal into the error body of its
/// part of the API. Safe for several threads.
public final class Router {
    private static final Logger LOG = LoggerFactory.getLogger(Router.class);

    /// A part of the API that words its refusals of unknown paths in its own way.
    ///
    /// @param prefix of its paths
    public record Area(String prefix, ErrorStyle errors) {}

    /// What a request was for.
    ///
    /// @param route null if there is none
    /// @param allowed the methods that its path has
    record Match(@Nullable Route route, Map<String, String> variables, List<Method> allowed) {}

    private final RouteTree tree;
    private final List<Area> areas;
    private final Authenticator authenticator;
    private final SessionGate sessions;
    private final BooleanSupplier ready;

    /// Makes a router that is always ready.
    ///
    /// @param areas the longest prefix that fits counts
    public Router(List<Route> routes, List<Area> areas, Authenticator authenticator) {
        this(routes, areas, authenticator, SessionGate.CLOSED, () -> true);
    }

    /// As the other.
    ///
    /// @param authenticator of all routes that do not take sessions
    /// @param sessions of those that do
    /// @param ready whether routes that are not early may be served
    public Router(
            List<Route> routes,
            List<Area> areas,
            Authenticator authenticator,
            SessionGate sessions,
            BooleanSupplier ready) {
        this.tree = new RouteTree(routes);
        this.areas = List.copyOf(areas);
        this.authenticator = authenticator;
        this.sessions = sessions;
        this.ready = ready;
    }

    /// Answers a request; never throws but for an interrupt that is passed on as one.
    public Response handle(Request request) {
        return answer(request, match(request));
    }

    Match match(Request request) {
        EnumMap<Method, RouteTree.Found> found = tree.find(request.path());
        Method wanted =
                request.method() == Method.HEAD && !found.containsKey(Method.HEAD) ? Method.GET : request.method();
        RouteTree.Found hit = found.get(wanted);
        return new Match(hit == null ? null : hit.route(), hit == null ? Map.of() : hit.variables(), allowed(found));
    }

    private static List<Method> allowed(EnumMap<Method, RouteTree.Found> found) {
        List<Method> allowed = new ArrayList<>(found.keySet());
        if (found.containsKey(Method.GET) && !found.containsKey(Method.HEAD)) {
            allowed.add(1 <= allowed.size() ? 1 : 0, Method.HEAD);
        }
        if (!allowed.isEmpty() && !found.containsKey(Method.OPTIONS)) {
            allowed.add(Method.OPTIONS);
        }
        return allowed;
    }

    Response answer(Request request, Match match) {
        Route route = match.route();
        ErrorStyle style = route == null ? styleOf(request.path()) : route.errors();
        try {
            MDC.put("request", request.id());
            return route == null
                    ? withoutRoute(request, match.allowed())
                    : call(request.with(match.variables()), route);
        } catch (HttpError e) {
            if (e.status() == 403) {
                LOG.info("{} {} was refused: {}", request.method(), request.path(), e.problem());
            }
            return refuse(style, e, request);
        } catch (ProblemException e) {
            HttpError error = Statuses.of(e);
            if (error.status() == 500) {
                LOG.error("{} {} failed: {}", request.method(), request.path(), e.problem(), e);
            }
            return refuse(style, error, request);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return refuse(style, stopping(), request);
        } catch (RuntimeException e) {
            LOG.error("{} {} failed in a way that nobody foresaw", request.method(), request.path(), e);
            return refuse(style, new HttpError(500, "server.bug", "Internal server error", e), request);
        } finally {
            MDC.remove("request");
            MDC.remove("user");
        }
    }

    private static HttpError stopping() {
        return new HttpError(503, "server.stopping", "The server is stopping; try again in a moment")
                .with("Retry-After", "2");
    }

    /// The answer to a request that is refused before it comes to a route.
    Response refuse(Request request, HttpError error) {
        return refuse(styleOf(request.path()), error, request);
    }

    /// The refusal of a WebSocket that a page of another origin asks for; empty if it may.
    Optional<Response> refuseUpgrade(Request request) {
        try {
            sessions.checkOrigin(request);
            return Optional.empty();
        } catch (HttpError e) {
            return Optional.of(refuse(request, e));
        }
    }

    private static Response refuse(ErrorStyle style, HttpError error, Request request) {
        return style.body(error, request.id()).with(error.headers());
    }

    private Response withoutRoute(Request request, List<Method> allowed) {
        if (allowed.isEmpty()) {
            throw new HttpError(404, "request.no-such-path", "Not Found");
        }
        String allow = allowed.stream().map(Method::name).collect(Collectors.joining(", "));
        if (request.method() == Method.OPTIONS) {
            return Response.empty(204).with("Allow", allow);
        }
        throw new HttpError(405, "request.method", "Method Not Allowed").with("Allow", allow);
    }

    private ErrorStyle styleOf(String path) {
        return areas.stream()
                .filter(area -> path.equals(area.prefix()) || path.startsWith(area.prefix() + "/"))
                .max((a, b) -> Integer.compare(a.prefix().length(), b.prefix().length()))
                .map(Area::errors)
                .orElse(ErrorStyle.ROOT);
    }

    private Response call(Request request, Route route) throws InterruptedException {
        if (!route.early() && !ready.getAsBoolean()) {
            throw new HttpError(503, "server.not-ready", "The server is starting or stopping; try again in a moment")
                    .with("Retry-After", "2");
        }
        Request known = route.access() == Route.Access.OPEN ? request : request.by(authorised(request, route));
        known.check(route.parameters());
        Response response = route.handling().handle(known);
        return bySession(known.caller()) ? sessions.answer(known, response) : response;
    }

    private static boolean bySession(@Nullable Caller caller) {
        return caller != null && caller.means() == Caller.Means.SESSION;
    }

    private Caller authorised(Request request, Route route) {
        if (route.access() == Route.Access.SESSION) {
            return Admission.require(this::ofSession, request, route.permission());
        }
        if (route.access() == Route.Access.ACCOUNT) {
            Authenticator ofAccount = asking -> sessions.authenticateKey(asking).or(() -> ofSession(asking));
            return Admission.require(ofAccount, request, route.permission());
        }
        Request asking = route.parameters().contains(Admission.TOKEN) ? Admission.withTokenOfQuery(request) : request;
        return Admission.require(authenticator, asking, route.permission());
    }

    /// No word of bearer tokens, which are not taken there.
    private Optional<Caller> ofSession(Request request) {
        return Optional.of(sessions.authenticate(request)
                .orElseThrow(() -> new HttpError(401, "auth.unauthenticated", "Not authenticated")));
    }

    /// The routes, each once, in the order of their paths.
    public List<Route> routes() {
        TreeMap<String, Route> sorted = new TreeMap<>();
        tree.routes().forEach(route -> sorted.put(route.path() + " " + route.method(), route));
        return List.copyOf(sorted.values());
    }
}
