package dev.quayside.workflow.trigger;

import dev.quayside.base.Problem;
import dev.quayside.database.Database;
import dev.quayside.event.Actor;
import dev.quayside.event.Event;
import dev.quayside.event.Events;
import dev.quayside.workflow.trigger.Schedules.Backfilled;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Notes moments of the past as due, so that their runs are started. Immutable.
record Backfills(Database database, Events events) {
    /// Fire times that are looked at for one wish.
    private static final int MOST_LOOKED_AT = 100_000;

    private static final int PAGE = 1_000;

    /// As [Schedules#backfill].
    Backfilled ask(Schedule schedule, Instant from, Instant to, int most, Instant now, Actor actor) {
        if (!from.isBefore(to) || schedule.draft().timing() instanceof Timing.ByHand) {
            return new Backfilled.Refused(range(schedule, from, to));
        }
        Instant begin = from.isBefore(Instant.EPOCH) ? Instant.EPOCH : from;
        Instant end = to.isAfter(now) ? now : to;
        Backfilled backfilled = database.inTransaction(handle -> ScheduleTable.lock(handle, schedule.id())
                .<Backfilled>map(locked -> {
                    events.append(
                            handle,
                            new Event("workflow.schedule.backfill", actor, ScheduleEvents.range(locked, from, to)));
                    return backfill(handle, locked, begin, end, Math.clamp(most, 1, Schedules.MOST_BACKFILL));
                })
                .orElseGet(Backfilled.Unknown::new));
        events.appended();
        return backfilled;
    }

    private static Backfilled backfill(Handle handle, Schedule schedule, Instant from, Instant to, int most) {
        Timetable timetable = Timetable.of(schedule);
        List<Instant> started = new ArrayList<>();
        int looked = 0;
        Optional<Instant> next = timetable.next(from.minusNanos(1));
        while (started.size() < most && looked < MOST_LOOKED_AT && before(next, to)) {
            List<Instant> page = new ArrayList<>();
            while (page.size() < PAGE && before(next, to)) {
                page.add(next.orElseThrow());
                next = timetable.next(page.getLast());
            }
            int room = most - started.size();
            List<Instant> added = FireTable.addBackfill(handle, schedule.id(), page, room);
            started.addAll(added);
            if (added.size() == room) {
                int taken = page.indexOf(added.getLast()) + 1;
                looked += taken;
                next = taken < page.size() ? Optional.of(page.get(taken)) : next;
            } else {
                looked += page.size();
            }
        }
        ScheduleTable.announce(handle);
        return new Backfilled.Done(started, looked - started.size(), before(next, to) ? next.orElseThrow() : null);
    }

    private static boolean before(Optional<Instant> moment, Instant end) {
        return moment.isPresent() && moment.get().isBefore(end);
    }

    static Problem inactive(Schedule schedule) {
        return new Problem("workflow.inactive", "Workflow with ID " + schedule.workflow() + " is not active");
    }

    private static Problem range(Schedule schedule, Instant from, Instant to) {
        return new Problem(
                "schedule.range-invalid",
                from.isBefore(to)
                        ? "Schedule with ID " + schedule.id() + " is manual: it has no fire times"
                        : "The range must end after it begins: from " + from + " to " + to);
    }
}
