package dev.quayside.workflow.trigger;

import dev.quayside.base.Page;
import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import dev.quayside.base.Uuids;
import dev.quayside.database.Database;
import dev.quayside.event.Actor;
import dev.quayside.event.Event;
import dev.quayside.event.Events;
import dev.quayside.workflow.definition.DefinitionError;
import dev.quayside.workflow.run.Runs;
import dev.quayside.workflow.store.Workflow;
import dev.quayside.workflow.store.Workflows;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Schedules: made, changed, asked about, and told to start runs. Safe for several threads.
///
/// What is changed here, the [Scheduler] of every node hears of at once.
public final class Schedules {
    /// What became of a schedule that was to be stored.
    public sealed interface Saved {
        /// It is stored.
        record Done(Schedule schedule) implements Saved {}

        /// It was not stored: `schedule.cron-invalid`, `schedule.timezone-unknown`, `schedule.interval-invalid`,
        /// `schedule.text-invalid` or `schedule.inputs-invalid`.
        record Invalid(Problem problem) implements Saved {}

        /// There is no such schedule, or no such workflow for a new one.
        record Unknown() implements Saved {}
    }

    /// What became of a wish to start a run now.
    public sealed interface Triggered {
        /// The run is accepted, durably.
        ///
        /// @param known whether the same key had started it before
        record Started(UUID run, boolean known) implements Triggered {}

        /// `workflow.inactive`, `workflow.unknown`, `schedule.inputs-invalid`, `run.denied`.
        record Refused(Problem problem) implements Triggered {}

        /// There is no such schedule.
        record Unknown() implements Triggered {}
    }

    /// What became of a wish to catch up with a stretch of time.
    public sealed interface Backfilled {
        /// The runs are asked for, durably; they start at once, the oldest first.
        ///
        /// @param started fire times that get a run now
        /// @param known fire times that had one
        /// @param rest the first fire time of the range that was not looked at; null if all were
        record Done(
                List<Instant> started, int known, @Nullable Instant rest) implements Backfilled {
            public Done {
                started = List.copyOf(started);
            }

            /// Whether fire times of the range are left.
            public boolean limited() {
                return rest != null;
            }
        }

        /// `workflow.inactive`, `schedule.range-invalid`.
        record Refused(Problem problem) implements Backfilled {}

        /// There is no such schedule.
        record Unknown() implements Backfilled {}
    }

    /// Most runs that one back-fill starts.
    public static final int MOST_BACKFILL = 1_000;

    /// Most fire times that are shown at once.
    public static final int MOST_PREVIEW = 100;

    private final Database database;
    private final ScheduleTable table;
    private final Workflows workflows;
    private final Runs runs;
    private final Events events;
    private final InstantSource time;

    /// @param time of the database, so that all nodes mean the same moment
    public Schedules(Database database, Workflows workflows, Runs runs, Events events, InstantSource time) {
        this.database = database;
        this.table = new ScheduleTable(database);
        this.workflows = workflows;
        this.runs = runs;
        this.events = events;
        this.time = time;
    }

    /// Makes a schedule of a workflow. An active one has the workflow say that it is scheduled.
    public Saved create(UUID workflow, Draft draft, Actor actor) {
        Optional<Problem> problem = DraftCheck.problem(draft).or(() -> inputs(workflow, draft));
        if (problem.isPresent()) {
            return new Saved.Invalid(problem.get());
        }
        Instant now = now();
        Instant countedFrom = now.truncatedTo(ChronoUnit.SECONDS);
        Schedule schedule = new Schedule(
                Uuids.next(),
                workflow,
                draft,
                now,
                now,
                actor.user(),
                actor.user(),
                1,
                countedFrom,
                next(draft, countedFrom, now),
                null,
                null,
                null,
                null,
                0);
        Saved saved = database.inTransaction(handle -> {
            if (!ScheduleTable.lockWorkflow(handle, workflow)) {
                return new Saved.Unknown();
            }
            ScheduleTable.insert(handle, schedule);
            changed(handle, "workflow.schedule.create", schedule, actor);
            return new Saved.Done(schedule);
        });
        events.appended();
        return saved;
    }

    /// Changes a schedule.
    ///
    /// @param change given what it is, says what it shall be; may be called while its row is locked, so it is quick
    ///
    /// Whoever gives other inputs has its runs work with their own files from then on: nobody chooses among the
    /// files of somebody else.
    public Saved update(UUID id, UnaryOperator<Draft> change, Actor actor) {
        return update(id, change, actor, false);
    }

