package dev.quayside.workflow.trigger;

import dev.quayside.base.Problem;
import dev.quayside.database.Database;
import dev.quayside.event.Events;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts the runs of moments that are due, one schedule after the other. Safe for several threads.
///
/// A schedule's row is locked meanwhile, so that nodes do not decide about its overlap at the same time. Runs are
/// started on the thread that has the transaction, which is lent the same connection: the run is there if and only
/// if its moment is marked. Should a run ever be durable without its mark, whoever looks next starts it again under
/// the same key, and gets the same run.
record Starts(Database database, Launch launch, Events events, InstantSource time) {
    private static final Logger LOG = LoggerFactory.getLogger(Starts.class);
    private static final int AT_ONCE = 100;

    /// A schedule while its moments are looked at.
    private record Context(Handle handle, Schedule schedule, boolean mayRun, Timetable timetable) {
        UUID id() {
            return schedule.id();
        }
    }

    /// Looks at what is due of one schedule. One that somebody else looks at is left to them.
    void look(UUID schedule) {
        boolean more = true;
        while (more) {
            more = database.inTransaction(handle -> {
                Optional<ScheduleTable.Due> found = ScheduleTable.lockIfFree(handle, schedule);
                return found.isPresent() && look(handle, found.get());
            });
            events.appended();
        }
    }

    /// @return whether there may be more
    private boolean look(Handle handle, ScheduleTable.Due found) {
        Schedule schedule = found.schedule();
        Context context;
        try {
            context = new Context(handle, schedule, found.mayRun(), Timetable.of(schedule));
        } catch (IllegalArgumentException e) {
            return giveUp(handle, schedule, String.valueOf(e.getMessage()));
        }
        boolean running = FireTable.running(handle, schedule.id());
        boolean queued = FireTable.waiting(handle, schedule.id());
        if (!running) {
            for (Fire fire : FireTable.in(handle, schedule.id(), Fire.State.WAITING, 1)) {
                running = startIfActive(context, fire);
                queued = FireTable.waiting(handle, schedule.id());
            }
        }
        List<Fire> due = FireTable.in(handle, schedule.id(), Fire.State.DUE, AT_ONCE);
        for (Fire fire : due) {
            if (fire.kind() == Fire.Kind.BACKFILL) {
                running |= start(context, fire);
            } else if (!running || schedule.draft().overlap() == Overlap.ALLOW) {
                running |= startIfActive(context, fire);
            } else {
                queued |= holdBack(context, fire, queued);
            }
        }
        return due.size() == AT_ONCE;
    }

    /// A schedule that cannot be read any more, for example because its time zone is gone.
    private boolean giveUp(Handle handle, Schedule schedule, String reason) {
        List<Fire> due = FireTable.in(handle, schedule.id(), Fire.State.DUE, AT_ONCE);
        due.forEach(fire -> FireTable.mark(handle, schedule.id(), fire, Fire.State.FAILED, null));
        ScheduleTable.failed(handle, schedule.id(), time.instant(), reason);
        return due.size() == AT_ONCE;
    }

    private boolean startIfActive(Context context, Fire fire) {
        if (context.schedule().draft().active() && context.mayRun()) {
            return start(context, fire);
        }
        FireTable.mark(context.handle(), context.id(), fire, Fire.State.SKIPPED, null);
        return false;
    }

    /// @return whether it waits in the one place that there is
    private static boolean holdBack(Context context, Fire fire, boolean queued) {
        boolean inPlace = context.schedule().draft().overlap() == Overlap.QUEUE && !queued;
        boolean waits = fire.kind() == Fire.Kind.CATCH_UP || inPlace;
        if (!waits) {
            LOG.info(
                    "Schedule {} does not fire at {}: {}",
                    context.id(),
                    fire.at(),
                    queued ? "another fire waits already" : "a run that it started has not ended");
            ScheduleTable.skipped(context.handle(), context.id());
        }
        Fire.State state = waits ? Fire.State.WAITING : Fire.State.SKIPPED;
        FireTable.mark(context.handle(), context.id(), fire, state, null);
        return waits && fire.kind() == Fire.Kind.ON_TIME;
    }

    /// @return whether a run is under way
    private boolean start(Context context, Fire fire) {
        Schedule schedule = context.schedule();
        Instant next = context.timetable().next(fire.at()).orElse(null);
        String key = "schedule:" + schedule.id() + ":" + fire.at();
        Instant now = time.instant();
        return switch (launch.start(schedule, fire.at(), next, key)) {
            case Launch.Ended.Started(UUID run, var _) -> {
                FireTable.mark(context.handle(), schedule.id(), fire, Fire.State.STARTED, run);
                ScheduleTable.started(context.handle(), schedule.id(), now, run);
                yield true;
            }
            case Launch.Ended.NotPossible(Problem problem) -> {
                LOG.warn("Schedule {} could not start a run for {}: {}", schedule.id(), fire.at(), problem.detail());
                FireTable.mark(context.handle(), schedule.id(), fire, Fire.State.FAILED, null);
                ScheduleTable.failed(context.handle(), schedule.id(), now, problem.detail());
                yield false;
            }
        };
    }
}
