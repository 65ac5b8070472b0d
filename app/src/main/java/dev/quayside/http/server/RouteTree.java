package dev.quayside.http.server;

import dev.quayside.http.message.Method;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Routes by the segments of their paths. A segment in words goes before a variable; a slash at the end makes no
/// difference. Immutable once made.
final class RouteTree {
    /// A route and what its variables stand for.
    record Found(Route route, Map<String, String> variables) {}

    private record Node(Map<String, Node> words, List<Node> variable, EnumMap<Method, Target> targets) {
        Node() {
            this(new HashMap<>(), new ArrayList<>(1), new EnumMap<>(Method.class));
        }
    }

    /// @param names of the variables, in the order of the path
    private record Target(Route route, List<String> names) {}

    private final Node root = new Node();
    private final List<Route> routes;

    RouteTree(List<Route> routes) {
        this.routes = List.copyOf(routes);
        for (Route route : routes) {
            for (String path : route.paths()) {
                add(route, path);
            }
        }
    }

    List<Route> routes() {
        return routes;
    }

    private void add(Route route, String path) {
        List<String> names = new ArrayList<>();
        Node node = root;
        for (String segment : segments(path)) {
            if (segment.startsWith("{")) {
                names.add(segment.substring(1, segment.length() - 1));
                if (node.variable().isEmpty()) {
                    node.variable().add(new Node());
                }
                node = node.variable().getFirst();
            } else {
                node = node.words().computeIfAbsent(segment, _ -> new Node());
            }
        }
        Target other = node.targets().put(route.method(), new Target(route, List.copyOf(names)));
        if (other != null) {
            throw new IllegalStateException("two routes for " + route.method() + " " + path);
        }
    }

    /// The routes of a path, by method; of several paths that fit, the one that is in words furthest to the left.
    EnumMap<Method, Found> find(String path) {
        List<String> segments = segments(path);
        EnumMap<Method, Found> found = new EnumMap<>(Method.class);
        collect(root, segments, 0, new ArrayList<>(), found);
        return found;
    }

    private static void collect(
            Node node, List<String> segments, int at, List<String> values, EnumMap<Method, Found> found) {
        if (at == segments.size()) {
            node.targets()
                    .forEach((method, target) ->
                            found.putIfAbsent(method, new Found(target.route(), named(target, values))));
            return;
        }
        String segment = segments.get(at);
        @Nullable Node word = node.words().get(segment);
        if (word != null) {
            collect(word, segments, at + 1, values, found);
        }
        for (Node variable : node.variable()) {
            values.add(decode(segment));
            collect(variable, segments, at + 1, values, found);
            values.removeLast();
        }
    }

    private static Map<String, String> named(Target target, List<String> values) {
        Map<String, String> variables = new HashMap<>();
        for (int i = 0; i < target.names().size(); i++) {
            variables.put(target.names().get(i), values.get(i));
        }
        return variables;
    }

    private static List<String> segments(String path) {
        String plain = path.startsWith("/") ? path.substring(1) : path;
        plain = plain.endsWith("/") ? plain.substring(0, plain.length() - 1) : plain;
        return plain.isEmpty() ? List.of() : Arrays.asList(plain.split("/", -1));
    }

    /// A plus stays a plus: this is a path and no form.
    private static String decode(String segment) {
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return segment;
        }
    }
}
