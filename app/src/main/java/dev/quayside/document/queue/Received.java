package dev.quayside.document.queue;

import java.net.URI;

/// A message that a queue handed out for some time.
///
/// @param receipt by which it is hidden for longer, or deleted
/// @param receives how often it was handed out, this time included
record Received(URI queue, String id, String receipt, String body, int receives) {}
