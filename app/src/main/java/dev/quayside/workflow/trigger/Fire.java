package dev.quayside.workflow.trigger;

import java.time.Instant;
import java.util.Arrays;

/// A moment at which a schedule fires, and what has become of it. Immutable.
record Fire(Instant at, Kind kind, State state) {
    /// Why it fires.
    enum Kind {
        /// Its moment came.
        ON_TIME(0),
        /// Its moment passed while no server was there, and the policy is to catch up: it waits for its turn where
        /// others would be left out.
        CATCH_UP(1),
        /// Somebody asked for a stretch of time: it does not ask what else is under way.
        BACKFILL(2),
        /// Somebody asked for a run now.
        BY_HAND(3);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        /// The number that the table keeps.
        int code() {
            return code;
        }

        static Kind of(int code) {
            return Arrays.stream(values())
                    .filter(one -> one.code == code)
                    .findFirst()
                    .orElseThrow();
        }
    }

    /// What has become of it.
    enum State {
        /// It is to be looked at.
        DUE(0),
        /// It waits for the end of another run.
        WAITING(1),
        /// Its run was started, and had not ended when somebody last looked.
        STARTED(2),
        /// Its run has ended.
        ENDED(3),
        /// It was left out.
        SKIPPED(4),
        /// No run could be started.
        FAILED(5);

        private final int code;

        State(int code) {
            this.code = code;
        }

        /// The number that the table keeps.
        int code() {
            return code;
        }

        static State of(int code) {
            return Arrays.stream(values())
                    .filter(one -> one.code == code)
                    .findFirst()
                    .orElseThrow();
        }
    }
}
