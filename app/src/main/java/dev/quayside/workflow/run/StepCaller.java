package dev.quayside.workflow.run;

import dev.quayside.base.Json;
import dev.quayside.base.Pause;
import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import dev.quayside.step.Outcome;
import dev.quayside.workflow.decider.Call;
import dev.quayside.workflow.decider.Decision;
import dev.quayside.workflow.decider.RunEvent;
import dev.quayside.workflow.definition.Plan.ForEach;
import dev.quayside.workflow.definition.Plan.PlannedStep;
import dev.quayside.workflow.journal.Clock;
import dev.quayside.workflow.journal.CrashPoints;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes the calls that runs decide on: waits for a free place, resolves templates, calls the step, looks at what came
/// back. One boundary for everything that a step throws. Safe for several threads.
final class StepCaller {
    /// Which call, of all on this node.
    private record Key(UUID run, Call call) {}

    private static final Logger LOG = LoggerFactory.getLogger(StepCaller.class);

    /// Deepest output, below what JSON readers take, since outputs are put into other JSON.
    private static final int MAX_DEPTH = 400;

    /// The engine's own database cannot be had at the moment.
    private static final Set<String> AWAY =
            Set.of("database.unreachable", "database.disk-full", "journal.unavailable", "journal.disk-full");

    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(250);

    private final Engine engine;
    private final EngineSettings settings;
    private final Surroundings surroundings;
    private final CrashPoints crashPoints;
    private final Map<String, Semaphore> places;
    private final Map<Key, CallUnderWay> underWay = new ConcurrentHashMap<>();
    /// Calls that have ended and are being recorded.
    private final AtomicInteger telling = new AtomicInteger();

