package dev.quayside.workflow.definition;

import dev.quayside.base.Suggestion;
import dev.quayside.workflow.definition.Plan.PlannedStep;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/// Checks that what templates name exists, and is there when it is needed.
record References(List<PlannedStep> steps, Graph graph, Map<String, Template> variables, DefinitionErrors errors) {
    void check() {
        for (PlannedStep step : steps) {
            String pointer = pointer(step);
            Set<String> checked = new HashSet<>();
            BiConsumer<Template, Boolean> look = (template, inItem) -> template.forEachExpression(expression -> {
                if (checked.add(expression.source())) {
                    check(step, expression, pointer, inItem);
                }
            });
            look.accept(step.config(), step.forEach() != null);
            if (step.forEach() != null) {
                look.accept(step.forEach().items(), false);
            }
        }
        for (Map.Entry<String, Template> variable : variables.entrySet()) {
            variable.getValue().forEachExpression(expression -> variable(variable.getKey(), expression));
        }
    }

    private String pointer(PlannedStep step) {
        long before = steps.stream().filter(PlannedStep::handler).count();
        return step.handler()
                ? "/on_error/" + (step.index() - (steps.size() - before)) + "/config"
                : "/steps/" + step.index() + "/config";
    }

    private void check(PlannedStep step, TemplateExpression expression, String pointer, boolean inItem) {
        switch (expression.root()) {
            case "steps" -> stepName(step, expression, pointer);
            case "variables" -> {
                if (!variables.containsKey(expression.second())) {
                    errors.add(
                            pointer,
                            "{{ " + expression.source() + " }} names a variable that is not in 'variables'"
                                    + Suggestion.phrase(expression.second(), variables.keySet()));
                }
            }
            case "item", "index" -> {
                if (!inItem) {
                    errors.add(
                            pointer,
                            "{{ " + expression.source() + " }} is only there in the config of a step with for_each");
                }
            }
            case "error" -> {
                if (!step.handler()) {
                    errors.add(pointer, "{{ " + expression.source() + " }} is only there in steps of on_error");
                }
            }
            default -> {}
        }
    }

    private void stepName(PlannedStep step, TemplateExpression expression, String pointer) {
        Integer named = graph.place(expression.second());
        if (named == null) {
            errors.add(
                    pointer,
                    "{{ " + expression.source() + " }} names a step that does not exist"
                            + Suggestion.phrase(expression.second(), graph.ids()));
        } else if (!(step.handler() && !steps.get(named).handler()) && !graph.precedes(named, step.index())) {
            errors.add(
                    pointer,
                    "{{ " + expression.source() + " }} reads step '" + expression.second()
                            + "', which need not have run before '" + step.id() + "'; add it to depends_on");
        }
    }

    private void variable(String name, TemplateExpression expression) {
        if (!Set.of("env", "inputs", "run").contains(expression.root())) {
            errors.add(
                    DefinitionErrors.child("/variables", name),
                    "{{ " + expression.source() + " }}: a variable may only use env, inputs and run");
        }
    }
}
