package dev.quayside.workflow.run;

import dev.quayside.base.Pause;
import java.time.Duration;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps this node's right to write, and ends that of nodes that have fallen silent. Safe for several threads.
///
/// The right is a row of the table `node`. It is judged by the database's clock alone.
final class Lease implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lease.class);

    private final NodeTable nodes;
    private final Duration span;
    private final LongConsumer onLost;
    private final Runnable onOrphans;
    private final Pause pause;
    private final String name;
    private final Thread thread;
    private volatile long node;
    private volatile boolean closing;

    /// @param onLost told the id under which the right was lost
    /// @param onOrphans told when runs of silent nodes were set free
    Lease(NodeTable nodes, Duration span, LongConsumer onLost, Runnable onOrphans, Pause pause) {
        this.nodes = nodes;
        this.span = span;
        this.onLost = onLost;
        this.onOrphans = onOrphans;
        this.pause = pause;
        this.name = ProcessHandle.current().pid() + "@" + hostName();
        this.thread = Thread.ofPlatform().name("engine-lease").daemon().unstarted(this::keep);
    }

    private static String hostName() {
        String name = System.getenv("HOSTNAME");
        return name == null || name.isBlank() ? "localhost" : name;
    }

    void start(boolean alone) {
        if (alone) {
            nodes.buryAll();
        }
        node = nodes.register(name, span);
        nodes.buryExpired();
        nodes.freeOrphans();
        thread.start();
    }

    long node() {
        return node;
    }

    String name() {
        return name;
    }

    /// Takes a new right in place of one that was lost.
    ///
    /// @return false if `lost` had been replaced already
    synchronized boolean replace(long lost) {
        if (lost != node || closing) {
            return false;
        }
        node = nodes.register(name, span);
        return true;
    }

    private void keep() {
        Duration third = span.dividedBy(3);
        while (!closing) {
            try {
                pause.sleep(third);
                long mine = node;
                if (!nodes.renew(mine, span) && !closing) {
                    onLost.accept(mine);
                }
                if (nodes.buryExpired() > 0) {
                    LOG.warn("A node has been silent for longer than its lease; its runs go on elsewhere");
                }
                if (nodes.freeOrphans() > 0) {
                    onOrphans.run();
                }
            } catch (InterruptedException stop) {
                return;
            } catch (RuntimeException e) {
                LOG.warn(
                        "The lease could not be renewed, which is tried again in {} ms: {}",
                        third.toMillis(),
                        e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        closing = true;
        thread.interrupt();
        try {
            nodes.remove(node);
        } catch (RuntimeException e) {
            LOG.debug("The node's row stays until its lease is over", e);
        }
    }
}
