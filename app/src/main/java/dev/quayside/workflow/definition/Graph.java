package dev.quayside.workflow.definition;

import dev.quayside.base.Suggestion;
import dev.quayside.workflow.definition.Plan.Link;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The connections of a definition: `depends_on` and `connections` united, checked for unknown names and cycles.
///
/// A pair of steps has one link; its conditions come from `connections`, a `depends_on` beside them only orders.
/// Where no step says `depends_on` and there are no connections, the steps follow each other in the order of the list.
/// One thread, one use.
final class Graph {
    /// Most steps a workflow may have.
    static final int MAX_STEPS = 10_000;

    /// Most connections a workflow may have.
    static final int MAX_LINKS = 200_000;

    private final List<StepReader> steps;
    private final DefinitionErrors errors;
    private final Map<String, Integer> places = new LinkedHashMap<>();
    /// From the step at the list's place to others; an empty set of conditions means every branch.
    private final List<Map<Integer, Set<String>>> to = new ArrayList<>();
    private final List<List<Link>> incoming = new ArrayList<>();
    private final List<List<Link>> outgoing = new ArrayList<>();
    /// The steps that lead to the step at the list's place, directly or not.
    private final List<BitSet> ancestors = new ArrayList<>();
    private int links;

    Graph(List<StepReader> steps, DefinitionErrors errors) {
        this.steps = steps;
        this.errors = errors;
    }

    List<Link> incoming(int step) {
        return incoming.get(step);
    }

    List<Link> outgoing(int step) {
        return outgoing.get(step);
    }

    /// Reads all connections; what is wrong is reported.
    void connect(JsonNode connections) {
        for (StepReader step : steps) {
            to.add(new LinkedHashMap<>());
            incoming.add(new ArrayList<>());
            outgoing.add(new ArrayList<>());
            ancestors.add(new BitSet());
            Integer other = places.putIfAbsent(step.id(), step.index());
            if (other != null) {
                errors.add(
                        step.pointer() + "/id",
                        "Step IDs must be unique: '" + step.id() + "' is also the id of "
                                + steps.get(other).pointer());
            }
        }
        for (StepReader step : steps) {
            dependencies(step);
        }
        connections(connections);
        listOrder(false, connections);
        listOrder(true, connections);
        finish();
    }

    /// Whether `ancestor` always ends before `step` starts. Only for graphs without a cycle.
    boolean precedes(int ancestor, int step) {
        return ancestors.get(step).get(ancestor);
    }

    @Nullable
    Integer place(String id) {
        return places.get(id);
    }

    Set<String> ids() {
        return places.keySet();
    }

    private void dependencies(StepReader step) {
        JsonNode names = step.dependsOn();
        String pointer = step.pointer() + "/depends_on";
        if (names.isMissingNode() || names.isNull()) {
            return;
        }
        if (!names.isArray()) {
            errors.add(pointer, "depends_on must be a list of step ids, not " + TemplateFunction.kind(names));
            return;
        }
        for (int i = 0; i < names.size(); i++) {
            Integer from = known(names.get(i), pointer + "/" + i);
            if (from != null) {
                link(from, step.index(), null, pointer + "/" + i);
            }
        }
    }

    private void connections(JsonNode connections) {
        if (connections.isMissingNode() || connections.isNull()) {
            return;
        }
        if (!connections.isArray()) {
            errors.add("/connections", "connections must be a list, not " + TemplateFunction.kind(connections));
            return;
        }
        for (int i = 0; i < connections.size(); i++) {
            JsonNode connection = connections.get(i);
            String pointer = "/connections/" + i;
            if (!new Values(connection, pointer, errors).requireObject()) {
                continue;
            }
            errors.unknownKeys(connection, pointer, Set.of("from", "to", "condition"));
            Integer from = known(connection.path("from"), pointer + "/from");
            Integer target = known(connection.path("to"), pointer + "/to");
            JsonNode condition = connection.path("condition");
            if (!condition.isString() && !condition.isBoolean() && !condition.isMissingNode() && !condition.isNull()) {
                errors.add(
                        pointer + "/condition",
                        "A condition is the name of a branch, for example \"true\", not "
                                + TemplateFunction.kind(condition));
            }
            if (from != null && target != null) {
                boolean always = condition.isMissingNode() || condition.isNull();
                link(from, target, always ? "" : condition.asString(), pointer);
            }
        }
    }

