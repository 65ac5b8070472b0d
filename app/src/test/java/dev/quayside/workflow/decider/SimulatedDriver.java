package dev.quayside.workflow.decider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Problem;
import dev.quayside.step.Outcome;
import dev.quayside.workflow.decider.Entry.Stopping.Why;
import dev.quayside.workflow.decider.Scenario.Park;
import dev.quayside.workflow.decider.Scenario.Reply;
import dev.quayside.workflow.definition.Plan;
import dev.quayside.workflow.journal.JournalCodec;
import dev.quayside.workflow.journal.JournalRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;

/// Plays a scenario against the [Decider]: answers calls, rings alarms, completes tokens, dies and comes back.
///
/// Has no threads and no clock. One use.
final class SimulatedDriver {
    private static final UUID RUN = new UUID(1, 2);
    private static final int MOST_EVENTS = 50_000;

    private final Scenario scenario;
    private final NaiveModel model;
    private final JournalCodec codec;
    private final Plan plan;
    final Witness witness;
    /// Everything told, for the report of a failure.
    final List<String> story = new ArrayList<>();
    private final List<JournalRow> journal = new ArrayList<>();
    private final List<RunEvent> told = new ArrayList<>();
    private final Map<Call, Integer> parks = new HashMap<>();
    private final Iterator<Integer> picks;
    private final SplittableRandom chance;
    private RunState state;
    private int moment;

    SimulatedDriver(Scenario scenario, NaiveModel model, Plan plan) {
        this.scenario = scenario;
        this.model = model;
        this.plan = plan;
        this.codec = new JournalCodec(plan);
        this.witness = new Witness(scenario, model);
        this.picks = scenario.picks().iterator();
        this.chance = new SplittableRandom(scenario.seed());
        this.state = new RunState(plan);
    }

    RunState state() {
        return state;
    }

    /// Plays to the end.
    void play() {
        begin();
        int events = 0;
        while (witness.ended == null) {
            assertThat(++events).as("events of a run that does not end").isLessThan(MOST_EVENTS);
            int pick = picks.hasNext() ? picks.next() : 100 * chance.nextInt(1_000);
            if (!disturb(pick % 100, pick / 100)) {
                goOn(pick / 100);
            }
        }
        compareWithFold();
        nothingComesAfterTheEnd();
    }

    /// The entries written so far, read back from their rows.
    RunState fold() {
        RunState folded = new RunState(plan);
        journal.forEach(row -> folded.apply(codec.entry(row)));
        return folded;
    }

    private void begin() {
        note(new Entry.Accepted("seed", scenario.allows(Scenario.RERUN) ? "before" : null));
        if (scenario.allows(Scenario.RERUN)) {
            for (int step = 0; step < scenario.steps().size(); step++) {
                if (reused(step)) {
                    Entry entry = new Entry.Reused(step, model.output(step));
                    note(entry);
                    witness.see(new Decision.Transition(List.of(entry), List.of()));
                }
            }
            state = fold();
        }
        tell(new RunEvent.Woken());
    }

    private boolean reused(int step) {
        return model.end(step) == NaiveModel.End.SUCCEEDED
                && model.predecessors(step).keySet().stream()
                        .allMatch(from -> model.end(from).status == StepStatus.SKIPPED || reused(from));
    }

    /// @return false if that disturbance is not allowed or not possible now
    private boolean disturb(int kind, int which) {
        if (kind >= 75 && kind < 80 && scenario.allows(Scenario.CRASHES)) {
            crash(which);
        } else if (kind >= 80 && kind < 83 && scenario.allows(Scenario.PAUSES)) {
            tell(new RunEvent.PauseAsked("somebody"));
        } else if (kind >= 83 && kind < 86 && scenario.allows(Scenario.PAUSES)) {
            tell(new RunEvent.ResumeAsked("somebody"));
        } else if (kind >= 86 && kind < 92 && scenario.allows(Scenario.STALE_EVENTS) && !told.isEmpty()) {
            tellStale(told.get(which % told.size()));
        } else if (kind >= 92 && kind < 95 && scenario.allows(Scenario.STALE_EVENTS)) {
            for (Call call : witness.inFlight) {
                if (!witness.tokens.containsKey(token(call))) {
                    nothing(new RunEvent.TokenCompleted(token(call), scenario.outcome(call), next()));
                    break;
                }
            }
        } else if (kind >= 95 && kind < 98 && scenario.allows(Scenario.STOPS)) {
            Why why = List.of(Why.CANCELLED, Why.TIMED_OUT, Why.POISON).get(kind - 95);
            tell(new RunEvent.StopAsked(why, new Problem("test.stop", why + " " + which)));
        } else if (kind >= 98) {
            compareWithFold();
        } else {
            return false;
        }
        return true;
    }

    /// Lets one of the things happen that are bound to happen.
    private void goOn(int which) {
        List<Runnable> possible = new ArrayList<>();
        witness.inFlight.forEach(call -> possible.add(() -> answer(call)));
        witness.reading.forEach(step -> possible.add(() -> answerRead(step)));
        witness.alarms.forEach(call -> possible.add(() -> ring(call)));
        witness.tokens.forEach((token, call) -> possible.add(() -> complete(token, call)));
        witness.moot.forEach(call -> possible.add(() -> {
            witness.moot.remove(call);
            nothing(new RunEvent.CallEnded(call, scenario.outcome(call), next(), next()));
        }));
        if (!possible.isEmpty()) {
            possible.get(which % possible.size()).run();
        } else {
            assertThat(witness.paused)
                    .as("stuck: nothing can happen any more, and the run is neither at its end nor paused")
                    .isTrue();
            compareWithFold();
            tell(new RunEvent.ResumeAsked("the only one who can"));
        }
    }

