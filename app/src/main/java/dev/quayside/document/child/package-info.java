/// Work on files that may be hostile, done in warm child processes: a file goes in, an answer and perhaps a file
/// come out.
///
/// On the server's side a [ChildPool] keeps some [Child]ren behind the walls of `process.Isolation`, each with a
/// [TaskFolder] as the one place that both can write to. In the child, [ChildLoop] takes one task after the other.
/// A task that takes too long, too much memory, or whose caller is interrupted, costs its child; the next task gets
/// a fresh one.
@NullMarked
package dev.quayside.document.child;

import org.jspecify.annotations.NullMarked;
