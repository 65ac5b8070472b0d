package dev.quayside.workflow.decider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.step.Outcome;
import dev.quayside.testing.Required;
import dev.quayside.workflow.definition.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The facts that Kestra's own tests state about its flows, asked of the same workflows in our format.
///
/// Kestra counts groups (Sequential, Parallel, ForEach, Switch) and steps that a condition left out as task runs; here
/// a group is a step of its own, and what a branch skipped is counted. Two loops inside each other are one here.
///
/// What differs on purpose: a failure that was allowed for (`continue_on_error`) still makes the run `failed`
/// (CONTRACTS 4.5), where Kestra says WARNING or SUCCESS; and `on_error` then runs.
class FlowsOfKestraTest {
    /// @param definition JSON with ' for quotes; `S(a b)` stands for two steps without more to say
    /// @param fails ids of steps that fail
    /// @param branches what steps say in `branch`
    /// @param worksAt the attempt at which a failing step works after all; 0 for never
    /// @param state the state here, where it differs on purpose; else empty
    private record Flow(
            String definition, Set<String> fails, Map<String, String> branches, int worksAt, String state) {}

    private static final Map<String, Flow> FLOWS = Map.ofEntries(
            Map.entry("alias-task.yaml", flow("[S(origin alias)]")),
            Map.entry("allow-failure.yaml", new Flow("""
                            [{'id': 'first', 'depends_on': []}, {'id': 'group', 'depends_on': ['first']},
                             {'id': 'seq', 'depends_on': ['group']}, {'id': '1-1-1-1', 'depends_on': ['seq']},
                             {'id': 'ko', 'depends_on': ['1-1-1-1'], 'continue_on_error': true}, {'id': '1-1-1-3'},
                             {'id': 'local-error'}, {'id': '1-2-todo', 'depends_on': ['1-1-1-3', 'local-error']},
                             {'id': 'switch', 'depends_on': ['1-2-todo']}, {'id': 'crash'}, {'id': 'last'}],
                             'connections': [{'from': 'ko', 'to': '1-1-1-3', 'condition': 'default'},
                             {'from': 'ko', 'to': 'local-error', 'condition': 'error'},
                             {'from': 'switch', 'to': 'crash', 'condition': 'true'},
                             {'from': 'switch', 'to': 'last', 'condition': 'false'}]
                            """, Set.of("ko"), Map.of("switch", "false"), 0, "FAILED")),
            Map.entry("dag.yaml", flow("""
                            [{'id': 'dag', 'depends_on': []}, {'id': 't1', 'depends_on': ['dag']},
                             {'id': 't2', 'depends_on': ['t1']}, {'id': 't3', 'depends_on': ['t1']},
                             {'id': 't4', 'depends_on': ['t2']}, {'id': 't5', 'depends_on': ['t4', 't3']},
                             {'id': 't6', 'depends_on': ['t2', 't3']}]
                            """)),
            Map.entry("each-parallel-Integer.yml", flow("[S(parallel), {'id': 'return', 'for_each': [1, 2, 3]}]")),
            Map.entry(
                    "each-parallel-subflow-notfound.yml",
                    failing("[S(each), {'id': 'subflow', 'for_each': ['value-1', 'value-2']}]", "subflow")),
            Map.entry(
                    "each-parallel.yaml",
                    flow(
                            "[S(each), {'id': '1-1', 'for_each': [1, 2, 3]}, {'id': '1-2', 'for_each': [1, 2, 3]}, S(2_end)]")),
            Map.entry("each-sequential-nested.yaml", flow("""
                            [S(1_each), {'id': '1-1', 'for_each': {'items': [1, 2, 3], 'parallel': 1}},
                             {'id': '1-2_each', 'for_each': {'items': [1, 2, 3], 'parallel': 1}},
                             {'id': '1-2-1', 'for_each': {'items': [1, 2, 3, 4, 5, 6], 'parallel': 1}},
                             {'id': '1-2-2', 'for_each': {'items': [1, 2, 3, 4, 5, 6], 'parallel': 1}},
                             {'id': '1-3', 'for_each': {'items': [1, 2, 3], 'parallel': 1}}, S(2_return)]
                            """)),
            Map.entry("exception-with-output.yaml", failing("[S(exception)]", "exception")),
            Map.entry("executable-fail.yml", failing("[S(launch)]", "launch")),
            Map.entry("failed-first.yaml", failing("[S(t1 t2)]", "t1")),
            Map.entry(
                    "flowable-with-parent-fail.yaml",
                    failing("[S(vision), {'id': 'date', 'for_each': [1, 2]}, {'id': 'if', 'for_each': [1, 2]}]", "if")),
            Map.entry("foreach-concurrent.yaml", flow("""
                            [S(each), {'id': 'log', 'for_each': {'items': [1, 2, 3], 'parallel': 2}},
                             {'id': 'shell', 'for_each': {'items': [1, 2, 3], 'parallel': 2}}]
                            """)),
            Map.entry("foreach-non-concurrent.yaml", flow("""
                            [S(each), {'id': 'log', 'for_each': {'items': [1, 2, 3], 'parallel': 1}},
                             {'id': 'shell', 'for_each': {'items': [1, 2, 3], 'parallel': 1}}]
                            """)),
            Map.entry("parallel.yaml", flow("""
                            [{'id': 'parent', 'depends_on': []}, {'id': 't1', 'depends_on': ['parent']},
                             {'id': 't2', 'depends_on': ['parent']}, {'id': 't3', 'depends_on': ['parent']},
                             {'id': 't4', 'depends_on': ['parent']}, {'id': 't5', 'depends_on': ['parent']},
                             {'id': 't6', 'depends_on': ['parent']},
                             {'id': 'last', 'depends_on': ['t1', 't2', 't3', 't4', 't5', 't6']}]
                            """)),
            Map.entry("retry-failed-task-attempts.yml", failing("[{'id': 'fail', 'retry': 4}]", "fail")),
            Map.entry("retry-flowable-child.yaml", failing("[S(group), {'id': 'child', 'retry': 3}]", "child")),
            Map.entry(
                    "retry-success.yaml",
                    new Flow(
                            "[{'id': 'failed', 'retry': 4}], 'on_error': [S(never-happen)]",
                            Set.of("failed"),
                            Map.of(),
                            4,
                            "SUCCESS")),
            Map.entry(
                    "sequential-with-global-errors.yaml",
                    failing(
                            "[S(parent-seq t1 t2_seq t2-t1 t2-t2 t2-t3)], 'on_error': [S(error-t1 error-t2)]",
                            "t2-t1")),
            Map.entry(
                    "sequential.yaml",
                    flow("[S(1-seq 1-1 1-2 1-3_seq 1-3-1 1-3-2_seq 1-3-2-1 1-3-2-2_end 1-3-3_end 1-4_end 2_end)]")),
            Map.entry(
                    "task-allow-warning-runnable.yml",
                    new Flow(
                            "[{'id': 'fail', 'retry': 3, 'continue_on_error': true}, S(log)]",
                            Set.of("fail"),
                            Map.of(),
                            0,
                            "FAILED")),
            Map.entry("task-runif.yml", new Flow("""
                            [{'id': 'output', 'depends_on': []}, {'id': 'executed'}, {'id': 'notexecuted'},
                             {'id': 'fails', 'depends_on': ['executed', 'notexecuted']}],
                             'connections': [{'from': 'output', 'to': 'executed', 'condition': '1'},
                             {'from': 'output', 'to': 'notexecuted', 'condition': '2'}]
                            """, Set.of("fails"), Map.of("output", "1"), 0, "")));

