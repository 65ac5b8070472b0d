package dev.quayside.http.openapi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The files that the two pages load, by name; no other file of the class path can be had. Safe for several threads.
final class Assets {
    private static final String SWAGGER_UI = "/META-INF/resources/webjars/swagger-ui/5.34.1/";
    private static final String REDOC = "/META-INF/resources/webjars/redoc/2.1.4/bundles/";
    private static final String OURS = "/dev/quayside/http/openapi/";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String STYLE = "text/css; charset=utf-8";

    /// A picture that ReDoc would load from the net; without it, it shows none.
    private static final String LOGO = "https://cdn.redoc.ly/redoc/logo-mini.svg";

    private record Place(String path, String type) {}

    private static final Map<String, Place> PLACES = Map.of(
            "swagger-ui.css", new Place(SWAGGER_UI + "swagger-ui.css", STYLE),
            "swagger-ui-bundle.js", new Place(SWAGGER_UI + "swagger-ui-bundle.js", SCRIPT),
            "favicon-32x32.png", new Place(SWAGGER_UI + "favicon-32x32.png", "image/png"),
            "redoc.standalone.js", new Place(REDOC + "redoc.standalone.js", SCRIPT),
            "docs.js", new Place(OURS + "docs.js", SCRIPT),
            "redoc.js", new Place(OURS + "redoc.js", SCRIPT),
            "pages.css", new Place(OURS + "pages.css", STYLE));

    private final Map<String, Asset> read = new ConcurrentHashMap<>();

    Optional<Asset> find(String name) {
        return Optional.ofNullable(PLACES.get(name)).map(place -> read.computeIfAbsent(name, _ -> load(place)));
    }

    /// One of the two pages: `docs.html` or `redoc.html`.
    Asset page(String name) {
        return read.computeIfAbsent(name, _ -> load(new Place(OURS + name, "text/html; charset=utf-8")));
    }

    private static Asset load(Place place) {
        byte[] bytes = bytes(place.path());
        return place.path().startsWith(REDOC)
                ? new Asset(place.type(), new String(bytes, StandardCharsets.UTF_8).replace(LOGO, "data:,"))
                : new Asset(place.type(), bytes);
    }

    private static byte[] bytes(String path) {
        try (InputStream file = Assets.class.getResourceAsStream(path)) {
            if (file == null) {
                throw new IllegalStateException("the program has no " + path);
            }
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
