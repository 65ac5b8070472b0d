package dev.quayside.workflow.definition;

import dev.quayside.base.Json;
import dev.quayside.base.Suggestion;
import dev.quayside.step.ConfigKey;
import dev.quayside.step.StepCatalogue;
import dev.quayside.step.StepType;
import dev.quayside.workflow.definition.Plan.ForEach;
import dev.quayside.workflow.definition.Plan.Link;
import dev.quayside.workflow.definition.Plan.PlannedStep;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads one step of a definition. One use per object: [#check] first, [#step] when the graph is known to be sound.
final class StepReader {
    /// Longest id of a step, in characters.
    private static final int MAX_ID = 200;

    /// Items of a `for_each` worked on at the same time where the definition is silent.
    private static final int ITEMS_AT_ONCE = 8;

    private static final Set<String> KEYS = Set.of(
            "id",
            "name",
            "description",
            "type",
            "config",
            "depends_on",
            "retry",
            "timeout",
            "continue_on_error",
            "critical",
            "for_each");

    private final JsonNode json;
    private final int index;
    private final String pointer;
    private final boolean handler;
    private final StepCatalogue catalogue;
    private final DefinitionErrors errors;
    private final Values values;

    StepReader(
            JsonNode json,
            int index,
            String pointer,
            boolean handler,
            StepCatalogue catalogue,
            DefinitionErrors errors) {
        this.json = json;
        this.index = index;
        this.pointer = pointer;
        this.handler = handler;
        this.catalogue = catalogue;
        this.errors = errors;
        this.values = new Values(json, pointer, errors);
    }

    int index() {
        return index;
    }

    boolean handler() {
        return handler;
    }

    String pointer() {
        return pointer;
    }

    String id() {
        return json.path("id").asString("");
    }

    /// What `depends_on` holds; a missing node if it is absent.
    JsonNode dependsOn() {
        return json.path("depends_on");
    }

    /// Reports what can be said of the step alone.
    void check() {
        if (!values.requireObject()) {
            return;
        }
        errors.unknownKeys(json, pointer, KEYS);
        checkId();
        values.checkText("name");
        values.checkText("description");
        String type = values.text("type");
        if (type == null) {
            if (json.path("type").isMissingNode()) {
                errors.add(pointer, "A step needs a type; the types are " + String.join(", ", catalogue.names()));
            }
        } else if (catalogue.find(type).isEmpty()) {
            errors.add(
                    pointer + "/type",
                    "Unknown step type: " + type + Suggestion.phrase(type, catalogue.names()) + " The types are "
                            + String.join(", ", catalogue.names()));
        } else {
            checkConfig(catalogue.find(type).get());
        }
    }

    private void checkId() {
        String id = values.text("id");
        if (id == null) {
            if (json.path("id").isMissingNode()) {
                errors.add(pointer, "A step needs an id");
            }
        } else if (id.isBlank() || id.length() > MAX_ID) {
            errors.add(pointer + "/id", "An id must have 1 to " + MAX_ID + " characters, and not only spaces");
        } else if (id.codePoints().anyMatch(Character::isISOControl)) {
            errors.add(pointer + "/id", "An id must not hold control characters");
        } else if (id.startsWith("__")) {
            errors.add(pointer + "/id", "Ids that begin with __ are kept for Quayside's own fields");
        }
    }

    private void checkConfig(StepType type) {
        JsonNode config = json.path("config");
        String below = pointer + "/config";
        if (config.isMissingNode() || config.isNull()) {
            config = Json.object();
        } else if (!config.isObject()) {
            errors.add(below, "config must be an object, not " + TemplateFunction.kind(config));
            return;
        }
        int before = errors.count();
        errors.unknownKeys(
                config,
                below,
                new TreeSet<>(type.keys().stream().map(ConfigKey::name).toList()));
        for (ConfigKey key : type.keys()) {
            checkKey(type, key, config, below);
        }
        if (errors.count() == before) {
            type.check().check(config, (place, message) -> errors.add(below + place, message));
        }
    }

    private void checkKey(StepType type, ConfigKey key, JsonNode config, String below) {
        JsonNode value = config.path(key.name());
        if (value.isMissingNode()) {
            if (key.required()) {
                errors.add(below, "A step of type " + type.name() + " needs '" + key.name() + "': " + key.summary());
            }
            return;
        }
        if (value.isString() && value.stringValue().contains("{{")) {
            return;
        }
        boolean fits =
                switch (key.kind()) {
                    case TEXT -> value.isString();
                    case NUMBER -> value.isNumber();
                    case FLAG -> value.isBoolean();
                    case OBJECT -> value.isObject();
                    case LIST -> value.isArray();
                    case DURATION -> new Values(config, below, new DefinitionErrors()).isSpan(key.name());
                    case ANY -> true;
                };
        if (!fits) {
            new Values(config, below, errors).wrong(key.name(), key.kind().phrase(), value);
        }
    }

    /// The step, when everything it names is known to exist.
    PlannedStep step(List<Link> incoming, List<Link> outgoing) {
        StepType type = catalogue.find(json.path("type").asString("")).orElseThrow();
        JsonNode config = json.path("config");
        Template template = Template.of(config.isObject() ? config : Json.object(), pointer + "/config", errors);
        Duration timeout = values.duration("timeout");
        return new PlannedStep(
                index,
                id(),
                json.path("name").asString(id()),
                type,
                template,
                incoming,
                outgoing,
                retry(),
                timeout == null ? type.timeout() : timeout,
                values.flag("continue_on_error"),
                values.flag("critical"),
                forEach(),
                handler);
    }

    private Retry retry() {
        JsonNode retry = json.path("retry");
        if (retry.isMissingNode() || retry.isNull()) {
            return Retry.NONE;
        }
        if (retry.isNumber()) {
            int attempts = values.number("retry", 1, 100, 1);
            return new Retry(attempts, Retry.NONE.backoff(), Retry.NONE.max(), Retry.NONE.jitter());
        }
        Values fields = new Values(retry, pointer + "/retry", errors);
        if (!fields.requireObject()) {
            return Retry.NONE;
        }
        errors.unknownKeys(retry, pointer + "/retry", Set.of("attempts", "backoff", "max", "jitter"));
        if (retry.path("attempts").isMissingNode()) {
            errors.add(pointer + "/retry", "retry needs 'attempts': how often the step is called at most, 1 to 100");
        }
        Duration backoff = fields.duration("backoff");
        Duration max = fields.duration("max");
        return new Retry(
                fields.number("attempts", 1, 100, 1),
                backoff == null ? Retry.NONE.backoff() : backoff,
                max == null ? Retry.NONE.max() : max,
                fields.share("jitter", Retry.NONE.jitter()));
    }

    private @Nullable ForEach forEach() {
        JsonNode forEach = json.path("for_each");
        String below = pointer + "/for_each";
        if (forEach.isMissingNode() || forEach.isNull()) {
            return null;
        }
        if (!forEach.isObject()) {
            return new ForEach(items(forEach, below), ITEMS_AT_ONCE);
        }
        errors.unknownKeys(forEach, below, Set.of("items", "parallel"));
        if (forEach.path("items").isMissingNode()) {
            errors.add(below, "for_each needs 'items': a list, or a template that gives one");
        }
        int parallel = new Values(forEach, below, errors).number("parallel", 1, 1_000, ITEMS_AT_ONCE);
        return new ForEach(items(forEach.path("items"), below + "/items"), parallel);
    }

    private Template items(JsonNode items, String below) {
        if (!items.isArray() && !items.isString() && !items.isMissingNode()) {
            errors.add(
                    below,
                    "The items must be a list, or a template that gives one, not " + TemplateFunction.kind(items));
        } else if (items.isString() && !items.stringValue().contains("{{")) {
            errors.add(below, "The items must be a list, or a template such as {{ inputs.files }}");
        }
        return Template.of(items, below, errors);
    }
}
