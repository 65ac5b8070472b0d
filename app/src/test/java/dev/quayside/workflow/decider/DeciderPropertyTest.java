package dev.quayside.workflow.decider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Problem;
import dev.quayside.workflow.decider.Entry.Skipped.Reason;
import dev.quayside.workflow.decider.Entry.Stopping.Why;
import dev.quayside.workflow.decider.NaiveModel.End;
import dev.quayside.workflow.decider.Scenario.Edge;
import dev.quayside.workflow.decider.Scenario.Ending;
import dev.quayside.workflow.decider.Scenario.Items;
import dev.quayside.workflow.decider.Scenario.Park;
import dev.quayside.workflow.decider.Scenario.Reply;
import dev.quayside.workflow.decider.Scenario.StepScript;
import dev.quayside.workflow.decider.Scenario.Via;
import dev.quayside.workflow.definition.Plan;
import dev.quayside.workflow.definition.Plan.Link;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/// The [Decider] against a naive model: random workflows, answers, orders, disturbances and crashes.
class DeciderPropertyTest {
    @Property(tries = 10_000, edgeCases = EdgeCasesMode.NONE)
    void everyRunEndsAsTheModelSaysWhateverHappensOnTheWay(@ForAll("scenarios") Scenario scenario) {
        Plan plan = scenario.plan();
        NaiveModel model = new NaiveModel(scenario);
        sameGraph(plan, model);
        SimulatedDriver driver = new SimulatedDriver(scenario, model, plan);
        try {
            driver.play();
            endsAsItShould(scenario, model, driver);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    e.getMessage() + "\nin " + scenario.definition() + "\nafter\n" + String.join("\n", driver.story),
                    e);
        }
    }

    private static void sameGraph(Plan plan, NaiveModel model) {
        for (Plan.PlannedStep step : plan.steps()) {
            assertThat(step.incoming().stream().map(Link::from))
                    .containsExactlyInAnyOrderElementsOf(
                            model.predecessors(step.index()).keySet());
        }
    }

    private static void endsAsItShould(Scenario scenario, NaiveModel model, SimulatedDriver driver) {
        Witness witness = driver.witness;
        Entry.Stopping stop = witness.stopping;
        Entry.Ended ended = witness.ended;
        assertThat(ended).isNotNull();
        boolean cancelled = stop != null && stop.why() == Why.CANCELLED;
        if (stop == null) {
            assertThat(model.criticalFails())
                    .as("a critical step fails and nothing stops")
                    .isFalse();
            assertThat(ended.status() == RunStatus.FAILED).isEqualTo(model.fails());
        }
        boolean failed = stop != null || model.fails();
        assertThat(ended.status())
                .isEqualTo(cancelled ? RunStatus.CANCELLED : failed ? RunStatus.FAILED : RunStatus.COMPLETED);
        Problem problem = stop != null && stop.why() != Why.CRITICAL ? stop.problem() : witness.firstProblem;
        if (!poisonedWhileHandling(witness, ended)) {
            assertThat(ended.problem()).isEqualTo(problem);
            boolean handled = failed && !cancelled && !scenario.handlers().isEmpty();
            assertThat(witness.handling || cancelled).isEqualTo(handled || cancelled);
            for (int i = 0; i < scenario.size(); i++) {
                boolean all = scenario.handler(i) ? handled : stop == null;
                step(model, driver, i, all);
            }
        }
    }

    private static boolean poisonedWhileHandling(Witness witness, Entry.Ended ended) {
        Problem problem = ended.problem();
        return witness.handling && problem != null && problem.detail().startsWith(Why.POISON.name());
    }

    /// @param all whether the step must have been decided
    private static void step(NaiveModel model, SimulatedDriver driver, int step, boolean all) {
        StepStatus status = driver.state().status(step);
        Entry decided = driver.witness.decided(step);
        if (decided == null) {
            assertThat(all).as("step %s was never decided", step).isFalse();
            assertThat(status).isIn(StepStatus.PENDING, StepStatus.CANCELLED);
            if (status == StepStatus.PENDING) {
                assertThat(driver.fold().status(step)).isEqualTo(StepStatus.PENDING);
            }
            return;
        }
        End end = model.end(step);
        assertThat(status).as("step %s", step).isEqualTo(end.status);
        if (end == End.SUCCEEDED) {
            assertThat(driver.state().output(step)).isEqualTo(model.output(step));
        }
        if (decided instanceof Entry.Skipped(int _, Reason reason)) {
            assertThat(reason).isEqualTo(reason(end));
        }
    }

    private static @Nullable Reason reason(End end) {
        return switch (end) {
            case OTHER_BRANCH -> Reason.BRANCH_CONDITION_NOT_MET;
            case NOTHING_LED_HERE -> Reason.UPSTREAM_SKIPPED;
            case FAILURE_BEFORE -> Reason.UPSTREAM_FAILED;
            case SUCCEEDED, FAILED -> null;
        };
    }

    @Provide
    Arbitrary<Scenario> scenarios() {
        Arbitrary<List<StepScript>> main = Arbitraries.frequencyOf(
                Tuple.of(3, step(90).list().ofMinSize(1).ofMaxSize(8)),
                Tuple.of(2, step(97).list().ofMinSize(1).ofMaxSize(40)));
        Arbitrary<List<StepScript>> handlers = step(80).list().ofMaxSize(4);
        return Combinators.combine(
                        main,
                        handlers,
                        Arbitraries.frequencyOf(
                                Tuple.of(3, Arbitraries.integers().between(1, 5)),
                                Tuple.of(1, Arbitraries.just(1_000))),
                        Arbitraries.frequency(Tuple.of(9, false), Tuple.of(1, true)),
                        Arbitraries.frequencyOf(
                                Tuple.of(1, Arbitraries.just(0)),
                                Tuple.of(3, Arbitraries.integers().between(0, 31))),
                        Arbitraries.integers().between(0, 99_999).list().ofMaxSize(80),
                        Arbitraries.longs())
                .as(Scenario::new);
    }

    /// @param good how many calls of a hundred succeed
    private static Arbitrary<StepScript> step(int good) {
        Arbitrary<Edge> edge = Combinators.combine(
                        Arbitraries.frequencyOf(
                                Tuple.of(3, Arbitraries.integers().between(0, 2)),
                                Tuple.of(1, Arbitraries.integers().between(0, 39))),
                        Arbitraries.frequency(
                                Tuple.of(3, Via.CONNECTION), Tuple.of(2, Via.DEPENDS_ON), Tuple.of(1, Via.BOTH)),
                        Arbitraries.frequencyOf(
                                Tuple.of(3, Arbitraries.just(List.<String>of())),
                                Tuple.of(
                                        2,
                                        Arbitraries.of("a", "b", "default", "error", "*")
                                                .list()
                                                .ofMaxSize(3))))
                .as(Edge::new);
        Arbitrary<@Nullable Items> items = Arbitraries.frequencyOf(
                Tuple.of(5, Arbitraries.just(null)),
                Tuple.of(
                        1,
                        Combinators.combine(
                                        Arbitraries.integers().between(0, 12),
                                        Arbitraries.integers().between(1, 4))
                                .as(Items::new)));
        return Combinators.combine(
                        edge.list().ofMaxSize(3),
                        Arbitraries.frequency(Tuple.of(2, 1), Tuple.of(1, 2), Tuple.of(1, 3)),
                        Arbitraries.frequency(Tuple.of(3, false), Tuple.of(1, true)),
                        Arbitraries.frequency(Tuple.of(9, false), Tuple.of(1, true)),
                        items,
                        reply(good).list().ofMinSize(1).ofMaxSize(5))
                .as(StepScript::new);
    }

    private static Arbitrary<Reply> reply(int good) {
        int bad = 100 - good;
        return Combinators.combine(
                        Arbitraries.frequency(
                                Tuple.of(good / 2, Ending.SUCCESS),
                                Tuple.of(good / 4, Ending.BRANCH_A),
                                Tuple.of(good / 6, Ending.BRANCH_B),
                                Tuple.of(good / 12, Ending.NOTHING_TO_DO),
                                Tuple.of(2 * bad, Ending.RETRYABLE),
                                Tuple.of(bad, Ending.FAILURE)),
                        Arbitraries.frequencyOf(
                                Tuple.of(4, Arbitraries.just(List.<Park>of())),
                                Tuple.of(1, Arbitraries.of(Park.class).list().ofMaxSize(3))))
                .as(Reply::new);
    }
}
