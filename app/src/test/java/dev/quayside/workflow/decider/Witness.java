package dev.quayside.workflow.decider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Problem;
import dev.quayside.workflow.decider.Scenario.Items;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Watches everything that the [Decider] says and fails at the first word that breaks a promise. One thread.
///
/// Knows the scenario and what was said so far, and never looks into a [RunState].
final class Witness {
    private final Scenario scenario;
    private final NaiveModel model;
    /// Calls that were made and have not come back.
    final Set<Call> inFlight = new LinkedHashSet<>();
    /// Steps whose items are being read.
    final Set<Integer> reading = new LinkedHashSet<>();
    /// Calls of this node's life whose result does not matter any more.
    final Set<Call> moot = new LinkedHashSet<>();
    /// Tokens that somebody may complete.
    final Map<String, Call> tokens = new HashMap<>();
    /// Tokens of calls that were in flight when the run was stopped: a crash makes an end of those.
    private final Set<String> lostInACrash = new HashSet<>();
    /// Calls that wait for a moment, as the journal has it.
    private final Set<Call> waiting = new LinkedHashSet<>();
    /// The moments of this node's life that have not come yet.
    final Set<Call> alarms = new LinkedHashSet<>();
    /// Calls that may be made (once more): their moment has come, or they were lost.
    private final Set<Call> mayBeMade = new HashSet<>();
    private final Set<Call> made = new HashSet<>();
    private final Map<Call, Instant> firstCalled = new HashMap<>();
    private final Map<Integer, Set<Integer>> openItems = new HashMap<>();
    private final Map<Integer, List<Problem>> itemProblems = new HashMap<>();
    private final Set<Integer> expanded = new HashSet<>();
    private final Map<Integer, Entry> decided = new HashMap<>();
    final Set<Integer> cutOff = new HashSet<>();
    /// Between a crash and the event that wakes the run again: what signals bring then may be said once more.
    private boolean recovering;
    boolean paused;
    boolean handling;
    Entry.@Nullable Stopping stopping;
    Entry.@Nullable Ended ended;

    @Nullable
    Problem firstProblem;

    Witness(Scenario scenario, NaiveModel model) {
        this.scenario = scenario;
        this.model = model;
    }

    /// How a main step or handler was decided; null if it was not.
    @Nullable
    Entry decided(int step) {
        return decided.get(step);
    }

    boolean wasMade(int step) {
        return made.stream().anyMatch(call -> call.step() == step);
    }

    /// The node died: nothing is in flight any more, and nobody minds the clock.
    void crashed() {
        inFlight.removeAll(waiting);
        mayBeMade.removeAll(waiting);
        mayBeMade.addAll(inFlight);
        inFlight.forEach(call -> itemsOf(call).remove(call.item()));
        inFlight.clear();
        reading.clear();
        moot.clear();
        alarms.clear();
        recovering = true;
        tokens.keySet().removeAll(lostInACrash);
    }

    /// After the new node was woken: every wait is on the clock again.
    void woken() {
        recovering = false;
        if (stopping == null) {
            assertThat(alarms).as("waits on the clock after a crash").isEqualTo(waiting);
        }
    }

    /// Whether the moment that a call waits for is still to come.
    boolean waits(Call call) {
        boolean read = call.item() == Call.WHOLE && reading.contains(call.step());
        return waiting.contains(call) && !inFlight.contains(call) && !mayBeMade.contains(call) && !read;
    }

    void due(Call call) {
        if (waits(call)) {
            mayBeMade.add(call);
        }
    }

    void see(Decision.Transition transition) {
        assertThat(ended).as("nothing is said after the end").isNull();
        transition.entries().forEach(this::see);
        boolean stopsNow = transition.entries().stream().anyMatch(Entry.Stopping.class::isInstance);
        if (stopsNow) {
            List<Call> told = new ArrayList<>();
            for (Decision decision : transition.decisions()) {
                if (decision instanceof Decision.Interrupt(Call call)) {
                    told.add(call);
                }
            }
            assertThat(told).as("calls told to stop").doesNotHaveDuplicates().containsAll(inFlight);
        }
        transition.decisions().forEach(this::see);
    }

