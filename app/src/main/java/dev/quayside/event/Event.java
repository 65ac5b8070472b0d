package dev.quayside.event;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Something that happened. Immutable once it was handed over.
///
/// @param type dotted, the thing before what became of it: `workflow.create`
/// @param actor who did it; null if it happened by itself. What somebody did is audited
/// @param resource the things it touched, each by id: `workflow_id`, `execution_id`, `schedule_id`, and names for
///     people
public record Event(String type, @Nullable Actor actor, ObjectNode resource) {}
