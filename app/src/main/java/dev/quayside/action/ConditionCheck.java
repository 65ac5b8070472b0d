package dev.quayside.action;

import dev.quayside.action.config.ConfigValues;
import dev.quayside.base.ProblemException;
import dev.quayside.base.Suggestion;
import dev.quayside.step.StepType.Report;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Looks at a condition before any run, and says by JSON pointer what is wrong with it.
final class ConditionCheck {
    private static final List<String> KEYS = List.of("left", "op", "right", "all", "any", "not");

    private ConditionCheck() {}

    static void check(JsonNode condition, String pointer, Report report) {
        if (condition.isMissingNode()
                || condition.isNull()
                || condition.isBoolean()
                || ConfigValues.isTemplate(condition)) {
            return;
        }
        if (condition.isString()) {
            if (!Set.of("true", "false")
                    .contains(condition.stringValue().strip().toLowerCase(Locale.ROOT))) {
                report.error(
                        pointer, "a text as a condition must be true or false; to compare, write {left, op, right}");
            }
        } else if (condition.isObject()) {
            checkObject(condition, pointer, report);
        } else {
            report.error(pointer, "must be true, false, {left, op, right}, {all: []}, {any: []} or {not: {}}");
        }
    }

    private static void checkObject(JsonNode condition, String pointer, Report report) {
        boolean known = true;
        for (String key : condition.propertyNames()) {
            if (!KEYS.contains(key)) {
                report.error(pointer + "/" + escape(key), "unknown key '" + key + "'" + Suggestion.phrase(key, KEYS));
                known = false;
            }
        }
        boolean comparison = condition.has("op") || condition.has("left") || condition.has("right");
        long forms =
                List.of("all", "any", "not").stream().filter(condition::has).count() + (comparison ? 1 : 0);
        if (forms > 1 || (forms == 0 && known)) {
            report.error(
                    pointer, "must have exactly one of the forms {left, op, right}, {all: []}, {any: []}, {not: {}}");
            return;
        }
        if (comparison) {
            checkComparison(condition, pointer, report);
        }
        checkList(condition.path("all"), pointer + "/all", report);
        checkList(condition.path("any"), pointer + "/any", report);
        if (condition.has("not")) {
            check(condition.path("not"), pointer + "/not", report);
        }
    }

    private static void checkComparison(JsonNode condition, String pointer, Report report) {
        JsonNode op = condition.path("op");
        if (op.isMissingNode()) {
            report.error(pointer + "/op", "is missing; use one of " + Condition.OPERATORS);
            return;
        }
        String name = op.asString("");
        if (!ConfigValues.isTemplate(op) && !Condition.OPERATORS.contains(name)) {
            report.error(
                    pointer + "/op",
                    "there is no operator " + op + Suggestion.phrase(name, Condition.OPERATORS) + "; use one of "
                            + Condition.OPERATORS);
        }
        if (!condition.has("left") && !name.equals("exists")) {
            report.error(pointer + "/left", "is missing");
        }
        if (!condition.has("right") && Condition.OPERATORS.contains(name) && !name.equals("exists")) {
            report.error(pointer + "/right", "is missing");
        }
        if (name.equals("matches")) {
            checkPattern(condition.path("right"), pointer + "/right", report);
        }
    }

    private static void checkPattern(JsonNode pattern, String pointer, Report report) {
        if (pattern.isMissingNode() || ConfigValues.isTemplate(pattern)) {
            return;
        }
        if (!pattern.isString()) {
            report.error(pointer, "must be a regular expression, as a text");
            return;
        }
        try {
            new BoundedPattern(pattern.stringValue());
        } catch (ProblemException e) {
            report.error(pointer, e.problem().detail());
        }
    }

    private static void checkList(JsonNode list, String pointer, Report report) {
        if (list.isMissingNode() || ConfigValues.isTemplate(list)) {
            return;
        }
        if (!list.isArray()) {
            report.error(pointer, "must be a list of conditions");
            return;
        }
        for (int i = 0; i < list.size(); i++) {
            check(list.path(i), pointer + "/" + i, report);
        }
    }

    private static String escape(String key) {
        return key.replace("~", "~0").replace("/", "~1");
    }
}
