package dev.quayside.identity.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.base.Pause;
import dev.quayside.config.Secret;
import dev.quayside.event.Actor;
import dev.quayside.event.Event;
import dev.quayside.event.Events;
import dev.quayside.identity.audit.AuditCheck.Broken;
import dev.quayside.identity.audit.AuditCheck.Intact;
import dev.quayside.identity.audit.Chain.Head;
import dev.quayside.identity.audit.Chain.Link;
import dev.quayside.secret.RootKey;
import dev.quayside.testing.TestDatabase;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Somebody with all rights in the database changes the audit.
class AuditTamperingTest {
    private static final int ROWS = 10;
    private static final RootKey STRANGERS =
            RootKey.of(new Secret("the secret of somebody who has not got ours"), "test");

    private final TestDatabase database = TestDatabase.fresh();
    private final Events events = new Events(database.database());
    private final Audit audit =
            new Audit(database.database(), events, AuditTest.ROOT, InstantSource.system(), Pause.REAL);

    @BeforeEach
    void write() {
        for (int i = 1; i <= ROWS; i++) {
            record("user-" + i);
        }
        assertThat(audit.verify()).isInstanceOf(Intact.class);
    }

    @AfterEach
    void stop() {
        database.close();
    }

    private void record(String user) {
        events.record(new Event("login", Actor.of(user), Json.object().put("session_id", "s-" + user)));
    }

    private void sql(String... statements) {
        database.database().useTransaction(handle -> {
            for (String statement : statements) {
                handle.execute(statement);
            }
        });
    }

    private void isBrokenAt(long n, String reason) {
        assertThat(audit.verify()).isInstanceOfSatisfying(Broken.class, broken -> {
            assertThat(broken.n()).isEqualTo(n);
            assertThat(broken.reason()).contains(reason);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user_id = 'mallory'",
                "event_type = 'logout'",
                "ip_address = ''",
                "user_agent = 'curl'",
                "at = at + interval '1 microsecond'",
                "id = gen_random_uuid()",
                "resource_data = '{\"session_id\":\"other\"}'",
                "resource_data = (resource_data::text || ' ')::json",
                "resource_ids = '{}'",
                "hash = sha256('x')"
            })
    void anEditedRowIsNamed(String change) {
        sql("update audit_log set " + change + " where n = 4");

        isBrokenAt(4, "changed");
    }

    @ParameterizedTest
    @CsvSource({"1", "5", "9"})
    void aDeletedRowIsNamed(int n) {
        sql("delete from audit_log where n = " + n);

        isBrokenAt(n, "gone");
    }

    @Test
    void aDeletedRowIsNamedWhenTheOthersMoveUp() {
        sql("delete from audit_log where n = 5", "update audit_log set n = n - 1 where n > 5");

        isBrokenAt(5, "changed");
    }

    @Test
    void rowsThatChangedPlacesAreNamed() {
        sql(
                "update audit_log set n = 100 where n = 3",
                "update audit_log set n = 3 where n = 7",
                "update audit_log set n = 7 where n = 100");

        isBrokenAt(3, "changed");
    }

    @Test
    void aTailCutOffIsNoticed() {
        sql("delete from audit_log where n > 6");

        isBrokenAt(7, "last 4 rows are gone");
    }

    @Test
    void aTailCutOffIsNoticedWhenTheHeadIsMadeToFit() {
        sql("delete from audit_log where n > 6", """
                update audit_head set rows = 6, hash = l.hash, seal = l.seal from audit_log l where l.n = 6
                """);

        isBrokenAt(7, "head");
    }

    @Test
    void aTailCutOffIsStillKnownWhenTheAuditHasGoneOn() {
        sql("delete from audit_log where n > 6");
        record("later");

        isBrokenAt(7, "had 10 rows and has 6");
        assertThat(audit.list(AuditFilter.ALL, 0, 1).items().getFirst().user()).isEqualTo("later");
    }

    @Test
    void aHeadThatIsGoneIsNoticedAndNothingIsLost() {
        sql("delete from audit_head");
        record("later");

        isBrokenAt(ROWS + 1, "head of the audit is gone");
        assertThat(audit.list(new AuditFilter(null, "later", null, null, null), 0, 10)
                        .total())
                .isEqualTo(1);
    }

    @Test
    void aHeadThatIsGoneIsNoticedWhenNothingHappensAnyMore() {
        sql("delete from audit_head", "delete from event");

        isBrokenAt(ROWS, "head of the audit is gone");
    }

    @Test
    void headAndRowsThatAreGoneAreMadeAgainFromTheEvents() {
        sql("truncate audit_log, audit_head");

        assertThat(audit.list(AuditFilter.ALL, 0, 100).total()).isEqualTo(ROWS);
    }

    @Test
    void readingEventsCannotBeMadeToSkipSome() {
        sql("update audit_head set event_id = event_id + 1000000, event_xid = '9000000000'");
        record("mallory");

        isBrokenAt(ROWS + 1, "head of the audit was changed");
    }

    @Test
    void anAddedRowIsNamed() {
        sql("""
                insert into audit_log select n + 1, at, gen_random_uuid(), event_type, 'mallory', ip_address, user_agent,
                       resource_data, resource_ids, hash, seal from audit_log where n = 10
                """);

        isBrokenAt(ROWS + 1, "changed");
    }

    /// Everything from a row on is made anew as this program would, but without its key.
    @ParameterizedTest
    @ValueSource(ints = {1, 4, 10})
    void aChainMadeAnewWithoutTheKeyIsNamedFromItsFirstRow(int from) {
        var theirs = new Chain(STRANGERS);
        database.database().useTransaction(handle -> {
            List<Link> links = new ArrayList<>();
            String hash = AuditTable.hash(handle, from - 1).orElse(Chain.START);
            for (AuditTable.Row row : AuditTable.after(handle, from - 1, 100)) {
                AuditEntry old = row.link().entry();
                Link link = theirs.link(
                        hash,
                        new AuditEntry(old.n(), old.id(), old.at(), old.type(), "mallory", null, null, old.resource()));
                links.add(link);
                hash = link.hash();
            }
            handle.execute("delete from audit_log where n >= " + from);
            AuditTable.add(handle, links);
            Head head = new Head(
                    ROWS,
                    hash,
                    AuditTable.end(handle).kept().orElseThrow().head().read());
            AuditTable.setHead(handle, head, theirs.seal(head));
        });

        isBrokenAt(from, "not written by this program");
    }

    @Test
    void anotherSecretIsGivenAsAPossibleReason() {
        var other = new Audit(database.database(), events, STRANGERS, InstantSource.system(), Pause.REAL);

        assertThat(other.verify())
                .isInstanceOfSatisfying(
                        Broken.class, broken -> assertThat(broken.reason()).contains("SECRET_KEY"));
    }

    @Test
    void whatWasKeptElsewhereShowsThatRowsWereThere() {
        AuditCheck before = audit.verify();
        record("later");

        assertThat(audit.verify()).isInstanceOf(Intact.class).isNotEqualTo(before);
        assertThat(before).isInstanceOfSatisfying(Intact.class, intact -> {
            Optional<String> hash = database.database().with(handle -> AuditTable.hash(handle, intact.rows()));
            assertThat(hash).contains(intact.hash());
        });
    }
}