    private @Nullable Integer known(JsonNode name, String pointer) {
        if (!name.isString()) {
            errors.add(pointer, "The id of a step is needed here, not " + TemplateFunction.kind(name));
            return null;
        }
        Integer place = places.get(name.stringValue());
        if (place == null) {
            errors.add(
                    pointer,
                    "There is no step '" + name.stringValue() + "'"
                            + Suggestion.phrase(name.stringValue(), places.keySet()));
        }
        return place;
    }

    /// @param condition null from `depends_on`, empty from a connection without a condition
    private void link(int from, int target, @Nullable String condition, String pointer) {
        if (from == target) {
            errors.add(pointer, "The step '" + steps.get(from).id() + "' cannot wait for itself");
            return;
        }
        if (steps.get(from).handler() != steps.get(target).handler()) {
            errors.add(
                    pointer,
                    "Steps of on_error and other steps cannot be connected: '"
                            + steps.get(from).id() + "' and '"
                            + steps.get(target).id() + "'");
            return;
        }
        Map<Integer, Set<String>> targets = to.get(from);
        if (!targets.containsKey(target) && ++links > MAX_LINKS) {
            if (links == MAX_LINKS + 1) {
                errors.add(
                        pointer, "A workflow may have at most " + MAX_LINKS + " connections (limit graph.max-links)");
            }
            return;
        }
        Set<String> conditions = targets.computeIfAbsent(target, _ -> new LinkedHashSet<>());
        if (condition != null) {
            conditions.add(condition.isEmpty() ? "*" : condition);
        }
    }

    private void listOrder(boolean handlers, JsonNode connections) {
        List<StepReader> some =
                steps.stream().filter(step -> step.handler() == handlers).toList();
        boolean silent = some.stream()
                .allMatch(step ->
                        step.dependsOn().isMissingNode() || step.dependsOn().isNull());
        boolean connected = (!handlers && !connections.isEmpty())
                || some.stream().anyMatch(step -> !to.get(step.index()).isEmpty());
        if (silent && !connected) {
            for (int i = 1; i < some.size(); i++) {
                link(
                        some.get(i - 1).index(),
                        some.get(i).index(),
                        null,
                        some.get(i).pointer());
            }
        }
    }

    private void finish() {
        for (int from = 0; from < to.size(); from++) {
            for (Map.Entry<Integer, Set<String>> target : to.get(from).entrySet()) {
                Link link = new Link(from, target.getKey(), target.getValue());
                outgoing.get(from).add(link);
                incoming.get(link.to()).add(link);
            }
        }
        if (errors.none()) {
            findCycle();
        }
    }

    /// Takes away steps without predecessors until none is left; what stays has a cycle (Kahn's algorithm).
    private void findCycle() {
        int[] open = new int[steps.size()];
        Deque<Integer> ready = new ArrayDeque<>();
        for (int i = 0; i < open.length; i++) {
            open[i] = incoming.get(i).size();
            if (open[i] == 0) {
                ready.add(i);
            }
        }
        int removed = 0;
        while (!ready.isEmpty()) {
            removed++;
            int step = ready.remove();
            for (Link link : outgoing.get(step)) {
                ancestors.get(link.to()).set(step);
                ancestors.get(link.to()).or(ancestors.get(step));
                if (--open[link.to()] == 0) {
                    ready.add(link.to());
                }
            }
        }
        if (removed < open.length) {
            reportCycle(open);
        }
    }

    /// Walks backwards among the steps that are left until one comes up again: that is a cycle.
    private void reportCycle(int[] open) {
        int start = 0;
        while (open[start] == 0) {
            start++;
        }
        List<Integer> walk = new ArrayList<>();
        BitSet seen = new BitSet();
        int at = start;
        while (!seen.get(at)) {
            seen.set(at);
            walk.add(at);
            at = incoming.get(at).stream()
                    .mapToInt(Link::from)
                    .filter(from -> open[from] > 0)
                    .findFirst()
                    .orElseThrow();
        }
        List<Integer> cycle = walk.subList(walk.indexOf(at), walk.size()).reversed();
        List<String> names = new ArrayList<>();
        cycle.forEach(step -> names.add(steps.get(step).id()));
        names.add(names.getFirst());
        String shown = names.size() > 12
                ? String.join(" -> ", names.subList(0, 11)) + " -> ... -> " + names.getLast()
                : String.join(" -> ", names);
        errors.add(steps.get(cycle.getFirst()).pointer(), "The steps wait for each other in a circle: " + shown);
    }
}
