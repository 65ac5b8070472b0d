package dev.quayside.workflow.journal;

import dev.quayside.base.Json;
import dev.quayside.base.Problem;
import dev.quayside.event.Actor;
import java.util.UUID;

/// What a batch does to the table `run`, as arrays for the statements of [JournalTable]. One thread at a time.
final class RunArrays {
    private RunArrays() {}

    /// Arrays for runs that begin.
    static final class Births {
        final BinaryArray id = BinaryArray.uuids();
        final BinaryArray workflow = BinaryArray.uuids();
        final BinaryArray version = BinaryArray.ints();
        final BinaryArray depth = BinaryArray.shorts();
        final BinaryArray parent = BinaryArray.uuids();
        final BinaryArray parentToken = BinaryArray.texts();
        final BinaryArray executedBy = BinaryArray.texts();
        final BinaryArray worksFor = BinaryArray.texts();
        final BinaryArray inputs = BinaryArray.jsons();
        final BinaryArray createdAt = BinaryArray.timestamps();
        final BinaryArray actor = BinaryArray.jsons();

        void clear() {
            id.clear();
            workflow.clear();
            version.clear();
            depth.clear();
            parent.clear();
            parentToken.clear();
            executedBy.clear();
            worksFor.clear();
            inputs.clear();
            createdAt.clear();
            actor.clear();
        }

        void add(UUID run, Submission.Birth birth) {
            id.add(run);
            workflow.add(birth.workflow());
            version.add(birth.version());
            depth.add((short) birth.depth());
            parent.addNullable(birth.parent());
            parentToken.add(birth.parentToken());
            executedBy.add(birth.executedBy());
            worksFor.add(birth.worksFor());
            inputs.add(birth.inputs());
            createdAt.addMicros(Clock.micros(birth.createdAt()));
            Actor by = birth.actor();
            actor.add(by == null ? null : Json.write(by.toJson()));
        }
    }

    /// Arrays for runs that leave their node's memory, and for the runs that wait for their end.
    static final class Departures {
        final BinaryArray id = BinaryArray.uuids();
        final BinaryArray state = BinaryArray.shorts();
        final BinaryArray at = BinaryArray.timestamps();
        final BinaryArray error = BinaryArray.jsons();
        final BinaryArray parent = BinaryArray.uuids();
        final BinaryArray outcome = BinaryArray.jsons();

        void clear() {
            id.clear();
            state.clear();
            at.clear();
            error.clear();
            parent.clear();
            outcome.clear();
        }

        void add(UUID run, Submission.Departure departure) {
            id.add(run);
            state.add(departure.status().code());
            at.addMicros(departure.atMicros());
            Problem problem = departure.problem();
            error.add(problem == null ? null : Json.write(JournalCodec.object(problem)));
            UUID waiting = departure.parent();
            if (waiting != null) {
                parent.add(waiting);
                outcome.add(departure.outcome());
            }
        }
    }
}