    /// Has the runs of a schedule work with the files of whoever asks for it, from now on.
    public Saved takeOver(UUID id, Actor actor) {
        return update(id, draft -> draft, actor, true);
    }

    private Saved update(UUID id, UnaryOperator<Draft> change, Actor actor, boolean takeOver) {
        Optional<Schedule> found = table.find(id);
        if (found.isEmpty()) {
            return new Saved.Unknown();
        }
        Draft wanted = change.apply(found.get().draft());
        boolean otherInputs = !wanted.inputs().equals(found.get().draft().inputs());
        Optional<Problem> inputs = otherInputs ? inputs(found.get().workflow(), wanted) : Optional.empty();
        if (inputs.isPresent()) {
            return new Saved.Invalid(inputs.get());
        }
        Instant now = now();
        Saved saved = database.inTransaction(handle -> {
            boolean owned = ScheduleTable.lockWorkflow(handle, found.get().workflow());
            Optional<Schedule> before = owned ? ScheduleTable.lock(handle, id) : Optional.empty();
            if (before.isEmpty()) {
                return new Saved.Unknown();
            }
            Draft after = change.apply(before.get().draft());
            Optional<Problem> problem = DraftCheck.problem(after);
            if (problem.isPresent()) {
                return new Saved.Invalid(problem.get());
            }
            boolean other =
                    takeOver || !after.inputs().equals(before.get().draft().inputs());
            String worksFor = other ? actor.user() : before.get().worksFor();
            Schedule schedule = changed(before.get(), after, now, worksFor);
            ScheduleTable.update(handle, schedule);
            changed(handle, "workflow.schedule.update", schedule, actor);
            return new Saved.Done(schedule);
        });
        events.appended();
        return saved;
    }

    /// Removes a schedule; runs that it has started go on.
    ///
    /// @return whether there was one
    public boolean delete(UUID id, Actor actor) {
        Optional<Schedule> found = table.find(id);
        if (found.isEmpty()) {
            return false;
        }
        boolean deleted = database.inTransaction(handle -> {
            boolean owned = ScheduleTable.lockWorkflow(handle, found.get().workflow());
            Optional<Schedule> schedule = owned ? ScheduleTable.lock(handle, id) : Optional.empty();
            schedule.ifPresent(gone -> {
                ScheduleTable.delete(handle, id);
                changed(handle, "workflow.schedule.delete", gone, actor);
            });
            return schedule.isPresent();
        });
        events.appended();
        return deleted;
    }

    /// How long the moment that is due longest has waited, in seconds; 0 if none is due.
    public double lagSeconds() {
        return table.nextMoment()
                .map(moment ->
                        Math.max(0, Duration.between(moment, time.instant()).toMillis() / 1_000.0))
                .orElse(0.0);
    }

    public Optional<Schedule> find(UUID id) {
        return table.find(id);
    }

    /// Schedules, the newest first, without those of deleted workflows.
    ///
    /// @param workflow only its schedules; null for those of all
    /// @param active only those that are active, or that are not; null for both
    public Page<Schedule> page(@Nullable UUID workflow, @Nullable Boolean active, int skip, int limit) {
        return new Page<>(table.count(workflow, active), table.list(skip, limit, workflow, active), skip, limit);
    }

    /// The next moments at which a schedule fires, or would fire if it were active; at most [#MOST_PREVIEW].
    public List<Instant> previews(Schedule schedule, int count) {
        return times(Timetable.of(schedule), now(), count);
    }

    /// The next moments that a timing names, counted from now.
    ///
    /// @throws ProblemException `schedule.cron-invalid`, `schedule.timezone-unknown`, `schedule.interval-invalid`
    public List<Instant> previews(Timing timing, String timezone, int count) {
        DraftCheck.problem(Draft.of(timing).withTimezone(timezone)).ifPresent(problem -> {
            throw new ProblemException(problem);
        });
        Instant now = now();
        return times(Timetable.of(timing, timezone, now.truncatedTo(ChronoUnit.SECONDS)), now, count);
    }

    private static List<Instant> times(Timetable timetable, Instant after, int count) {
        List<Instant> times = new ArrayList<>();
        Optional<Instant> next = timetable.next(after);
        while (next.isPresent() && times.size() < Math.min(count, MOST_PREVIEW)) {
            times.add(next.get());
            next = timetable.next(next.get());
        }
        return times;
    }

