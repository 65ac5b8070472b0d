package dev.quayside.identity.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.base.Page;
import dev.quayside.base.Pause;
import dev.quayside.config.Secret;
import dev.quayside.database.Database;
import dev.quayside.event.Actor;
import dev.quayside.event.Event;
import dev.quayside.event.Events;
import dev.quayside.identity.audit.AuditCheck.Intact;
import dev.quayside.secret.RootKey;
import dev.quayside.testing.Await;
import dev.quayside.testing.TestDatabase;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class AuditTest {
    static final RootKey ROOT = RootKey.of(new Secret("a secret that is long enough for the test"), "test");

    private final TestDatabase testDatabase = TestDatabase.fresh();
    private final Database database = testDatabase.database();
    private final Events events = new Events(database);
    private final Audit audit = new Audit(database, events, ROOT, InstantSource.system(), Pause.REAL);

    private void record(String type, String user, ObjectNode resource) {
        events.record(new Event(type, new Actor(user, "192.0.2.1", "curl/8"), resource));
    }

    private static ObjectNode workflow(String id) {
        return Json.object().put("workflow_id", id).put("workflow_name", "nightly");
    }

    private List<String> users(AuditFilter filter) {
        return audit.list(filter, 0, 100).items().stream().map(AuditEntry::user).toList();
    }

    private long rows() {
        return database.with(handle -> handle.createQuery("select count(*) from audit_log")
                .mapTo(Long.class)
                .one());
    }

    @AfterEach
    void stop() {
        audit.close();
        testDatabase.close();
    }

    @Test
    void whoeverHasJustDoneSomethingFindsIt() {
        record("workflow.create", "ada", workflow("1"));

        Page<AuditEntry> page = audit.list(AuditFilter.ALL, 0, 10);

        assertThat(page.total()).isEqualTo(1);
        AuditEntry entry = page.items().getFirst();
        assertThat(entry.n()).isEqualTo(1);
        assertThat(entry.type()).isEqualTo("workflow.create");
        assertThat(entry.user()).isEqualTo("ada");
        assertThat(entry.address()).isEqualTo("192.0.2.1");
        assertThat(entry.agent()).isEqualTo("curl/8");
        assertThat(entry.resourceData()).isEqualTo(workflow("1"));
        assertThat(audit.find(entry.id())).contains(entry);
        assertThat(audit.find(UUID.randomUUID())).isEmpty();
    }

    @Test
    void whatHappensByItselfIsNotAudited() {
        events.record(new Event("run.ended", null, Json.object()));
        record("workflow.create", "ada", workflow("1"));

        assertThat(users(AuditFilter.ALL)).containsExactly("ada");
    }

    @Test
    void entriesAreFoundByEverythingAboutThem() {
        record("workflow.create", "ada", workflow("1"));
        record("workflow.execution.start", "bob", workflow("1").put("execution_id", "2"));
        record("workflow.schedule.create", "eve", workflow("3").put("schedule_id", "4"));
        record("login", "zoe", Json.object().put("id", "5").put("note", "1"));

        assertThat(users(AuditFilter.ALL)).containsExactly("zoe", "eve", "bob", "ada");
        assertThat(users(new AuditFilter("workflow.create", null, null, null, null)))
                .containsExactly("ada");
        assertThat(users(new AuditFilter(null, "eve", null, null, null))).containsExactly("eve");
        Map.of(
                        "1",
                        List.of("bob", "ada"),
                        "2",
                        List.of("bob"),
                        "4",
                        List.of("eve"),
                        "5",
                        List.of("zoe"),
                        "6",
                        List.of())
                .forEach((id, users) -> assertThat(users(new AuditFilter(null, null, null, null, id)))
                        .as("things with the id %s", id)
                        .isEqualTo(users));
        assertThat(users(new AuditFilter("login", "eve", null, null, null))).isEmpty();
        assertThat(users(new AuditFilter(null, "x' or '1'='1", null, null, null)))
                .isEmpty();
    }

    @Test
    void entriesAreFoundByTheirTime() {
        record("login", "ada", Json.object());
        record("login", "bob", Json.object());
        List<AuditEntry> both = audit.list(AuditFilter.ALL, 0, 10).items();
        Instant first = both.get(1).at();
        Instant second = both.get(0).at();

        assertThat(users(new AuditFilter(null, null, first, first, null))).containsExactly("ada");
        assertThat(users(new AuditFilter(null, null, second, null, null))).containsExactly("bob");
        assertThat(users(new AuditFilter(null, null, null, first.minusNanos(1000), null)))
                .isEmpty();
    }

    @Test
    void pagesHoldPartsOfAll() {
        IntStream.range(0, 7).forEach(i -> record("login", "user-" + i, Json.object()));

        Page<AuditEntry> page = audit.list(AuditFilter.ALL, 2, 3);

        assertThat(page.total()).isEqualTo(7);
        assertThat(page.items()).extracting(AuditEntry::user).containsExactly("user-4", "user-3", "user-2");
    }

    @Test
    void oddTextsDoNotEndTheAudit() {
        record("login", "a\0b \ud800", Json.object().put("note_id", "n\0").put("long_id", "x".repeat(5_000)));
        record("login", "u".repeat(10_000), Json.object());
        record("login", "ada", Json.object());

        assertThat(users(AuditFilter.ALL)).containsExactly("ada", "u".repeat(10_000), "a\uFFFDb ?");
        assertThat(users(new AuditFilter(null, "u".repeat(10_000), null, null, null)))
                .hasSize(1);
        assertThat(audit.verify()).isInstanceOf(Intact.class);
    }

    @Test
    void anEmptyAuditIsIntact() {
        assertThat(audit.verify()).isEqualTo(new Intact(0, Chain.START));
    }

    @Test
    void moreThanABatchIsChainedInTheOrderOfCommits() {
        database.useTransaction(handle -> {
            for (int i = 0; i < 5_001; i++) {
                events.append(handle, new Event("login", Actor.of("user-" + i), Json.object()));
            }
        });

        assertThat(audit.verify())
                .isInstanceOfSatisfying(
                        Intact.class, intact -> assertThat(intact.rows()).isEqualTo(5_001));
        assertThat(users(AuditFilter.ALL).getFirst()).isEqualTo("user-5000");
    }

    @Test
    void chainersOnSeveralServersMakeOneChain() throws Exception {
        long writers = 4;
        int each = 500;
        List<Callable<Void>> work = new ArrayList<>();
        for (int w = 0; w < writers; w++) {
            int writer = w;
            work.add(() -> {
                for (int i = 0; i < each; i++) {
                    record("login", "user-" + writer + "-" + i, Json.object());
                }
                return null;
            });
        }
        for (int c = 0; c < 3; c++) {
            work.add(() -> {
                var chainer = new Chainer(database, new Events(database), ROOT, InstantSource.system());
                for (int i = 0; i < 100; i++) {
                    chainer.chain();
                }
                return null;
            });
        }
        try (var threads = Executors.newFixedThreadPool(work.size())) {
            for (Future<Void> done : threads.invokeAll(work)) {
                done.get();
            }
        }

        assertThat(audit.verify())
                .isInstanceOfSatisfying(
                        Intact.class, intact -> assertThat(intact.rows()).isEqualTo(writers * each));
        int users = database.with(handle -> handle.createQuery("select count(distinct user_id) from audit_log")
                .mapTo(Integer.class)
                .one());
        assertThat(users).isEqualTo(writers * each);
    }

    @Test
    void anEventOfAnOlderTransactionIsNotSkipped() throws Exception {
        try (Connection slow = database.connect(Map.of());
                Statement statement = slow.createStatement()) {
            slow.setAutoCommit(false);
            statement.execute("insert into event (type, actor, data) values ('login', '{\"user\":\"slow\"}', '{}')");
            record("login", "quick", Json.object());

            var looks = new AtomicInteger();
            var impatient = new Audit(database, events, ROOT, InstantSource.system(), _ -> looks.incrementAndGet());
            assertThat(impatient.list(AuditFilter.ALL, 0, 10).total()).isZero();
            assertThat(looks)
                    .as("it looked again for a while, and then gave up")
                    .hasValue(100);

            slow.commit();
        }

        assertThat(users(AuditFilter.ALL)).containsExactly("quick", "slow");
    }

    @Test
    void eventsComeIntoTheChainByThemselves() throws InterruptedException {
        audit.start();
        record("login", "ada", Json.object());

        Await.until("one row", () -> rows() == 1);
        record("login", "bob", Json.object());
        Await.until("two rows", () -> rows() == 2);
    }

    @Test
    void oldEventsGoOnceTheyAreChained() throws InterruptedException {
        record("login", "ada", Json.object());
        database.useTransaction(handle -> handle.execute("update event set at = now() - interval '31 days'"));
        record("login", "bob", Json.object());

        audit.start();
        events.appended();
        Await.until(
                "only the new one is left",
                () -> events.after(dev.quayside.event.Recorded.Position.START, 10)
                                .size()
                        == 1);

        assertThat(users(AuditFilter.ALL)).containsExactly("bob", "ada");
    }
}
