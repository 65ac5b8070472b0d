package dev.quayside.database.embedded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What an embedded PostgreSQL is started with.
///
/// @param folder belongs to the embedded PostgreSQL alone: cluster, password, lock and log lie in it
/// @param port 0 lets the system choose a free one at each start
/// @param caches folders for the unpacked binaries, the first usable one is taken; several programs may share them
/// @param parameters of the PostgreSQL server, over those that Quayside sets itself
public record EmbeddedSettings(Path folder, int port, List<Path> caches, Map<String, String> parameters) {
    public EmbeddedSettings {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port is 0 to 65535, was " + port);
        }
        folder = folder.toAbsolutePath().normalize();
        caches = List.copyOf(caches);
        parameters = Map.copyOf(parameters);
    }

    /// A free port, and the usual places for the binaries.
    ///
    /// @param environment read for `XDG_CACHE_HOME` and `HOME`
    public static EmbeddedSettings in(Path folder, Map<String, String> environment) {
        return new EmbeddedSettings(folder, 0, usualCaches(environment), Map.of());
    }

    public EmbeddedSettings withPort(int asked) {
        return new EmbeddedSettings(folder, asked, caches, parameters);
    }

    public EmbeddedSettings withCache(Path cache) {
        return new EmbeddedSettings(folder, port, List.of(cache), parameters);
    }

    public EmbeddedSettings withParameters(Map<String, String> more) {
        return new EmbeddedSettings(folder, port, caches, more);
    }

    /// A user's own cache first; then the machine's, which root needs where its home is closed to others.
    private static List<Path> usualCaches(Map<String, String> environment) {
        List<Path> caches = new ArrayList<>();
        String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
        String home = environment.getOrDefault("HOME", System.getProperty("user.home", ""));
        if (xdg.startsWith("/")) {
            caches.add(Path.of(xdg, "quayside"));
        }
        if (home.startsWith("/")) {
            caches.add(Path.of(home, ".cache", "quayside"));
        }
        String user = System.getProperty("user.name", "user");
        caches.add(Path.of("/var/cache/quayside"));
        caches.add(Path.of("/var/tmp", "quayside-" + user));
        caches.add(Path.of(System.getProperty("java.io.tmpdir", "/tmp"), "quayside-" + user));
        return caches;
    }
}
