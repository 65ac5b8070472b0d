package dev.quayside.workflow.definition;

import dev.quayside.base.Json;
import dev.quayside.base.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// JSON whose texts may hold `{{ paths }}`, read once and resolved for every call.
///
/// A text that is one template and nothing else becomes the value itself, of whatever kind; a template inside a longer
/// text is put in as text. Names of fields are never templates. Immutable.
public sealed interface Template {
    /// JSON without any template; resolving costs nothing.
    record Constant(JsonNode value) implements Template {}

    /// A text that is one template.
    record Value(TemplateExpression expression) implements Template {}

    /// A text around templates.
    ///
    /// @param parts texts and expressions in turn
    record Text(List<Object> parts) implements Template {
        public Text {
            parts = List.copyOf(parts);
        }
    }

    /// An object with a template somewhere below.
    record Fields(Map<String, Template> fields) implements Template {}

    /// A list with a template somewhere below.
    record Items(List<Template> items) implements Template {
        public Items {
            items = List.copyOf(items);
        }
    }

    /// Reads `json`, reporting every template that is not well formed with the pointer of its text.
    static Template of(JsonNode json, String pointer, DefinitionErrors errors) {
        return switch (json.getNodeType()) {
            case STRING -> text(json, pointer, errors);
            case OBJECT -> fields(json, pointer, errors);
            case ARRAY -> items(json, pointer, errors);
            default -> new Constant(json);
        };
    }

    /// The JSON with every template replaced by its value.
    ///
    /// @throws dev.quayside.base.ProblemException `template.missing`, `template.function`, `template.too-long`,
    ///     `template.env-denied`
    default JsonNode resolve(TemplateScope scope) {
        return switch (this) {
            case Constant(JsonNode value) -> value;
            case Value(TemplateExpression expression) -> expression.evaluate(scope);
            case Text(List<Object> parts) -> StringNode.valueOf(joined(parts, scope));
            case Fields(Map<String, Template> fields) -> {
                ObjectNode object = Json.object();
                fields.forEach((name, template) -> object.set(name, template.resolve(scope)));
                yield object;
            }
            case Items(List<Template> items) -> {
                ArrayNode list = Json.mapper().createArrayNode();
                items.forEach(template -> list.add(template.resolve(scope)));
                yield list;
            }
        };
    }

    /// Hands over every expression in this template.
    default void forEachExpression(Consumer<TemplateExpression> action) {
        switch (this) {
            case Constant _ -> {}
            case Value(TemplateExpression expression) -> action.accept(expression);
            case Text(List<Object> parts) ->
                parts.forEach(part -> {
                    if (part instanceof TemplateExpression expression) {
                        action.accept(expression);
                    }
                });
            case Fields(Map<String, Template> fields) ->
                fields.values().forEach(field -> field.forEachExpression(action));
            case Items(List<Template> items) -> items.forEach(item -> item.forEachExpression(action));
        }
    }

    private static String joined(List<Object> parts, TemplateScope scope) {
        StringBuilder text = new StringBuilder();
        for (Object part : parts) {
            text.append(
                    part instanceof TemplateExpression expression
                            ? TemplateFunction.asText(expression.evaluate(scope))
                            : part);
            if (text.length() > TemplateFunction.MAX_LENGTH) {
                throw new ProblemException(
                        "template.too-long",
                        "A text with templates becomes too long: at most " + TemplateFunction.MAX_LENGTH
                                + " characters are made");
            }
        }
        return text.toString();
    }

    private static Template text(JsonNode json, String pointer, DefinitionErrors errors) {
        String text = json.stringValue();
        if (!text.contains("{{")) {
            return new Constant(json);
        }
        List<Object> parts = new TemplateParser(text, pointer, errors).parts();
        if (parts.size() == 1 && parts.getFirst() instanceof TemplateExpression expression) {
            return new Value(expression);
        }
        return new Text(parts);
    }

    private static Template fields(JsonNode json, String pointer, DefinitionErrors errors) {
        Map<String, Template> fields = new LinkedHashMap<>();
        json.properties()
                .forEach(field -> fields.put(
                        field.getKey(), of(field.getValue(), DefinitionErrors.child(pointer, field.getKey()), errors)));
        return fields.values().stream().allMatch(Constant.class::isInstance) ? new Constant(json) : new Fields(fields);
    }

    private static Template items(JsonNode json, String pointer, DefinitionErrors errors) {
        List<Template> items = new ArrayList<>();
        for (int i = 0; i < json.size(); i++) {
            items.add(of(json.get(i), pointer + "/" + i, errors));
        }
        return items.stream().allMatch(Constant.class::isInstance) ? new Constant(json) : new Items(items);
    }
}