    private void answer(Call call) {
        Reply reply = scenario.script(call.step()).reply(call.item(), call.attempt());
        int parked = parks.getOrDefault(call, 0);
        Outcome outcome = scenario.outcome(call);
        if (parked < reply.parks().size()) {
            parks.put(call, parked + 1);
            Park park = reply.parks().get(parked);
            outcome = new Outcome.Parked(park == Park.TOKEN ? null : next(), park == Park.UNTIL ? null : token(call));
        }
        tell(new RunEvent.CallEnded(call, outcome, next(), next()));
    }

    private void answerRead(int step) {
        Call call = new Call(step, Call.WHOLE, state.step(step).whole.attempt);
        Scenario.StepScript script = scenario.script(step);
        Scenario.Items items = script.items();
        if (items == null || script.reply(call.item(), call.attempt()).ending().fails()) {
            tell(new RunEvent.CallEnded(call, scenario.outcome(call), next(), next()));
        } else {
            tell(new RunEvent.ItemsRead(step, items.count()));
        }
    }

    private void ring(Call call) {
        RunEvent due = new RunEvent.Due(call);
        witness.alarms.remove(call);
        if (witness.waits(call)) {
            witness.due(call);
            tell(due);
        } else {
            nothing(due);
        }
    }

    private void complete(String token, Call call) {
        boolean calledMeanwhile = witness.inFlight.contains(call);
        tell(new RunEvent.TokenCompleted(token, scenario.outcome(call), next()));
        if (calledMeanwhile) {
            witness.moot.add(call);
        }
    }

    /// Tells once more what was told, unless it would mean something now.
    private void tellStale(RunEvent event) {
        boolean means =
                switch (event) {
                    case RunEvent.CallEnded(Call call, var _, var _, var _) ->
                        witness.inFlight.contains(call) || witness.reading.contains(call.step());
                    case RunEvent.ItemsRead(int step, int _) -> witness.reading.contains(step);
                    case RunEvent.Due(Call call) -> witness.alarms.contains(call);
                    case RunEvent.TokenCompleted(String token, var _, var _) -> witness.tokens.containsKey(token);
                    default -> true;
                };
        if (!means) {
            nothing(event);
        }
    }

    /// The node dies; another folds the journal and goes on, perhaps with a signal that waited for it.
    private void crash(int which) {
        witness.crashed();
        state = fold();
        assertThat(state.tokens.keySet()).as("open tokens").isEqualTo(witness.tokens.keySet());
        note(new Entry.Claimed("node-" + journal.size(), true));
        story.add("CRASH");
        if (which % 4 == 1 && !witness.tokens.isEmpty()) {
            Map.Entry<String, Call> first = witness.tokens.entrySet().iterator().next();
            complete(first.getKey(), first.getValue());
        } else if (which % 4 == 2 && scenario.allows(Scenario.PAUSES)) {
            tell(which % 8 < 4 ? new RunEvent.PauseAsked("signal") : new RunEvent.ResumeAsked("signal"));
        }
        if (witness.ended == null) {
            tell(new RunEvent.Woken());
            witness.woken();
        }
    }

    private void nothing(RunEvent event) {
        story.add("(stale) " + event);
        Decision.Transition transition = Decider.decide(state, event);
        assertThat(transition.entries()).as("entries after the stale %s", event).isEmpty();
        assertThat(transition.decisions())
                .as("decisions after the stale %s", event)
                .isEmpty();
    }

    private void tell(RunEvent event) {
        story.add(event.toString());
        if (!(event instanceof RunEvent.Woken)) {
            told.add(event);
        }
        Decision.Transition transition = Decider.decide(state, event);
        transition.entries().forEach(entry -> story.add("    " + entry));
        transition.decisions().forEach(decision -> story.add("    -> " + decision));
        transition.entries().forEach(this::write);
        witness.see(transition);
    }

    private void note(Entry entry) {
        state.apply(entry);
        write(entry);
    }

    private void write(Entry entry) {
        JournalRow row = codec.row(RUN, journal.size() + 1, moment, moment, entry);
        assertThat(codec.entry(row)).as("read back").isEqualTo(entry);
        journal.add(row);
    }

    private void compareWithFold() {
        RunState folded = fold();
        SameState.assertSame(state, folded);
        // A crash may cut short a step whose first failed item is known already.
        boolean items = plan.steps().stream().anyMatch(step -> step.forEach() != null);
        if (witness.stopping == null && witness.ended == null && !items) {
            assertThat(Decider.decide(folded, new RunEvent.Woken()).entries())
                    .as("what a new node would find to decide that this one did not")
                    .isEmpty();
        }
    }

    private void nothingComesAfterTheEnd() {
        List<RunEvent> events = new ArrayList<>(told);
        events.add(new RunEvent.Woken());
        events.add(new RunEvent.PauseAsked("late"));
        events.add(new RunEvent.ResumeAsked("late"));
        for (Why why : Why.values()) {
            events.add(new RunEvent.StopAsked(why, new Problem("test.late", "too late")));
        }
        witness.inFlight.forEach(
                call -> events.add(new RunEvent.CallEnded(call, scenario.outcome(call), next(), next())));
        events.forEach(this::nothing);
    }

    private Instant next() {
        return Instant.EPOCH.plusSeconds(++moment).plusNanos(moment * 1_001L);
    }

    private String token(Call call) {
        return String.join("/", Arrays.asList("t", scenario.id(call.step()), call.item() + "", call.attempt() + ""));
    }
}