    private void see(Decision decision) {
        switch (decision) {
            case Decision.Make(Call call, Instant first) -> {
                make(call);
                assertThat(first).as("first moment of %s", call).isEqualTo(firstCalled.get(call));
            }
            case Decision.ReadItems(Call ofItems) -> {
                int step = ofItems.step();
                assertThat(scenario.script(step).items())
                        .as("items of %s", step)
                        .isNotNull();
                assertThat(expanded).as("steps whose items are known").doesNotContain(step);
                mayBegin(step);
                assertThat(waiting.stream().filter(this::waits).map(Call::step))
                        .as("steps that still wait")
                        .doesNotContain(step);
                assertThat(reading.add(step))
                        .as("items of %s are read once", step)
                        .isTrue();
                place();
            }
            case Decision.WakeAt(Call call, Instant at) -> {
                assertThat(at).isAfter(Instant.EPOCH);
                boolean another = alarms.add(call);
                assertThat(another || recovering).as("one alarm for %s", call).isTrue();
            }
            case Decision.Interrupt _ ->
                assertThat(stopping).as("why something is interrupted").isNotNull();
        }
    }

    private void make(Call call) {
        mayBegin(call.step());
        assertThat(call.attempt()).isBetween(1, scenario.script(call.step()).attempts());
        boolean again = made.contains(call) || call.attempt() > 1;
        boolean allowed = mayBeMade.remove(call);
        assertThat(allowed || !again).as("%s is made without need", call).isTrue();
        made.add(call);
        assertThat(inFlight.add(call)).as("%s is in flight already", call).isTrue();
        Items items = scenario.script(call.step()).items();
        if (items == null) {
            assertThat(call.item()).isEqualTo(Call.WHOLE);
        } else {
            assertThat(expanded).as("steps whose items are known").contains(call.step());
            assertThat(call.item()).isBetween(0, items.count() - 1);
            itemsOf(call).add(call.item());
            assertThat(itemsOf(call)).as("open items of %s", call).hasSizeLessThanOrEqualTo(items.parallel());
        }
        place();
    }

    private void place() {
        assertThat(inFlight.size() + reading.size()).as("calls at once").isLessThanOrEqualTo(scenario.parallel());
    }

    private void mayBegin(int step) {
        assertThat(paused).as("paused when %s begins", step).isFalse();
        assertThat(decided).as("decided when %s begins", step).doesNotContainKey(step);
        assertThat(scenario.handler(step)).as("%s is a handler", step).isEqualTo(handling);
        boolean cancelled = stopping != null && stopping.why() == Entry.Stopping.Why.CANCELLED;
        assertThat(stopping == null || (handling && !cancelled))
                .as("open when %s begins", step)
                .isTrue();
        assertThat(decided.keySet())
                .as("predecessors of %s", step)
                .containsAll(model.predecessors(step).keySet());
    }

