package dev.quayside.step;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// All step types of a server, by name. Immutable.
public final class StepCatalogue {
    private final Map<String, StepType> types;

    /// @throws IllegalArgumentException if two types have the same name
    public StepCatalogue(List<StepType> types) {
        Map<String, StepType> byName = new TreeMap<>();
        for (StepType type : types) {
            if (byName.put(type.name(), type) != null) {
                throw new IllegalArgumentException("two step types are called " + type.name());
            }
        }
        this.types = byName;
    }

    /// The type that workflows call `name`.
    public Optional<StepType> find(String name) {
        return Optional.ofNullable(types.get(name));
    }

    /// All names, in alphabetical order.
    public Set<String> names() {
        return types.keySet();
    }

    /// All types, in alphabetical order of their names.
    public Collection<StepType> all() {
        return types.values();
    }
}
