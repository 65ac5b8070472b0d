package dev.quayside.workflow.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What differs between two definitions. Lists of things that have ids, such as steps, are compared by them, so that a
/// step that has moved is no difference of every step behind it.
public final class DefinitionDiff {
    /// One difference.
    ///
    /// @param path JSON pointer; things with ids go by them
    /// @param before null if it was added
    /// @param after null if it was removed
    public record Change(
            String path,
            @Nullable JsonNode before,
            @Nullable JsonNode after) {}

    private DefinitionDiff() {}

    /// The differences in the order of the definitions; empty if there are none.
    public static List<Change> between(JsonNode before, JsonNode after) {
        List<Change> changes = new ArrayList<>();
        compare("", before, after, changes);
        return changes;
    }

    private static void compare(
            String path, @Nullable JsonNode before, @Nullable JsonNode after, List<Change> changes) {
        if (before == null || after == null) {
            changes.add(new Change(path, before, after));
            return;
        }
        if (before.isObject() && after.isObject()) {
            compareByKey(path, fields(before), fields(after), changes);
        } else if (haveIds(before) && haveIds(after)) {
            compareByKey(path, byId(before), byId(after), changes);
        } else if (!before.equals(after)) {
            changes.add(new Change(path, before, after));
        }
    }

    private static void compareByKey(
            String path, Map<String, JsonNode> before, Map<String, JsonNode> after, List<Change> changes) {
        Set<String> keys = new LinkedHashSet<>(before.keySet());
        keys.addAll(after.keySet());
        for (String key : keys) {
            String below = path + "/" + key.replace("~", "~0").replace("/", "~1");
            compare(below, before.get(key), after.get(key), changes);
        }
    }

    private static Map<String, JsonNode> fields(JsonNode object) {
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        object.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
        return fields;
    }

    private static boolean haveIds(JsonNode list) {
        return list.isArray()
                && !list.isEmpty()
                && list.valueStream().allMatch(item -> item.path("id").isString())
                && list.valueStream()
                                .map(item -> item.path("id").stringValue())
                                .distinct()
                                .count()
                        == list.size();
    }

    private static Map<String, JsonNode> byId(JsonNode list) {
        Map<String, JsonNode> items = new LinkedHashMap<>();
        list.forEach(item -> items.put(item.path("id").stringValue(), item));
        return items;
    }
}