    private void see(Entry entry) {
        assertThat(ended).as("what comes after %s", entry).isNull();
        switch (entry) {
            case Entry.Succeeded(Call call, var output) -> {
                over(call);
                assertThat(output).isEqualTo(scenario.output(call));
                if (call.item() == Call.WHOLE) {
                    decide(call.step(), entry);
                }
            }
            case Entry.Failed(Call call, Problem problem) -> failed(call, problem, entry);
            case Entry.Retrying(Call call, Problem problem, Instant _) -> {
                assertThat(problem).isEqualTo(scenario.problem(call));
                over(call);
                waiting.add(call.next());
                itemsOf(call).add(call.item());
            }
            case Entry.Parked(Call call, Instant until, String token, Instant first) -> {
                over(call);
                itemsOf(call).add(call.item());
                firstCalled.put(call, first);
                if (until != null) {
                    waiting.add(call);
                }
                if (token != null) {
                    tokens.put(token, call);
                }
            }
            case Entry.Skipped(int step, Entry.Skipped.Reason _) -> {
                assertThat(wasMade(step))
                        .as("%s was called and is skipped", step)
                        .isFalse();
                assertThat(stopping == null || handling)
                        .as("%s is skipped after a stop", step)
                        .isTrue();
                assertThat(decided.keySet())
                        .containsAll(model.predecessors(step).keySet());
                decide(step, entry);
            }
            case Entry.Expanded(int step, int items) -> {
                assertThat(reading.remove(step)).isTrue();
                waiting.removeIf(call -> call.step() == step);
                assertThat(expanded.add(step))
                        .as("items of %s are told once", step)
                        .isTrue();
                Items all = scenario.script(step).items();
                assertThat(items).isEqualTo(all == null ? -1 : all.count());
            }
            case Entry.Gathered(int step) -> {
                assertThat(openItems.getOrDefault(step, Set.of())).isEmpty();
                decide(step, entry);
            }
            case Entry.Reused(int step, var _) -> decide(step, entry);
            case Entry.Cancelled(Call call) -> {
                assertThat(stopping).as("why %s is cut off", call).isNotNull();
                over(call);
                if (call.item() == Call.WHOLE) {
                    cutOff.add(call.step());
                }
            }
            case Entry.Stopping stop -> stop(stop);
            case Entry.Paused _ -> paused = true;
            case Entry.Resumed _ -> paused = false;
            case Entry.Handling _ -> {
                assertThat(inFlight).as("in flight when on_error begins").isEmpty();
                assertThat(handling).isFalse();
                handling = true;
            }
            case Entry.Ended end -> ended = end;
            case Entry.Accepted _, Entry.Claimed _, Entry.Started _, Entry.Log _, Entry.Progress _ -> {}
        }
    }

    private void failed(Call call, Problem problem, Entry entry) {
        if (call.item() != Call.WHOLE) {
            assertThat(problem).isEqualTo(scenario.problem(call));
            itemProblems.computeIfAbsent(call.step(), _ -> new ArrayList<>()).add(problem);
            over(call);
            return;
        }
        over(call);
        List<Problem> problems = itemProblems.get(call.step());
        if (problems == null) {
            assertThat(problem).isEqualTo(scenario.problem(call));
        } else {
            assertThat(openItems.getOrDefault(call.step(), Set.of())).isEmpty();
            assertThat(problem.code()).isEqualTo(problems.getFirst().code());
            assertThat(problem.detail()).endsWith(problems.getFirst().detail());
            if (problems.size() > 1) {
                assertThat(problem.detail()).startsWith(problems.size() + " of ");
            }
        }
        if (firstProblem == null && !scenario.handler(call.step())) {
            firstProblem = problem;
        }
        decide(call.step(), entry);
    }

    /// The end of one attempt, however it was reached.
    private void over(Call call) {
        inFlight.remove(call);
        reading.remove(call.item() == Call.WHOLE ? call.step() : -1);
        tokens.values().remove(call);
        waiting.remove(call);
        mayBeMade.remove(call);
        itemsOf(call).remove(call.item());
    }

    private void stop(Entry.Stopping stop) {
        assertThat(stopping == null || stop.why() == Entry.Stopping.Why.CANCELLED)
                .as("%s after %s", stop, stopping)
                .isTrue();
        stopping = stop;
        waiting.clear();
        mayBeMade.clear();
        tokens.values().removeIf(call -> !inFlight.contains(call));
        lostInACrash.addAll(tokens.keySet());
    }

    private void decide(int step, Entry entry) {
        Entry before = decided.put(step, entry);
        assertThat(before).as("%s is decided twice", step).isNull();
    }

    private Set<Integer> itemsOf(Call call) {
        return call.item() == Call.WHOLE
                ? new HashSet<>()
                : openItems.computeIfAbsent(call.step(), _ -> new HashSet<>());
    }
}
