package dev.quayside.workflow.run;

import dev.quayside.event.Actor;

/// Who starts a run, and whose files and other belongings it works with. Immutable.
///
/// @param worksFor a subject; empty for nobody's
public record Starter(Actor actor, String worksFor) {}