    StepCaller(Engine engine, EngineSettings settings, Surroundings surroundings, CrashPoints crashPoints) {
        this.engine = engine;
        this.settings = settings;
        this.surroundings = surroundings;
        this.crashPoints = crashPoints;
        this.places = settings.stepsAtOnce().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, places -> new Semaphore(places.getValue())));
    }

    /// The calls that threads are making now.
    Iterable<CallUnderWay> underWay() {
        return underWay.values();
    }

    /// Makes a call and tells the run how it ended.
    ///
    /// @return the next call for this thread to make
    Decision.@Nullable Make make(ActiveRun run, Decision.Make made) {
        if (engine.stopping()) {
            return null;
        }
        Call call = made.call();
        PlannedStep step = run.plan().step(call.step());
        long started = engine.nowMicros();
        Instant firstCalled = made.firstCalled() == null ? Clock.instant(started) : made.firstCalled();
        var under = new CallUnderWay(run, call, started, step.timeout().toNanos());
        Key key = new Key(run.id(), call);
        underWay.put(key, under);
        Outcome outcome;
        boolean told;
        try {
            outcome = outcome(run, step, under, firstCalled);
        } finally {
            telling.incrementAndGet();
            told = under.finish();
            underWay.remove(key, under);
        }
        try {
            crashPoints.reached(CrashPoints.Point.AFTER_EFFECT);
            if (engine.stopping() && (told || refusedByStop(outcome))) {
                return null;
            }
            return run.tell(new RunEvent.CallEnded(call, outcome, firstCalled, retryAt(step, call)), started);
        } finally {
            telling.decrementAndGet();
        }
    }

    /// Lets calls under way come to their end, for a while; then tells them to stop.
    void finish(Duration patience, Pause pause) {
        try {
            awaitIdle(patience, pause);
            underWay.values().forEach(CallUnderWay::interrupt);
            awaitIdle(Duration.ofSeconds(2), pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitIdle(Duration patience, Pause pause) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (busy() && System.nanoTime() - end < 0) {
            pause.sleep(Duration.ofMillis(20));
        }
    }

    /// Whether calls are under way, or have ended and are not recorded yet.
    private boolean busy() {
        return !underWay.isEmpty() || telling.get() > 0;
    }

    /// A call that wanted to start a run while the server stops: it is made again elsewhere.
    private static boolean refusedByStop(Outcome outcome) {
        return outcome instanceof Outcome.Failed(Problem problem, boolean _)
                && problem.code().equals("server.stopping");
    }

    /// The call is given up: it was told to stop and does not.
    void abandon(CallUnderWay under) {
        PlannedStep step = under.run.plan().step(under.call.step());
        LOG.warn("Step {} of {} ignores being told to stop; its thread is left alone", step.id(), under.run);
        underWay.remove(new Key(under.run.id(), under.call), under);
        Outcome outcome = under.timedOut()
                ? timedOut(step)
                : new Outcome.Failed("step.abandoned", "The step was told to stop and did not", false);
        engine.spawn(() ->
                under.run.take(new RunEvent.CallEnded(under.call, outcome, engine.now(), retryAt(step, under.call))));
    }

    /// Reads the items of a `for_each` step.
    RunEvent readItems(ActiveRun run, Call call) {
        PlannedStep planned = run.plan().step(call.step());
        Outcome.Failed failed;
        try {
            JsonNode items = items(run, planned, call);
            if (!items.isArray()) {
                failed = new Outcome.Failed(
                        "for-each.not-a-list",
                        "for_each of step '" + planned.id() + "' needs a list, and got "
                                + (items.isContainer() ? "an object" : items.toString()),
                        false);
            } else if (items.size() > settings.maxItems()) {
                failed = new Outcome.Failed(
                        "for-each.too-many",
                        "for_each of step '" + planned.id() + "' has " + items.size() + " items; at most "
                                + settings.maxItems() + " are accepted (setting workflow.max-items)",
                        false);
            } else {
                return new RunEvent.ItemsRead(call.step(), items.size());
            }
        } catch (ProblemException e) {
            failed = failed(e.problem());
        }
        return new RunEvent.CallEnded(call, failed, engine.now(), retryAt(planned, call));
    }

    private JsonNode items(ActiveRun run, PlannedStep step, Call call) {
        ForEach forEach = step.forEach();
        if (forEach == null) {
            throw new IllegalStateException("step '" + step.id() + "' has no for_each");
        }
        return forEach.items().resolve(new CallScope(run, call, surroundings, null));
    }

    /// Tells one call to stop.
    void interrupt(UUID run, Call call) {
        CallUnderWay under = underWay.get(new Key(run, call));
        if (under != null) {
            under.interrupt();
        }
    }

    /// Tells all calls of a run to stop.
    void interruptAll(UUID run) {
        for (CallUnderWay under : underWay.values()) {
            if (under.run.id().equals(run)) {
                under.interrupt();
            }
        }
    }

    /// Makes the call, with the ids of run and step in whatever is logged meanwhile.
    private Outcome outcome(ActiveRun run, PlannedStep step, CallUnderWay under, Instant firstCalled) {
        try (var _ = MDC.putCloseable("run", run.id().toString());
                var _ = MDC.putCloseable("step", step.id())) {
            return caught(run, step, under, firstCalled);
        }
    }

    private Outcome caught(ActiveRun run, PlannedStep step, CallUnderWay under, Instant firstCalled) {
        try {
            Semaphore place = places.get(step.type().name());
            if (place == null) {
                return persistently(run, step, under.call, firstCalled);
            }
            place.acquire();
            try {
                return persistently(run, step, under.call, firstCalled);
            } finally {
                place.release();
            }
        } catch (InterruptedException e) {
            return under.timedOut()
                    ? timedOut(step)
                    : new Outcome.Failed("step.interrupted", "The step was told to stop", true);
        } catch (ProblemException e) {
            return failed(e.problem());
        } catch (Exception | StackOverflowError e) {
            if (under.timedOut()) {
                return timedOut(step);
            }
            LOG.warn("Step '{}' of {} stopped in a way it did not foresee; recorded as failed", step.id(), run, e);
            return new Outcome.Failed("step.crashed", mask("The step stopped in a way it did not foresee: " + e), true);
        }
    }

    /// Makes a call; again if the engine's own database was away, for which no step is to blame.
    private Outcome persistently(ActiveRun run, PlannedStep step, Call call, Instant firstCalled) throws Exception {
        while (true) {
            try {
                return checked(run, call(run, step, call, firstCalled));
            } catch (ProblemException e) {
                if (!AWAY.contains(e.problem().code())) {
                    throw e;
                }
                LOG.warn(
                        "Step '{}' of {} is called again when the database is back: {}",
                        step.id(),
                        run,
                        e.getMessage());
            }
            engine.errands().pause().sleep(BETWEEN_ATTEMPTS);
        }
    }

    private Outcome call(ActiveRun run, PlannedStep step, Call call, Instant firstCalled) throws Exception {
        JsonNode item = null;
        if (call.item() != Call.WHOLE) {
            item = items(run, step, call).path(call.item());
        }
        JsonNode config = step.config().resolve(new CallScope(run, call, surroundings, item));
        if (!(config instanceof ObjectNode object)) {
            throw new IllegalStateException("the configuration of step '" + step.id() + "' is not an object");
        }
        return step.type().step().run(new CallContext(run, step, call, object, firstCalled, surroundings));
    }

    /// What came back, fit for the journal: outputs bounded, secrets out of messages.
    private Outcome checked(ActiveRun run, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Succeeded(JsonNode output) -> bounded(run.id(), output);
            case Outcome.Failed(Problem problem, boolean retryable) ->
                new Outcome.Failed(problem.code(), mask(problem.detail()), retryable);
            case Outcome.Skipped(String reason) -> new Outcome.Skipped(mask(reason));
            case Outcome.Parked parked -> parked;
        };
    }

    /// A success with `output`, moved beside the journal if it is big; a failure if it is too big for that.
    Outcome bounded(@Nullable UUID owner, JsonNode output) {
        if (owner == null || !mayBeBig(output)) {
            return new Outcome.Succeeded(output);
        }
        if (Json.deeperThan(output, MAX_DEPTH)) {
            return new Outcome.Failed(
                    "step.output-too-deep",
                    "The step's output is nested deeper than " + MAX_DEPTH + " levels; make it flatter",
                    false);
        }
        byte[] json = Json.writeBytes(output, settings.maxOutputBytes()).orElse(null);
        if (json == null) {
            return new Outcome.Failed(
                    "step.output-too-large",
                    "The step's output has more than " + settings.maxOutputBytes()
                            + " bytes as JSON (setting workflow.max-output-bytes). Write big results to a file and hand on its id",
                    false);
        }
        return new Outcome.Succeeded(
                json.length > settings.spillBytes() ? engine.tables().payloads().store(owner, output, json) : output);
    }

    /// Whether it is worth the while to measure: small outputs, the most frequent by far, are seen at a glance.
    private static boolean mayBeBig(JsonNode output) {
        if (output.size() > 20) {
            return true;
        }
        for (JsonNode value : output.values()) {
            if (value.isContainer()
                    ? !value.isEmpty()
                    : value.isString() && value.stringValue().length() > 1_000) {
                return true;
            }
        }
        return (output.isString() && output.stringValue().length() > 1_000) || output.isNumber();
    }

    private static Outcome.Failed timedOut(PlannedStep step) {
        return new Outcome.Failed(
                "step.timeout",
                "The step took longer than its timeout of " + dev.quayside.base.Durations.write(step.timeout()),
                true);
    }

    private Outcome.Failed failed(Problem problem) {
        boolean definition = problem.code().startsWith("template.");
        return new Outcome.Failed(problem.code(), mask(problem.detail()), !definition);
    }

    private String mask(String text) {
        return surroundings.masker().mask(text);
    }

    private Instant retryAt(PlannedStep step, Call call) {
        double chance =
                step.retry().attempts() == 1 ? 0 : ThreadLocalRandom.current().nextDouble();
        return engine.now().plus(step.retry().waitAfter(call.attempt(), chance));
    }
}
