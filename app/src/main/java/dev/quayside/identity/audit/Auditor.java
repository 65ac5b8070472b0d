package dev.quayside.identity.audit;

import dev.quayside.database.Database;
import dev.quayside.identity.audit.AuditCheck.Broken;
import dev.quayside.identity.audit.AuditCheck.Intact;
import dev.quayside.identity.audit.AuditTable.End;
import dev.quayside.identity.audit.AuditTable.Row;
import dev.quayside.identity.audit.Chain.Head;
import dev.quayside.secret.RootKey;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Goes through the whole chain, some rows at a time, and names the first place where it is not as it was written.
///
/// Rows may be added meanwhile. Safe for several threads.
record Auditor(Database database, RootKey root) {
    private static final int ROWS = 2_000;

    AuditCheck check() {
        Chain chain = new Chain(root);
        Walk walk = new Walk(chain);
        while (true) {
            List<Row> rows = database.with(handle -> AuditTable.after(handle, walk.last, ROWS));
            for (Row row : rows) {
                Optional<Broken> broken = walk.step(row);
                if (broken.isPresent()) {
                    return broken.get();
                }
            }
            if (rows.size() < ROWS) {
                End end = database.with(AuditTable::end);
                if (end.last() <= walk.last) {
                    return atTheEnd(chain, walk, end);
                }
            }
        }
    }

    private static AuditCheck atTheEnd(Chain chain, Walk walk, End end) {
        if (end.kept().isEmpty()) {
            return walk.last == 0 ? new Intact(0, Chain.START) : new Broken(walk.last, "The head of the audit is gone");
        }
        Head head = end.kept().get().head();
        if (!chain.seal(head).equals(end.kept().get().seal())) {
            return new Broken(
                    Math.min(head.rows(), walk.last) + 1, "The head of the audit was changed, or SECRET_KEY was");
        }
        if (head.rows() > walk.last) {
            return new Broken(walk.last + 1, "The last %d rows are gone".formatted(head.rows() - walk.last));
        }
        if (head.rows() < walk.last) {
            return new Broken(head.rows() + 1, "The row was not added by this program");
        }
        if (walk.scar != null) {
            return walk.scar;
        }
        return head.hash().equals(walk.hash)
                ? new Intact(walk.last, walk.hash)
                : new Broken(walk.last, "The last row is not the one that the head knows");
    }

    /// How far the check has come. One thread at a time.
    private static final class Walk {
        private final Chain chain;
        private long last;
        private String hash = Chain.START;
        private @Nullable Broken scar;

        Walk(Chain chain) {
            this.chain = chain;
        }

        Optional<Broken> step(Row row) {
            AuditEntry entry = row.link().entry();
            if (entry.n() != last + 1) {
                return Optional.of(new Broken(last + 1, "The row is gone"));
            }
            if (!chain.hash(hash, entry).equals(row.link().hash())
                    || !entry.resourceIds().equals(row.ids())) {
                return Optional.of(new Broken(entry.n(), "The row was changed"));
            }
            if (!chain.seal(row.link().hash()).equals(row.link().seal())) {
                return Optional.of(
                        new Broken(entry.n(), "The row was not written by this program, or with another SECRET_KEY"));
            }
            if (entry.type().equals(Chainer.SCAR) && scar == null) {
                scar = new Broken(entry.n(), "Before this row, noticed at " + entry.at() + ": " + entry.resource());
            }
            last = entry.n();
            hash = row.link().hash();
            return Optional.empty();
        }
    }
}
