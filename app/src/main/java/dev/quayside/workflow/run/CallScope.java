package dev.quayside.workflow.run;

import dev.quayside.base.Json;
import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import dev.quayside.workflow.decider.Call;
import dev.quayside.workflow.definition.Plan.PlannedStep;
import dev.quayside.workflow.definition.Template;
import dev.quayside.workflow.definition.TemplateScope;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.MissingNode;

/// What the templates of one call see.
///
/// @param item the item the call works on; null outside a `for_each`
record CallScope(
        ActiveRun run,
        Call call,
        Surroundings surroundings,
        @Nullable JsonNode item) implements TemplateScope {
    @Override
    public JsonNode inputs() {
        return run.facts().inputs();
    }

    @Override
    public JsonNode stepOutput(String step) {
        return run.plan()
                .find(step)
                .map(planned -> run.data().output(planned.index()))
                .orElseGet(MissingNode::getInstance);
    }

    @Override
    public JsonNode variable(String name) {
        Template template = run.plan().variables().get(name);
        return template == null ? MissingNode.getInstance() : template.resolve(this);
    }

    @Override
    public JsonNode environment(String name) {
        return surroundings.environment(name);
    }

    @Override
    public JsonNode special(String name) {
        return switch (name) {
            case "item" -> item == null ? MissingNode.getInstance() : item;
            case "index" -> IntNode.valueOf(call.item());
            case "run" ->
                Json.object()
                        .put("id", run.facts().id().toString())
                        .put("created_at", run.facts().createdAt().toString());
            case "error" -> error();
            default -> throw new ProblemException("template.missing", "Nothing is called " + name);
        };
    }

    private JsonNode error() {
        Problem problem = run.data().problem();
        PlannedStep failed = run.data().failedStep();
        if (problem == null) {
            return MissingNode.getInstance();
        }
        return Json.object()
                .put("code", problem.code())
                .put("message", problem.detail())
                .put("step", failed == null ? null : failed.id());
    }
}
