package dev.quayside.workflow.decider;

import dev.quayside.base.Json;
import dev.quayside.workflow.decider.Scenario.Edge;
import dev.quayside.workflow.decider.Scenario.Ending;
import dev.quayside.workflow.decider.Scenario.StepScript;
import dev.quayside.workflow.decider.Scenario.Via;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// What a workflow must come to if nobody stops it: the contract, asked of every step recursively.
///
/// Knows nothing of events, queues or time, and shares no code with the engine. One thread.
final class NaiveModel {
    /// What becomes of a step.
    enum End {
        SUCCEEDED(StepStatus.SUCCEEDED),
        FAILED(StepStatus.FAILED),
        OTHER_BRANCH(StepStatus.SKIPPED),
        NOTHING_LED_HERE(StepStatus.SKIPPED),
        FAILURE_BEFORE(StepStatus.BLOCKED);

        final StepStatus status;

        End(StepStatus status) {
            this.status = status;
        }
    }

    private final Scenario scenario;
    private final Map<Integer, End> ends = new HashMap<>();

    NaiveModel(Scenario scenario) {
        this.scenario = scenario;
    }

    /// The predecessors of a step, each with the branches that lead from it; `*` stands for all.
    Map<Integer, Set<String>> predecessors(int step) {
        Map<Integer, Set<String>> before = new LinkedHashMap<>();
        if (scenario.listOrder()) {
            if (step != 0 && step != scenario.steps().size()) {
                before.put(step - 1, Set.of("*"));
            }
            return before;
        }
        for (Edge edge : scenario.script(step).edges()) {
            int from = scenario.from(step, edge);
            if (from >= 0) {
                Set<String> branches = before.computeIfAbsent(from, _ -> new HashSet<>());
                if (edge.via() != Via.DEPENDS_ON) {
                    branches.addAll(edge.conditions().isEmpty() ? Set.of("*") : edge.conditions());
                }
            }
        }
        before.values().stream().filter(Set::isEmpty).forEach(branches -> branches.add("*"));
        return before;
    }

    End end(int step) {
        End known = ends.get(step);
        if (known == null) {
            known = evaluate(step);
            ends.put(step, known);
        }
        return known;
    }

    private End evaluate(int step) {
        Map<Integer, Set<String>> before = predecessors(step);
        boolean otherBranch = false;
        boolean led = before.isEmpty();
        for (int from : before.keySet()) {
            End end = end(from);
            boolean fell = end == End.FAILED && !scenario.script(from).continueOnError();
            if (fell || end == End.FAILURE_BEFORE) {
                return End.FAILURE_BEFORE;
            }
        }
        for (Map.Entry<Integer, Set<String>> link : before.entrySet()) {
            End end = end(link.getKey());
            if (end == End.SUCCEEDED || end == End.FAILED) {
                boolean leads = link.getValue().contains("*")
                        || link.getValue().contains(end == End.FAILED ? "error" : branch(link.getKey()));
                led |= leads;
                otherBranch |= !leads;
            }
        }
        if (otherBranch) {
            return End.OTHER_BRANCH;
        }
        return led ? run(step) : End.NOTHING_LED_HERE;
    }

    private End run(int step) {
        StepScript script = scenario.script(step);
        boolean works = !last(step, Call.WHOLE).fails();
        if (script.items() != null) {
            for (int item = 0; item < script.items().count(); item++) {
                works &= !last(step, item).fails();
            }
        }
        return works ? End.SUCCEEDED : End.FAILED;
    }

    private Ending last(int step, int item) {
        return scenario.script(step).reply(item, lastAttempt(step, item)).ending();
    }

    /// The number of the attempt that decides.
    int lastAttempt(int step, int item) {
        StepScript script = scenario.script(step);
        int attempt = 1;
        while (script.reply(item, attempt).ending() == Ending.RETRYABLE && attempt < script.attempts()) {
            attempt++;
        }
        return attempt;
    }

    private String branch(int step) {
        return output(step).path("branch").asString("default");
    }

    /// What a step that succeeds leaves behind.
    JsonNode output(int step) {
        StepScript script = scenario.script(step);
        if (script.items() == null) {
            return scenario.output(new Call(step, Call.WHOLE, lastAttempt(step, Call.WHOLE)));
        }
        ArrayNode outputs = Json.mapper().createArrayNode();
        for (int item = 0; item < script.items().count(); item++) {
            outputs.add(scenario.output(new Call(step, item, lastAttempt(step, item))));
        }
        return outputs;
    }

    /// Whether a main step fails.
    boolean fails() {
        return mainSteps(End.FAILED, false);
    }

    /// Whether a critical main step fails.
    boolean criticalFails() {
        return mainSteps(End.FAILED, true);
    }

    private boolean mainSteps(End wanted, boolean critical) {
        for (int step = 0; step < scenario.steps().size(); step++) {
            if (end(step) == wanted && (!critical || scenario.script(step).critical())) {
                return true;
            }
        }
        return false;
    }
}
