package dev.quayside.workflow.definition;

import dev.quayside.base.ProblemException;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// What stands between `{{` and `}}`: a data path, then functions that its value goes through.
///
/// There is nothing else: no operators, no calls of code, no loops. Immutable.
///
/// @param source as written, for messages
/// @param path the names and numbers of the path; the first one says where to look
/// @param calls functions, in the order in which the value passes them
record TemplateExpression(String source, List<Object> path, List<Call> calls) {
    /// A function with its fixed arguments.
    record Call(TemplateFunction function, List<JsonNode> arguments) {
        Call {
            arguments = List.copyOf(arguments);
        }
    }

    TemplateExpression {
        path = List.copyOf(path);
        calls = List.copyOf(calls);
    }

    /// The first name of the path: `inputs`, `steps`, `variables`, `env`, `item`, `index`, `error` or `run`.
    String root() {
        return (String) path.getFirst();
    }

    /// The value that the expression stands for.
    ///
    /// @throws ProblemException `template.missing` if the path leads nowhere and no `default` follows;
    ///     `template.function` if a function cannot work on its value
    JsonNode evaluate(TemplateScope scope) {
        JsonNode value = look(scope);
        for (Call call : calls) {
            if (!value.isMissingNode() || call.function() == TemplateFunction.DEFAULT) {
                value = apply(call, value);
            }
        }
        if (value.isMissingNode()) {
            throw new ProblemException(
                    "template.missing",
                    "The template {{ " + source
                            + " }} names something that is not there; check the path, or add | default(...)");
        }
        return value;
    }

    private JsonNode apply(Call call, JsonNode value) {
        try {
            return TemplateFunction.bounded(call.function().apply(value, call.arguments()));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    "template.function",
                    "The template {{ " + source + " }} failed in "
                            + call.function().word() + ": " + e.getMessage());
        }
    }

    private JsonNode look(TemplateScope scope) {
        boolean named = List.of("steps", "variables", "env").contains(root());
        JsonNode value =
                switch (root()) {
                    case "inputs" -> scope.inputs();
                    case "steps" -> scope.stepOutput(second());
                    case "variables" -> scope.variable(second());
                    case "env" -> scope.environment(second());
                    default -> scope.special(root());
                };
        for (Object segment : path.subList(named ? 2 : 1, path.size())) {
            value = segment instanceof Integer position ? at(value, position) : value.path((String) segment);
        }
        return value;
    }

    /// The second name of the path: the parser makes sure that it is there where it is needed.
    String second() {
        return (String) path.get(1);
    }

    private static JsonNode at(JsonNode list, int position) {
        return list.path(position < 0 ? list.size() + position : position);
    }
}
