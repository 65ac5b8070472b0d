package dev.quayside.workflow.job;

import dev.quayside.base.Page;
import dev.quayside.base.ProblemException;
import dev.quayside.document.SealedPasswords;
import dev.quayside.event.Actor;
import dev.quayside.workflow.decider.RunStatus;
import dev.quayside.workflow.journal.Run;
import dev.quayside.workflow.run.Runs;
import dev.quayside.workflow.run.StepView;
import dev.quayside.workflow.store.WorkflowVersion;
import dev.quayside.workflow.store.Workflows;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Single operations on documents: each is a run of one step, durable, limited, seen and cancelled like all others.
/// Safe for several threads once it is started.
public final class Jobs {
    private static final Actor PROGRAM = Actor.of("quayside");
    private static final List<UUID> WORKFLOWS =
            Arrays.stream(Operation.values()).map(Operation::workflow).toList();

    private final Workflows workflows;
    private final Runs runs;
    private final SealedPasswords passwords;
    private final JobSettings settings;
    private final Map<Operation, WorkflowVersion> versions = new EnumMap<>(Operation.class);

    public Jobs(Workflows workflows, Runs runs, SealedPasswords passwords, JobSettings settings) {
        this.workflows = workflows;
        this.runs = runs;
        this.passwords = passwords;
        this.settings = settings;
    }

    /// Brings the workflows of the operations up to date.
    public void start() {
        for (Operation operation : Operation.values()) {
            versions.put(
                    operation,
                    workflows.putBuiltIn(operation.workflow(), operation.step(), operation.definition(), PROGRAM));
        }
    }

    /// Begins an operation.
    ///
    /// @param inputs `file`, and what the operation takes besides; a `password` is kept sealed
    /// @param actor who wants it, and for whom it works
    /// @throws ProblemException `job.busy` if too many are under way, `job.invalid`, what [Runs#start] says
    public Job begin(Operation operation, ObjectNode inputs, Actor actor) {
        if (runs.crowded(WORKFLOWS, settings.maxOpen())) {
            throw new ProblemException("job.busy", "Too many documents are being worked on; try again in a moment");
        }
        WorkflowVersion version = versions.get(operation);
        if (version == null) {
            throw new IllegalStateException("the jobs are not started");
        }
        ObjectNode kept = inputs.deepCopy();
        String password = inputs.path("password").asString("");
        if (!password.isEmpty()) {
            kept.put("password", passwords.seal(password));
        }
        return switch (runs.start(version, kept, actor, null)) {
            case Runs.Start.Accepted(UUID run, boolean _) ->
                find(actor.user(), run).orElseThrow(() -> new IllegalStateException("run " + run + " is gone"));
            case Runs.Start.InvalidInputs(var errors) ->
                throw new ProblemException("job.invalid", String.valueOf(errors.getFirst()));
            case Runs.Start.KeyReused _ -> throw new IllegalStateException("no key was given");
        };
    }

    /// Waits for a job's end, as long as a request of the File Processing API does.
    public Job await(Job job) throws InterruptedException {
        return await(job, settings.patience());
    }

    /// Waits for a job's end.
    ///
    /// @return the job as it ended, or as it is when `span` is over
    public Job await(Job job, Duration span) throws InterruptedException {
        return job(runs.await(job.id(), span)).orElse(job);
    }

    /// A job of somebody.
    public Optional<Job> find(String owner, UUID id) {
        return runs.find(id).filter(run -> owner.equals(run.worksFor())).flatMap(this::job);
    }

    /// Jobs of somebody, the newest first, without their results.
    ///
    /// @param status as [RunStatus#word] says it; null for any
    public Page<Job> list(String owner, @Nullable String status, int skip, int limit) {
        return runs.page(owner, WORKFLOWS, status, skip, limit)
                .map(run -> job(run, false).orElseThrow());
    }

    /// How the work on a job stands; empty if it has ended.
    public Optional<StepView> work(Job job) {
        return job.status().ended()
                ? Optional.empty()
                : runs.find(job.id()).map(run -> runs.steps(run).getFirst());
    }

    /// Has a job of somebody stop.
    ///
    /// @return whether there is one that had not ended
    public boolean cancel(String owner, UUID id, Actor actor) {
        return find(owner, id).isPresent() && runs.cancel(id, actor) == Runs.Asked.DONE;
    }

    private Optional<Job> job(Run run) {
        return job(run, true);
    }

    private Optional<Job> job(Run run, boolean withResult) {
        return Arrays.stream(Operation.values())
                .filter(operation -> operation.workflow().equals(run.workflow()))
                .findFirst()
                .map(operation -> new Job(
                        run.id(),
                        operation,
                        run.inputs().path("file").asLong(0),
                        run.worksFor(),
                        run.status(),
                        run.createdAt(),
                        run.endedAt(),
                        withResult && run.status() == RunStatus.COMPLETED ? result(run) : null,
                        run.problem()));
    }

    private JsonNode result(Run run) {
        return runs.outputs(run).path(Operation.STEP);
    }
}
