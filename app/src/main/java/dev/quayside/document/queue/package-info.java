/// Work on documents that others do: it is sent through a queue of SQS, and what came of it is posted back.
///
/// [RemoteSteps] sends and [Callbacks] takes what comes back; [Worker] is the other side. Both know the [Message].
@NullMarked
package dev.quayside.document.queue;

import org.jspecify.annotations.NullMarked;
