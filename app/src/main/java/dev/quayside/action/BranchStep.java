package dev.quayside.action;

import dev.quayside.action.config.ConfigValues;
import dev.quayside.base.Json;
import dev.quayside.base.ProblemException;
import dev.quayside.base.Suggestion;
import dev.quayside.step.ConfigKey;
import dev.quayside.step.Outcome;
import dev.quayside.step.Step;
import dev.quayside.step.StepContext;
import dev.quayside.step.StepType;
import dev.quayside.step.StepType.Report;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The step `branch`: its branch is that of the first rule whose condition holds. Immutable.
final class BranchStep implements Step {
    private static final List<String> RULE_KEYS = List.of("condition", "branch");

    StepType type() {
        return new StepType(
                "branch",
                "Takes the branch of the first rule that holds.",
                List.of(
                        ConfigKey.required(
                                "rules",
                                ConfigKey.Kind.LIST,
                                "Rules {condition, branch}, tried in order; conditions as in the step type condition."),
                        ConfigKey.optional(
                                "default",
                                ConfigKey.Kind.TEXT,
                                "The branch to take when no rule holds; 'default' if not given.")),
                Duration.ofMinutes(1),
                BranchStep::check,
                this);
    }

    @Override
    public Outcome run(StepContext context) {
        try {
            return new Outcome.Succeeded(Json.object().put("branch", branch(context)));
        } catch (ProblemException e) {
            return new Outcome.Failed(e.problem(), false);
        }
    }

    private static String branch(StepContext context) {
        for (JsonNode rule : context.value("rules")) {
            if (Condition.holds(rule.path("condition"))) {
                return rule.path("branch").asString("");
            }
        }
        return context.value("default").asString("default");
    }

    private static void check(JsonNode config, Report report) {
        JsonNode rules = config.path("rules");
        for (int i = 0; i < rules.size(); i++) {
            checkRule(rules.path(i), "/rules/" + i, report);
        }
    }

    private static void checkRule(JsonNode rule, String pointer, Report report) {
        if (ConfigValues.isTemplate(rule)) {
            return;
        }
        if (!rule.isObject()) {
            report.error(pointer, "must be an object {condition, branch}");
            return;
        }
        for (String key : rule.propertyNames()) {
            if (!RULE_KEYS.contains(key)) {
                report.error(pointer + "/" + key, "unknown key '" + key + "'" + Suggestion.phrase(key, RULE_KEYS));
            }
        }
        if (!rule.path("branch").isString()) {
            report.error(pointer + "/branch", "must be a text: the name of the branch to take");
        }
        if (!rule.has("condition")) {
            report.error(pointer + "/condition", "is missing; to match always, write true");
        }
        ConditionCheck.check(rule.path("condition"), pointer + "/condition", report);
    }
}