    /// The calls that a step with `retry` needs, which Kestra keeps as attempts of one task run.
    private static final Map<String, Integer> CALLS = Map.of(
            "retry-failed-task-attempts.yml", 4,
            "retry-flowable-child.yaml", 4,
            "retry-success.yaml", 4,
            "task-allow-warning-runnable.yml", 4);

    private static final Map<String, String> NO_COUNTERPART = Map.ofEntries(
            Map.entry(
                    "current-output.yaml",
                    "about a function of Kestra's template language; no fact about runs is stated"),
            Map.entry("disable-simple.yaml", "steps cannot be disabled; they are left out"),
            Map.entry("encrypted-string.yaml", "about encrypted outputs"),
            Map.entry("get-log-executionid.yaml", "about a task that reads logs"),
            Map.entry("npe-labels-update-task.yml", "about labels of runs"),
            Map.entry(
                    "retry-failed-flow-duration.yml",
                    "retry is bounded by attempts and belongs to a step, not to a run or a time"),
            Map.entry("retry-failed-task-duration.yml", "retry is bounded by attempts, not by a time"),
            Map.entry("retry-flowable-parallel.yaml", "a group cannot be retried, only its items can"),
            Map.entry("retry-subflow.yaml", "a run cannot be retried by itself, only its steps can"),
            Map.entry("recursive-flow.yaml", "sub-workflows are named at run time; their depth is limited there"),
            Map.entry("inputs.yaml", "inputs are a JSON Schema here; DefinitionReaderTest checks it"),
            Map.entry("duplicate.yaml", "GraphTest"),
            Map.entry("empty.yaml", "DefinitionReaderTest"),
            Map.entry("dag-cyclicdependency.yaml", "GraphTest"),
            Map.entry("dag-notexist-task.yaml", "DefinitionReaderTest"));