    /// Starts a run now, whatever the timing and the policies say. An inactive schedule can be told to as well.
    ///
    /// @param key two wishes with the same key are one; null for a wish of its own
    /// @throws ProblemException as [Runs#start]
    public Triggered trigger(UUID id, Actor actor, @Nullable String key) {
        Optional<Schedule> found = table.find(id);
        if (found.isEmpty()) {
            return new Triggered.Unknown();
        }
        Schedule schedule = found.get();
        if (!mayRun(schedule)) {
            return new Triggered.Refused(Backfills.inactive(schedule));
        }
        Instant now = now();
        String once = "schedule:" + id + ":now:" + (key == null ? Uuids.next() : key);
        Launch.Ended ended = new Launch(workflows, runs::start).start(schedule, now, schedule.nextRunAt(), once);
        return switch (ended) {
            case Launch.Ended.NotPossible(Problem problem) -> new Triggered.Refused(problem);
            case Launch.Ended.Started(UUID run, boolean known) -> {
                if (!known) {
                    record(schedule, now, run, actor);
                }
                yield new Triggered.Started(run, known);
            }
        };
    }

    private void record(Schedule schedule, Instant now, UUID run, Actor actor) {
        database.useTransaction(handle -> {
            if (ScheduleTable.lock(handle, schedule.id()).isPresent()) {
                FireTable.addByHand(handle, schedule.id(), now, run);
                ScheduleTable.started(handle, schedule.id(), now, run);
            }
            events.append(handle, new Event("workflow.schedule.trigger", actor, ScheduleEvents.run(schedule, run)));
        });
        events.appended();
    }

    /// Has a run started for every fire time of the past that has none, from `from` on and before `to`, the oldest
    /// first. However often it is asked for, a fire time gets one run.
    ///
    /// @param most runs to start, at most [#MOST_BACKFILL]
    public Backfilled backfill(UUID id, Instant from, Instant to, int most, Actor actor) {
        Optional<Schedule> schedule = table.find(id);
        if (schedule.isEmpty()) {
            return new Backfilled.Unknown();
        }
        if (!mayRun(schedule.get())) {
            return new Backfilled.Refused(Backfills.inactive(schedule.get()));
        }
        return new Backfills(database, events).ask(schedule.get(), from, to, most, now(), actor);
    }

    private boolean mayRun(Schedule schedule) {
        return workflows.find(schedule.workflow()).map(Workflow::active).orElse(false);
    }

    private Optional<Problem> inputs(UUID workflow, Draft draft) {
        Optional<Workflow> found = workflows.find(workflow);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try {
            return runs.violations(found.get().newest(), draft.inputs()).stream()
                    .findFirst()
                    .map(Schedules::inputsProblem);
        } catch (ProblemException unusable) {
            // The workflow may be mended later; until then the schedule says of each fire what is wrong.
            return Optional.empty();
        }
    }

    static Problem inputsProblem(DefinitionError error) {
        return new Problem("schedule.inputs-invalid", "execution_inputs do not fit the workflow: " + error);
    }

    private static Schedule changed(Schedule before, Draft after, Instant now, String worksFor) {
        Draft was = before.draft();
        boolean otherTimes =
                !after.timing().equals(was.timing()) || !after.timezone().equals(was.timezone());
        Instant countedFrom =
                after.timing().equals(was.timing()) ? before.countedFrom() : now.truncatedTo(ChronoUnit.SECONDS);
        boolean anew = otherTimes || !was.firesByItself() || !after.firesByItself();
        return new Schedule(
                before.id(),
                before.workflow(),
                after,
                before.createdAt(),
                now,
                before.createdBy(),
                worksFor,
                before.revision() + 1,
                countedFrom,
                anew ? next(after, countedFrom, now) : before.nextRunAt(),
                before.lastRunAt(),
                before.lastRunId(),
                before.lastError(),
                before.lastErrorAt(),
                before.skipped());
    }

    private static @Nullable Instant next(Draft draft, Instant countedFrom, Instant now) {
        return draft.firesByItself()
                ? Timetable.of(draft.timing(), draft.timezone(), countedFrom)
                        .next(now)
                        .orElse(null)
                : null;
    }

    private void changed(Handle handle, String type, Schedule schedule, Actor actor) {
        ScheduleTable.markWorkflow(handle, schedule.workflow());
        events.append(handle, new Event(type, actor, ScheduleEvents.resource(schedule)));
        ScheduleTable.announce(handle);
    }

    private Instant now() {
        return time.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
