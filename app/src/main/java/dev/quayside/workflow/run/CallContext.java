package dev.quayside.workflow.run;

import dev.quayside.identity.Permission;
import dev.quayside.step.StepContext;
import dev.quayside.workflow.decider.Call;
import dev.quayside.workflow.decider.Entry;
import dev.quayside.workflow.definition.Plan.PlannedStep;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What one call of a step sees. A step's own threads may log through it too.
final class CallContext implements StepContext {
    private static final int MAX_LINE = 16 << 10;
    private static final long PROGRESS_NANOS = Duration.ofMillis(100).toNanos();
    /// Of the time that a call has taken, what it waits at least before it says again how far it is.
    private static final long PROGRESS_SHARE = 100;

    private final ActiveRun run;
    private final PlannedStep step;
    private final Call call;
    private final ObjectNode config;
    private final Instant firstCalled;
    private final Surroundings surroundings;
    private @Nullable ObjectNode input;
    private long firstProgress;
    private long lastProgress;

    CallContext(
            ActiveRun run,
            PlannedStep step,
            Call call,
            ObjectNode config,
            Instant firstCalled,
            Surroundings surroundings) {
        this.run = run;
        this.step = step;
        this.call = call;
        this.config = config;
        this.firstCalled = firstCalled;
        this.surroundings = surroundings;
    }

    @Override
    public String runId() {
        return run.id().toString();
    }

    @Override
    public String user(Permission permission) {
        String user = run.facts().worksFor();
        surroundings.require(user, permission);
        return user;
    }

    @Override
    public String stepId() {
        return step.id();
    }

    @Override
    public ObjectNode config() {
        return config;
    }

    @Override
    public synchronized ObjectNode input() {
        ObjectNode made = input;
        if (made == null) {
            made = run.data().input(step);
            input = made;
        }
        return made;
    }

    @Override
    public int attempt() {
        return call.attempt();
    }

    @Override
    public int item() {
        return call.item();
    }

    @Override
    public Instant firstCalled() {
        return firstCalled;
    }

    @Override
    public String idempotencyKey() {
        return run.id() + ":" + step.id() + (call.item() == Call.WHOLE ? "" : ":" + call.item());
    }

    @Override
    public String token() {
        return run.token(call);
    }

    @Override
    public void log(Level level, String message) {
        String line = message.length() > MAX_LINE ? message.substring(0, MAX_LINE) + "... (cut)" : message;
        run.note(new Entry.Log(
                call.step(), call.item(), level, surroundings.masker().mask(line)));
    }

    @Override
    public synchronized void progress(long done, long total, String unit) {
        long now = System.nanoTime();
        if (lastProgress == 0) {
            firstProgress = now;
        }
        if (lastProgress == 0 || now - lastProgress >= pause(now - firstProgress) || done == total) {
            lastProgress = now;
            run.note(new Entry.Progress(call, done, total, unit));
        }
    }

    /// The longer a call takes, the less often it says so: its whole journal may have to be read again.
    private static long pause(long nanosSoFar) {
        return Math.max(PROGRESS_NANOS, nanosSoFar / PROGRESS_SHARE);
    }

    /// The run that makes this call; for steps that belong to the engine.
    ActiveRun run() {
        return run;
    }

    Call call() {
        return call;
    }
}
