package dev.quayside.workflow.trigger;

import dev.quayside.base.Json;
import java.time.Instant;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/// What events of schedules name.
final class ScheduleEvents {
    private ScheduleEvents() {}

    static ObjectNode resource(Schedule schedule) {
        ObjectNode resource = Json.object()
                .put("workflow_id", schedule.workflow().toString())
                .put("schedule_id", schedule.id().toString());
        String name = schedule.draft().name();
        return name == null ? resource : resource.put("schedule_name", name);
    }

    /// A stretch of a schedule's time.
    static ObjectNode range(Schedule schedule, Instant from, Instant to) {
        return resource(schedule).put("from", from.toString()).put("to", to.toString());
    }

    /// A run that a schedule was told to start.
    static ObjectNode run(Schedule schedule, UUID run) {
        return resource(schedule).put("execution_id", run.toString());
    }
}
