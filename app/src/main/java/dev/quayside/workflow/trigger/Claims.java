package dev.quayside.workflow.trigger;

import dev.quayside.database.Database;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes schedules whose moment has come: in one transaction the moments are noted as due and the schedules told when
/// they fire next. Whoever finds such a moment starts its run, [Starts] here or on another node.
record Claims(Database database, InstantSource time) {
    private static final Logger LOG = LoggerFactory.getLogger(Claims.class);

    /// Takes up to `most`.
    ///
    /// @return how many
    int take(int most) {
        Instant now = time.instant();
        return database.inTransaction(handle -> {
            List<ScheduleTable.Due> due = ScheduleTable.due(handle, now, most);
            List<UUID> ids = new ArrayList<>();
            List<@Nullable Instant> next = new ArrayList<>();
            for (ScheduleTable.Due one : due) {
                ids.add(one.schedule().id());
                next.add(take(handle, one, now));
            }
            if (!ids.isEmpty()) {
                ScheduleTable.moveOn(handle, ids, next);
            }
            return due.size();
        });
    }

    private static @Nullable Instant take(Handle handle, ScheduleTable.Due due, Instant now) {
        Schedule schedule = due.schedule();
        DuePlan plan;
        try {
            Timetable timetable = Timetable.of(schedule);
            plan = due.mayRun()
                    ? DuePlan.of(timetable, schedule.draft().missed(), due.at(), now)
                    : DuePlan.nothing(timetable, now);
        } catch (IllegalArgumentException e) {
            LOG.error(
                    "Schedule {} cannot be read and does not fire until it is changed: {}",
                    schedule.id(),
                    e.getMessage());
            ScheduleTable.failed(handle, schedule.id(), now, String.valueOf(e.getMessage()));
            return null;
        }
        if (plan.leftOutFrom() != null) {
            LOG.info(
                    "Schedule {} was missed from {} on; its policy is '{}', so that {} of these moments fire late",
                    schedule.id(),
                    plan.leftOutFrom(),
                    schedule.draft().missed().word(),
                    plan.catchUp().size());
        }
        if (!plan.catchUp().isEmpty()) {
            FireTable.add(handle, schedule.id(), plan.catchUp(), Fire.Kind.CATCH_UP);
        }
        if (plan.fire() != null) {
            FireTable.add(handle, schedule.id(), List.of(plan.fire()), Fire.Kind.ON_TIME);
        }
        return plan.next();
    }
}
