package dev.quayside.identity.audit;

import dev.quayside.base.Json;
import dev.quayside.base.Uuids;
import dev.quayside.database.Database;
import dev.quayside.event.Actor;
import dev.quayside.event.Event;
import dev.quayside.event.Events;
import dev.quayside.event.Recorded;
import dev.quayside.identity.audit.AuditTable.End;
import dev.quayside.identity.audit.Chain.Head;
import dev.quayside.identity.audit.Chain.Link;
import dev.quayside.secret.RootKey;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes what somebody did from the event log into the chain, one batch a transaction, one server at a time.
///
/// A chain whose end is not as it was left is gone on with all the same, because an audit that stops is worth less than
/// one with a scar: the next row says what was found, and [Auditor] names it. Safe for several threads.
final class Chainer {
    /// The type of the row that tells of a changed end.
    static final String SCAR = "audit.broken";

    private static final Logger LOG = LoggerFactory.getLogger(Chainer.class);
    private static final Actor OURSELVES = Actor.of("quayside");
    private static final int BATCH = 2_000;

    private final Database database;
    private final Events events;
    private final RootKey root;
    private final InstantSource clock;

    Chainer(Database database, Events events, RootKey root, InstantSource clock) {
        this.database = database;
        this.events = events;
        this.root = root;
        this.clock = clock;
    }

    /// Chains everything that can be read now.
    ///
    /// @return whether everything that was committed before is in the chain; false while a transaction that is
    ///     older than some of it is under way
    boolean chain() {
        Optional<Recorded.Position> newest = events.newestOfActors();
        if (newest.isEmpty() || reached(newest.get(), read())) {
            return true;
        }
        int added;
        do {
            added = database.inTransaction(this::batch);
        } while (added == BATCH);
        return reached(newest.get(), read());
    }

    private Recorded.Position read() {
        return database.with(AuditTable::end)
                .kept()
                .map(kept -> kept.head().read())
                .orElse(Recorded.Position.START);
    }

    private static boolean reached(Recorded.Position wanted, Recorded.Position read) {
        return read.transaction() > wanted.transaction()
                || (read.transaction() == wanted.transaction() && read.number() >= wanted.number());
    }

    /// Adds one batch.
    ///
    /// @return how many events were in it
    private int batch(Handle handle) {
        AuditTable.lock(handle);
        Chain chain = new Chain(root);
        End end = AuditTable.end(handle);
        Optional<String> wrong = wrong(handle, chain, end);
        Head head = wrong.isPresent()
                ? found(handle, end)
                : end.kept().map(AuditTable.KeptHead::head).orElse(Head.EMPTY);
        List<Recorded> read = events.ofActors(handle, head.read(), BATCH);
        if (read.isEmpty()) {
            return 0;
        }
        List<Link> links = new ArrayList<>(read.size() + 1);
        Head next = head;
        if (wrong.isPresent()) {
            LOG.error("The audit was changed: {}; it goes on, with a row that says so", wrong.get());
            next = append(chain, links, next, scar(wrong.get(), head.read()));
        }
        for (Recorded recorded : read) {
            next = append(chain, links, next, recorded);
        }
        AuditTable.add(handle, links);
        AuditTable.setHead(handle, next, chain.seal(next));
        return read.size();
    }

    private static Head append(Chain chain, List<Link> links, Head head, Recorded recorded) {
        Actor actor =
                recorded.event().actor() == null ? OURSELVES : recorded.event().actor();
        Link link = chain.link(head.hash(), AuditEntry.of(head.rows() + 1, Uuids.next(), recorded, actor));
        links.add(link);
        return new Head(link.entry().n(), link.hash(), recorded.position());
    }

    /// What is wrong with the end, if anything is.
    private static Optional<String> wrong(Handle handle, Chain chain, End end) {
        if (end.kept().isEmpty()) {
            return end.last() == 0 ? Optional.empty() : Optional.of("the head of the audit is gone");
        }
        Head head = end.kept().get().head();
        if (!chain.seal(head).equals(end.kept().get().seal())) {
            return Optional.of("the head of the audit was changed, or SECRET_KEY was");
        }
        if (head.rows() != end.last()) {
            return Optional.of("the audit had " + head.rows() + " rows and has " + end.last());
        }
        Optional<String> last = AuditTable.hash(handle, head.rows());
        return last.isPresent() && last.get().equals(head.hash())
                ? Optional.empty()
                : Optional.of("the last row of the audit was changed");
    }

    /// The end that the rows show. How far events were read is not to be believed, so they are read from the first.
    private static Head found(Handle handle, End end) {
        String hash = AuditTable.hash(handle, end.last()).orElse(Chain.START);
        return new Head(end.last(), hash, Recorded.Position.START);
    }

    private Recorded scar(String reason, Recorded.Position read) {
        return new Recorded(
                read, clock.instant(), new Event(SCAR, OURSELVES, Json.object().put("reason", reason)));
    }
}
