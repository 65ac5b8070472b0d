package dev.quayside.workflow.run;

import dev.quayside.base.Json;
import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import dev.quayside.step.Outcome;
import dev.quayside.workflow.decider.Entry;
import dev.quayside.workflow.decider.RunEvent;
import dev.quayside.workflow.decider.RunStatus;
import dev.quayside.workflow.definition.Plan;
import dev.quayside.workflow.journal.JournalCodec;
import dev.quayside.workflow.journal.JournalRow;
import dev.quayside.workflow.journal.JournalWriter;
import dev.quayside.workflow.journal.RunFacts;
import dev.quayside.workflow.journal.Submission;
import dev.quayside.workflow.store.Workflows;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes claimed runs into memory: folds their journals and sets them going. Safe for several threads.
final class RunLoader {
    /// A run is given up when it was recovered this often in a row without getting anywhere.
    static final int POISON_AFTER = 3;

    private static final Logger LOG = LoggerFactory.getLogger(RunLoader.class);
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(5);

    private final Engine engine;
    private final Workflows workflows;
    private final Lease lease;
    private final JournalWriter writer;
    private final Suspects suspects = new Suspects();
    private final Set<UUID> loading = ConcurrentHashMap.newKeySet();

    RunLoader(Engine engine, Workflows workflows, Lease lease, JournalWriter writer) {
        this.engine = engine;
        this.workflows = workflows;
        this.lease = lease;
        this.writer = writer;
    }

    /// Takes up a run that `node` owns, however often the database has to be asked: nobody else will.
    ///
    /// @param recovered whether the node that had it before died with it
    void load(long node, RunFacts facts, boolean recovered) {
        loading.add(facts.id());
        engine.errands().untilDone("Run " + facts.id() + " could not be taken up", () -> {
            if (lease.node() == node) {
                ActiveRun run = open(node, facts);
                if (run != null) {
                    engine.remember(run);
                    engine.spawn(() -> setGoing(run, recovered));
                }
            }
        });
        loading.remove(facts.id());
    }

    /// Something unforeseen happened to a run: what is in memory is dropped, and its journal read again.
    void loadAgain(ActiveRun run, RuntimeException cause) {
        LOG.error("Run {} is in doubt; in five seconds it is read from its journal again and goes on", run.id(), cause);
        run.drop();
        engine.at(engine.now().plus(AFTER_TROUBLE), () -> load(run.node(), run.facts(), false));
    }

    /// What a run wanted to write was not written. If the database refused it, it would do so again, and the run ends
    /// as failed; after any other trouble the run is read again.
    ///
    /// @param refusal null if the run is another node's by now
    void lost(ActiveRun run, @Nullable Problem refusal) {
        if (refusal == null) {
            run.drop();
        } else if (refusal.code().equals("journal.refused")) {
            run.drop();
            engine.spawn(() -> giveUp(run.node(), run.facts(), refusal));
        } else {
            loadAgain(run, new ProblemException(refusal));
        }
    }

    /// The runs that are being taken up at the moment.
    Set<UUID> loading() {
        return loading;
    }

    /// Reads a run's journal.
    ///
    /// @return null if this program cannot run it, and it ended as failed therefore
    private @Nullable ActiveRun open(long node, RunFacts facts) {
        try {
            Plan plan = workflows.plan(facts.workflow(), facts.version());
            RunLog.Folded folded = new RunLog(engine, plan).fold(facts.id());
            return new ActiveRun(engine, facts, folded.state(), node, folded.lastNumber());
        } catch (ProblemException e) {
            if (!e.problem().code().startsWith("workflow.")) {
                throw e;
            }
            LOG.error("Run {} cannot be run by this program and ends as failed", facts.id(), e);
            giveUp(node, facts, e.problem());
            return null;
        }
    }

    private void setGoing(ActiveRun run, boolean recovered) {
        if (recovered) {
            recover(run);
        } else {
            run.readSignals();
            run.wake();
        }
    }

    /// The run has left memory.
    void left(UUID run) {
        suspects.leave(run);
    }

    private void giveUp(long node, RunFacts facts, Problem problem) {
        var ended = new Entry.Ended(RunStatus.FAILED, problem);
        int number = engine.tables().logs().lastNumber(facts.id()) + 1;
        JournalRow last = JournalCodec.ended(facts.id(), number, engine.nowMicros(), ended);
        String outcome = facts.parentToken() == null
                ? null
                : Json.write(Signal.tokenData(facts.parentToken(), new Outcome.Failed(problem, false)));
        var departure = new Submission.Departure(facts, RunStatus.FAILED, engine.nowMicros(), problem, outcome);
        writer.submit(new Submission(node, facts.id(), List.of(last), null, departure, true));
    }

    /// A run whose node died with it. One that has done so twice may be the reason: such runs go one at a time, so that
    /// they cannot take others' good name with them.
    private void recover(ActiveRun run) {
        boolean suspect = run.fruitlessRecoveries() + 1 >= POISON_AFTER - 1;
        if (suspect) {
            suspects.enter(run.id());
            if (run.left()) {
                // Its node lost its right while it stood in line.
                suspects.leave(run.id());
                return;
            }
        }
        int fruitless = run.recovered(new Entry.Claimed(lease.name(), true));
        run.readSignals();
        if (fruitless >= POISON_AFTER) {
            run.take(new RunEvent.StopAsked(
                    Entry.Stopping.Why.POISON,
                    new Problem(
                            "run.poison",
                            "The run was given up: " + fruitless + " servers in a row died while they worked on it."
                                    + " Look at what its unfinished step does, then start the run again")));
        } else {
            run.wake();
        }
        if (suspect) {
            suspects.awaitProgress(run);
        }
    }
}
