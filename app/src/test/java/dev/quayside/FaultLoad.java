package dev.quayside;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// Kinds of workflows that go through while servers die, and the effects that a run of each must have.
///
/// Inputs of every run: `load`, its name, and `to`, the address of the endpoint.
enum FaultLoad {
    /// Ten effects, one after the other.
    CHAIN,
    /// One, eight at once, one.
    FAN,
    /// A request that is refused the first time.
    RETRY,
    /// Waits in memory, and longer than runs stay there.
    DELAY,
    /// Six items, three at once.
    EACH,
    /// Waits for a token that somebody completes.
    ASK,
    /// Waits for another run.
    PARENT,
    /// The run that [#PARENT] starts.
    LEAF;

    /// Kinds that are started by themselves.
    static final List<FaultLoad> STARTED = List.of(CHAIN, FAN, RETRY, DELAY, EACH, ASK, PARENT);

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String workflow() {
        return "fault-" + word();
    }

    /// JSON.
    String definition() {
        List<String> steps =
                switch (this) {
                    case CHAIN ->
                        IntStream.range(0, 10)
                                .mapToObj(i -> effect("s" + i, i == 0 ? "" : "'s" + (i - 1) + "'"))
                                .toList();
                    case FAN -> fan();
                    case RETRY -> List.of(flaky(), effect("after", "'flaky'"));
                    case DELAY ->
                        List.of(
                                effect("before", ""),
                                delay("short", 0.2, "'before'"),
                                effect("between", "'short'"),
                                delay("long", 1.5, "'between'"),
                                effect("after", "'long'"));
                    case EACH -> List.of(each(), effect("after", "'each'"));
                    case ASK -> List.of("{'id': 'ask', 'type': 'ask'}", effect("after", "'ask'"));
                    case PARENT -> List.of(child(), effect("after", "'child'"));
                    case LEAF -> List.of(effect("one", ""), delay("rest", 0.7, "'one'"), effect("two", "'rest'"));
                };
        return ("{'steps': [" + String.join(",", steps) + "]}").replace('\'', '"');
    }

    /// The effects of a run, as [FaultEffects#seen] names them.
    Set<String> effects(String load) {
        Set<String> effects = new TreeSet<>();
        switch (this) {
            case CHAIN -> IntStream.range(0, 10).forEach(i -> effects.add(load + "/s" + i + "/-1"));
            case FAN -> {
                IntStream.range(0, 8).forEach(i -> effects.add(load + "/f" + i + "/-1"));
                effects.addAll(of(load, "first", "last"));
            }
            case RETRY -> effects.addAll(of(load, "flaky", "after"));
            case DELAY -> effects.addAll(of(load, "before", "between", "after"));
            case EACH -> {
                IntStream.range(0, 6).forEach(i -> effects.add(load + "/each/" + i));
                effects.addAll(of(load, "after"));
            }
            case ASK -> effects.addAll(of(load, "ask", "after"));
            case PARENT -> {
                effects.addAll(of(load, "after"));
                effects.addAll(LEAF.effects(load + "-child"));
            }
            case LEAF -> effects.addAll(of(load, "one", "two"));
        }
        return effects;
    }

    private static Set<String> of(String load, String... steps) {
        Set<String> effects = new TreeSet<>();
        for (String step : steps) {
            effects.add(load + "/" + step + "/-1");
        }
        return effects;
    }

    private static List<String> fan() {
        List<String> steps = new ArrayList<>();
        List<String> arms = new ArrayList<>();
        steps.add(effect("first", ""));
        for (int i = 0; i < 8; i++) {
            steps.add(effect("f" + i, "'first'"));
            arms.add("'f" + i + "'");
        }
        steps.add(effect("last", String.join(",", arms)));
        return steps;
    }

    private static String effect(String id, String after) {
        return """
                {'id': '%1$s', 'type': 'http', 'depends_on': [%2$s], 'config': {'method': 'POST',
                 'url': '{{ inputs.to }}/effect', 'json': {'load': '{{ inputs.load }}', 'step': '%1$s', 'item': -1}}}
                """.formatted(id, after);
    }

    private static String flaky() {
        return """
                {'id': 'flaky', 'type': 'http', 'retry': {'attempts': 10, 'backoff': '50ms', 'max': '200ms'},
                 'config': {'method': 'POST', 'url': '{{ inputs.to }}/flaky', 'expect': [200],
                 'json': {'load': '{{ inputs.load }}', 'step': 'flaky', 'item': -1}}}
                """;
    }

    private static String delay(String id, double seconds, String after) {
        return "{'id': '%s', 'type': 'delay', 'depends_on': [%s], 'config': {'seconds': %s}}"
                .formatted(id, after, seconds);
    }

    private static String each() {
        return """
                {'id': 'each', 'type': 'http', 'for_each': {'items': [1, 2, 3, 4, 5, 6], 'parallel': 3},
                 'config': {'method': 'POST', 'url': '{{ inputs.to }}/effect',
                 'json': {'load': '{{ inputs.load }}', 'step': 'each', 'item': '{{ index }}'}}}
                """;
    }

    private static String child() {
        return """
                {'id': 'child', 'type': 'workflow', 'config': {'workflow': 'fault-leaf',
                 'inputs': {'load': '{{ inputs.load }}-child', 'to': '{{ inputs.to }}'}}}
                """;
    }
}
