/// Logs of runs, stored and live: over server-sent events and WebSockets, both resumable at a line's number.
///
/// However many follow a run, its new lines are read once ([Feed]). A follower is a place in the journal and no
/// queue: one that is slow reads on from there when it is ready.
@NullMarked
package dev.quayside.http.live;

import org.jspecify.annotations.NullMarked;