    @TestFactory
    List<DynamicTest> aFlowOfKestraEndsHereAsItDoesThere() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        Set<String> known = new HashSet<>(NO_COUNTERPART.keySet());
        List<String> lines = Files.readAllLines(Required.data("workflows").resolve("kestra/expected.tsv"));
        for (String line : lines.subList(1, lines.size())) {
            List<String> fact = List.of(line.split("\t", -1));
            String file = fact.get(1);
            Flow flow = FLOWS.get(file);
            if (flow != null) {
                known.add(file);
                tests.add(DynamicTest.dynamicTest(
                        file + " " + fact.get(4), () -> play(file, flow, fact.get(2), fact.get(3))));
            }
            assertThat(known).as("flows looked at").contains(file);
        }
        assertThat(known).containsAll(FLOWS.keySet());
        return tests;
    }

    private static void play(String file, Flow flow, String state, String taskRuns) {
        Plan plan = Scenario.plan(Json.parse(written(flow.definition())));
        RunState run = new RunState(plan);
        Deque<RunEvent> events = new ArrayDeque<>(List.of(new RunEvent.Woken()));
        Set<String> counted = new LinkedHashSet<>();
        int calls = 0;
        while (!events.isEmpty()) {
            Decision.Transition transition = Decider.decide(run, events.remove());
            for (Entry entry : transition.entries()) {
                if (entry instanceof Entry.Skipped(int step, Entry.Skipped.Reason reason)
                        && reason == Entry.Skipped.Reason.BRANCH_CONDITION_NOT_MET
                        && file.equals("task-runif.yml")) {
                    counted.add(step + "");
                }
            }
            for (Decision decision : transition.decisions()) {
                switch (decision) {
                    case Decision.Make(Call call, Instant _) -> {
                        calls++;
                        counted.add(call.step() + "/" + call.item());
                        events.add(ended(plan, flow, call));
                    }
                    case Decision.ReadItems(Call reading) ->
                        events.add(new RunEvent.ItemsRead(reading.step(), items(flow, plan, reading.step())));
                    case Decision.WakeAt(Call call, Instant _) -> events.add(new RunEvent.Due(call));
                    case Decision.Interrupt _ -> throw new AssertionError("nothing is stopped here");
                }
            }
        }
        assertThat(run.ended).isNotNull();
        if (run.ended != null) {
            String wanted = flow.state().isEmpty() ? state : flow.state();
            assertThat(wanted)
                    .as("a fact, or a difference on purpose")
                    .satisfiesAnyOf(
                            fact -> assertThat(fact).isEmpty(),
                            fact -> assertThat(fact).isIn("SUCCESS", "FAILED"));
            boolean fails = wanted.isEmpty() ? !flow.fails().isEmpty() : wanted.equals("FAILED");
            assertThat(run.ended.status()).isEqualTo(fails ? RunStatus.FAILED : RunStatus.COMPLETED);
        }
        if (!taskRuns.isEmpty()) {
            assertThat(counted).as("task runs").hasSize(Integer.parseInt(taskRuns));
        }
        if (CALLS.containsKey(file)) {
            assertThat(calls).isEqualTo(CALLS.get(file));
        }
    }

    private static RunEvent ended(Plan plan, Flow flow, Call call) {
        String id = plan.step(call.step()).id();
        boolean fails = flow.fails().contains(id) && (flow.worksAt() == 0 || call.attempt() < flow.worksAt());
        String branch = flow.branches().get(id);
        Outcome outcome = fails
                ? new Outcome.Failed("test.failed", id + " fails", true)
                : new Outcome.Succeeded(
                        branch == null ? Json.object() : Json.object().put("branch", branch));
        return new RunEvent.CallEnded(call, outcome, Instant.EPOCH, Instant.EPOCH);
    }

    private static int items(Flow flow, Plan plan, int step) {
        var each =
                Json.parse(written(flow.definition())).path("steps").get(step).path("for_each");
        assertThat(plan.step(step).forEach()).isNotNull();
        return each.isArray() ? each.size() : each.path("items").size();
    }

    /// Writes a shortened definition out.
    private static String written(String definition) {
        StringBuilder text = new StringBuilder("{\"steps\": ");
        int at = 0;
        for (int open = definition.indexOf("S("); open >= 0; open = definition.indexOf("S(", at)) {
            int close = definition.indexOf(')', open);
            text.append(definition, at, open);
            List<String> steps = new ArrayList<>();
            for (String id : definition.substring(open + 2, close).split(" ", -1)) {
                steps.add("{'id': '" + id + "'}");
            }
            text.append(String.join(", ", steps));
            at = close + 1;
        }
        return text.append(definition.substring(at))
                .append('}')
                .toString()
                .replace("{'id':", "{'type': 'work', 'id':")
                .replace('\'', '"');
    }

    private static Flow flow(String definition) {
        return new Flow(definition, Set.of(), Map.of(), 0, "");
    }

    private static Flow failing(String definition, String step) {
        return new Flow(definition, Set.of(step), Map.of(), 0, "");
    }
}
