/// The step `script`: code of users, run in processes of their own.
///
/// A script can do what it likes to its process and reaches nothing else: no network, no environment, no file but
/// an empty folder for its own scratch, no other process. `process.Isolation` builds these walls out of Linux
/// namespaces; a [Worker] is one warm process behind them, which runs one script at a time; [WorkerPool] keeps a
/// few of them.
///
/// *Python*: the worker forks a child for each script and kills all that is left of it afterwards, so nothing
/// passes from one script to the next. *JavaScript*: the worker is a JVM with GraalJS and a fresh context for each
/// script.
@NullMarked
package dev.quayside.action.script;

import org.jspecify.annotations.NullMarked;
