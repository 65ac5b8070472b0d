package dev.quayside.workflow.definition;

import dev.quayside.base.Json;
import dev.quayside.base.ProblemException;
import dev.quayside.base.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Cuts a text into plain parts and template expressions.
///
/// A `\{{` is a plain `{{`. Grammar of what stands between the braces: `path ( "|" function [ "(" json { "," json }
/// ")" ] )*`, where a path is `name ( "." name | "[" number "]" | "[" quoted "]" )*`. One use per object.
final class TemplateParser {
    private static final Set<String> ROOTS =
            Set.of("inputs", "steps", "variables", "env", "item", "index", "error", "run");
    private static final Set<String> NAMED = Set.of("steps", "variables", "env");

    private final String text;
    private final String pointer;
    private final DefinitionErrors errors;
    private int at;
    private int end;

    TemplateParser(String text, String pointer, DefinitionErrors errors) {
        this.text = text;
        this.pointer = pointer;
        this.errors = errors;
    }

    /// Texts and [TemplateExpression]s in turn; a malformed template is reported and left out.
    List<Object> parts() {
        List<Object> parts = new ArrayList<>();
        int from = 0;
        while (true) {
            int open = text.indexOf("{{", from);
            if (open < 0) {
                break;
            }
            if (open > from && text.charAt(open - 1) == '\\') {
                parts.add(text.substring(from, open - 1) + "{{");
                from = open + 2;
                continue;
            }
            if (open > from) {
                parts.add(text.substring(from, open));
            }
            int close = closing(open + 2);
            if (close < 0) {
                errors.add(pointer, "A template is opened with {{ and never closed with }}");
                return parts;
            }
            expression(open + 2, close).ifPresent(parts::add);
            from = close + 2;
        }
        if (from < text.length()) {
            parts.add(text.substring(from));
        }
        return parts;
    }

    /// The place of the `}}` that is neither inside quotes nor the end of JSON objects among the arguments.
    private int closing(int from) {
        char quote = 0;
        int open = 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                if (c == '\\') {
                    i++;
                } else if (c == quote) {
                    quote = 0;
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '{') {
                open++;
            } else if (c == '}' && open > 0) {
                open--;
            } else if (c == '}' && i + 1 < text.length() && text.charAt(i + 1) == '}') {
                return i;
            }
        }
        return -1;
    }

    private Optional<TemplateExpression> expression(int from, int to) {
        at = from;
        end = to;
        String source = text.substring(from, to).strip();
        try {
            List<Object> path = path();
            List<TemplateExpression.Call> calls = new ArrayList<>();
            while (skip('|')) {
                calls.add(call());
            }
            spaces();
            if (at < end) {
                throw new IllegalArgumentException("there is something left over: '" + text.substring(at, end) + "'");
            }
            return Optional.of(new TemplateExpression(source, path, calls));
        } catch (IllegalArgumentException e) {
            errors.add(pointer, "The template {{ " + source + " }} cannot be read: " + e.getMessage());
            return Optional.empty();
        }
    }

    private List<Object> path() {
        List<Object> path = new ArrayList<>();
        String root = name();
        if (!ROOTS.contains(root)) {
            throw new IllegalArgumentException(
                    "it must begin with inputs, steps, variables, env, item, index, error or run, not '" + root + "'"
                            + Suggestion.phrase(root, ROOTS));
        }
        path.add(root);
        while (true) {
            if (skip('.')) {
                path.add(name());
            } else if (skip('[')) {
                path.add(inBrackets());
            } else {
                break;
            }
        }
        if (NAMED.contains(root) && !(path.size() > 1 && path.get(1) instanceof String)) {
            throw new IllegalArgumentException("'" + root + "' needs a name, for example " + root + ".x");
        }
        return path;
    }

    private Object inBrackets() {
        spaces();
        if (at < end && (text.charAt(at) == '"' || text.charAt(at) == '\'')) {
            String key = quoted();
            require(']');
            return key;
        }
        int from = at;
        while (at < end && (Character.isDigit(text.charAt(at)) || (at == from && text.charAt(at) == '-'))) {
            at++;
        }
        String digits = text.substring(from, at);
        require(']');
        try {
            return Integer.valueOf(digits);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("[...] takes a number or a quoted name, not '" + digits + "'", e);
        }
    }

    private TemplateExpression.Call call() {
        String word = name();
        TemplateFunction function = TemplateFunction.find(word)
                .orElseThrow(() -> new IllegalArgumentException("there is no function '" + word + "'"
                        + Suggestion.phrase(word, TemplateFunction.words()) + " The functions are "
                        + String.join(", ", TemplateFunction.words())));
        List<JsonNode> arguments = new ArrayList<>();
        if (skip('(') && !skip(')')) {
            do {
                arguments.add(argument());
            } while (skip(','));
            require(')');
        }
        if (arguments.size() != function.arguments()) {
            throw new IllegalArgumentException(
                    word + " takes " + function.arguments() + " arguments, not " + arguments.size());
        }
        return new TemplateExpression.Call(function, arguments);
    }

    /// A quoted text or any JSON up to the next comma or bracket outside quotes.
    private JsonNode argument() {
        spaces();
        if (at < end && text.charAt(at) == '\'') {
            return tools.jackson.databind.node.StringNode.valueOf(quoted());
        }
        int from = at;
        int depth = 0;
        while (at < end) {
            char c = text.charAt(at);
            if (c == '"') {
                quoted();
                continue;
            }
            if (depth == 0 && (c == ',' || c == ')')) {
                break;
            }
            depth += c == '[' || c == '{' ? 1 : c == ']' || c == '}' ? -1 : 0;
            at++;
        }
        try {
            return Json.parse(text.substring(from, at));
        } catch (ProblemException e) {
            throw new IllegalArgumentException(
                    "'" + text.substring(from, at) + "' is not a quoted text, a number or other JSON", e);
        }
    }

    /// What stands between quotes at the current place; a backslash takes the next character as it is.
    private String quoted() {
        char quote = text.charAt(at++);
        StringBuilder content = new StringBuilder();
        while (at < end && text.charAt(at) != quote) {
            if (text.charAt(at) == '\\' && at + 1 < end) {
                at++;
            }
            content.append(text.charAt(at++));
        }
        require(quote);
        return content.toString();
    }

    private String name() {
        spaces();
        int from = at;
        while (at < end && (Character.isLetterOrDigit(text.charAt(at)) || "_-".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        if (at == from) {
            throw new IllegalArgumentException("a name is missing");
        }
        return text.substring(from, at);
    }

    private boolean skip(char wanted) {
        spaces();
        if (at < end && text.charAt(at) == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private void require(char wanted) {
        if (!skip(wanted)) {
            throw new IllegalArgumentException("'" + wanted + "' is missing");
        }
    }

    private void spaces() {
        while (at < end && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }
}
