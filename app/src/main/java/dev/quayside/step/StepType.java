package dev.quayside.step;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A kind of step as workflows name it: what may be configured, and what does the work.
///
/// Immutable.
///
/// @param name as written in `type`, for example `http` or `document.convert`
/// @param summary one sentence for lists and help
/// @param keys what `config` may hold; any other key is an error
/// @param timeout how long one call may take where the workflow does not say
/// @param check looks at a `config` whose keys are known, before any run; for what `keys` alone cannot say
/// @param step does the work
public record StepType(
        String name, String summary, List<ConfigKey> keys, Duration timeout, ConfigCheck check, Step step) {
    public StepType {
        keys = List.copyOf(keys);
    }

    /// A type whose keys say everything there is to check.
    public StepType(String name, String summary, List<ConfigKey> keys, Duration timeout, Step step) {
        this(name, summary, keys, timeout, (_, _) -> {}, step);
    }

    /// Looks at a step's configuration when its workflow is checked.
    @FunctionalInterface
    public interface ConfigCheck {
        /// Reports what is wrong with `config`, an object whose keys are known and of the right kind. Texts may hold
        /// `{{ templates }}`, whose values are not known yet.
        void check(JsonNode config, Report report);
    }

    /// Takes errors in, each with the JSON pointer below `config` of the value it is about, for example `/rules/0`.
    @FunctionalInterface
    public interface Report {
        void error(String pointer, String message);
    }

    /// The key of that name, or null.
    public @Nullable ConfigKey key(String name) {
        return keys.stream().filter(key -> key.name().equals(name)).findFirst().orElse(null);
    }
}
