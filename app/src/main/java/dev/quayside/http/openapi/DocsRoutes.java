package dev.quayside.http.openapi;

import dev.quayside.base.Json;
import dev.quayside.http.message.HttpError;
import dev.quayside.http.message.Request;
import dev.quayside.http.message.Response;
import dev.quayside.http.server.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// `/openapi.json`, and the pages `/docs` (Swagger UI) and `/redoc` (ReDoc) that show it. All of it comes from the jar.
/// Safe for several threads.
public final class DocsRoutes {
    private static final String TAG = "Documentation";

    /// Both pages set styles from their scripts, and ReDoc searches in a worker that it makes of a text.
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
            + " img-src 'self' data:; font-src 'self' data:; connect-src 'self'; worker-src blob:; base-uri 'none';"
            + " form-action 'none'; frame-ancestors 'none'";

    private final List<Route> others;
    private final String version;
    private final Assets assets = new Assets();
    private final AtomicReference<@Nullable Asset> document = new AtomicReference<>();

    /// Takes what is to be described.
    ///
    /// @param others all routes but these
    /// @param version of the program
    public DocsRoutes(List<Route> others, String version) {
        this.others = List.copyOf(others);
        this.version = version;
    }

    /// The routes, for the router.
    public List<Route> routes() {
        return List.of(
                Route.get("/openapi.json")
                        .doc(TAG, "This document: OpenAPI 3.1")
                        .early()
                        .answers(200, ObjectNode.class, "The document")
                        .answers(304, "It is still the one of `If-None-Match`")
                        .handledBy(request -> document().answer(request)),
                Route.get("/docs")
                        .doc(TAG, "The document in Swagger UI, where operations can be tried out")
                        .early()
                        .answers(200, "text/html", "The page")
                        .handledBy(request -> page("docs.html", request)),
                Route.get("/redoc")
                        .doc(TAG, "The document in ReDoc")
                        .early()
                        .answers(200, "text/html", "The page")
                        .handledBy(request -> page("redoc.html", request)),
                Route.get("/docs/assets/{file}")
                        .doc(TAG, "Scripts and styles of both pages")
                        .early()
                        .answers(200, "*/*", "The file")
                        .answers(404, "There is no such file")
                        .handledBy(this::asset));
    }

    /// Made when somebody asks for it first; if two do at once, one of the two equal ones stays.
    private Asset document() {
        Asset made = document.get();
        if (made == null) {
            List<Route> all = new ArrayList<>(others);
            all.addAll(routes());
            made = new Asset("application/json", Json.writeBytes(OpenApi.of(all, version)));
            document.set(made);
        }
        return made;
    }

    private Response page(String name, Request request) {
        return assets.page(name).answer(request).with("Content-Security-Policy", POLICY);
    }

    private Response asset(Request request) {
        return assets.find(request.variable("file"))
                .map(asset -> asset.answer(request))
                .orElseThrow(() -> new HttpError(404, "request.no-such-path", "Not Found"));
    }
}
