package dev.quayside.workflow.run;

import dev.quayside.workflow.decider.Call;

/// A call that a thread is making right now. Safe for several threads.
final class CallUnderWay {
    final ActiveRun run;
    final Call call;
    /// Microseconds since 1970.
    final long startedMicros;
    final long startedNanos = System.nanoTime();
    private final long timeoutNanos;
    private final Thread thread = Thread.currentThread();
    private boolean over;
    private boolean timedOut;
    private boolean told;
    private long interruptedNanos;
    /// Touched by the watch alone.
    boolean shown;

    CallUnderWay(ActiveRun run, Call call, long startedMicros, long timeoutNanos) {
        this.run = run;
        this.call = call;
        this.startedMicros = startedMicros;
        this.timeoutNanos = timeoutNanos;
    }

    /// Tells the call to stop.
    synchronized void interrupt() {
        if (!over) {
            told = true;
            if (interruptedNanos == 0) {
                interruptedNanos = System.nanoTime();
            }
            thread.interrupt();
        }
    }

    /// Tells the call to stop if its time is over.
    synchronized void interruptIfLate(long now) {
        if (!over && !told && now - startedNanos > timeoutNanos) {
            timedOut = true;
            interrupt();
        }
    }

    /// Whether the call was told to stop that long ago and has not come back.
    synchronized boolean ignoresInterrupt(long now, long patienceNanos) {
        return !over && interruptedNanos != 0 && now - interruptedNanos > patienceNanos;
    }

    /// The call is back: no interrupt reaches its thread any more.
    ///
    /// @return whether it was told to stop
    synchronized boolean finish() {
        over = true;
        boolean interrupted = Thread.interrupted();
        return told || interrupted;
    }

    synchronized boolean timedOut() {
        return timedOut;
    }
}
