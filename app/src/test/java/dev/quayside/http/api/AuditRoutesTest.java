package dev.quayside.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.base.Pause;
import dev.quayside.config.Secret;
import dev.quayside.event.Actor;
import dev.quayside.event.Event;
import dev.quayside.event.Events;
import dev.quayside.http.message.Method;
import dev.quayside.http.message.Request;
import dev.quayside.http.message.Response;
import dev.quayside.http.server.ErrorStyle;
import dev.quayside.http.server.Router;
import dev.quayside.identity.Caller;
import dev.quayside.identity.Permission;
import dev.quayside.identity.audit.Audit;
import dev.quayside.secret.RootKey;
import dev.quayside.testing.TestDatabase;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class AuditRoutesTest {
    private static final Caller ADMIN = new Caller("root", Set.of(Permission.ADMIN_ACCESS), Caller.Means.TOKEN);
    private static final Caller READER = new Caller("ada", Set.of(Permission.READ_WORKFLOWS), Caller.Means.TOKEN);

    private final TestDatabase database = TestDatabase.fresh();
    private final Events events = new Events(database.database());
    private final Audit audit = new Audit(
            database.database(),
            events,
            RootKey.of(new Secret("a secret that is long enough for the test"), "test"),
            InstantSource.system(),
            Pause.REAL);

    private Response get(Caller caller, String path) {
        return new Router(
                        new AuditRoutes(audit).routes(),
                        List.of(new Router.Area("/api/v1", ErrorStyle.DETAIL)),
                        _ -> Optional.of(caller))
                .handle(Request.of(Method.GET, path));
    }

    private void record(String type, String workflow) {
        events.record(new Event(
                type,
                new Actor("auth0|ada", "192.0.2.1", "curl/8"),
                Json.object().put("workflow_id", workflow).put("workflow_name", "nightly")));
    }

    @AfterEach
    void stop() {
        database.close();
    }

    @Test
    void entriesAreListedAsTheWorkflowAutomationApiDoes() {
        record("workflow.create", "1");

        JsonNode page = get(ADMIN, "/api/v1/admin/audit/").json();

        assertThat(page.propertyNames()).containsExactly("total", "items", "skip", "limit");
        assertThat(page.path("limit").asInt()).isEqualTo(100);
        JsonNode item = page.path("items").path(0);
        assertThat(item.propertyNames())
                .containsExactly(
                        "id", "timestamp", "event_type", "user_id", "resource_data", "ip_address", "user_agent");
        assertThat(item.path("event_type").asString()).isEqualTo("workflow.create");
        assertThat(item.path("user_id").asString()).isEqualTo("auth0|ada");
        assertThat(item.path("resource_data"))
                .isEqualTo(Json.object().put("workflow_id", "1").put("workflow_name", "nightly"));
        assertThat(item.path("ip_address").asString()).isEqualTo("192.0.2.1");
        assertThat(get(ADMIN, "/api/v1/admin/audit/" + item.path("id").asString())
                        .json())
                .isEqualTo(item);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event_type=workflow.delete",
                "resource_id=2",
                "user_id=auth0|ada&limit=1",
                "start_time=2000-01-01&end_time=9999-01-01&skip=0&limit=1"
            })
    void aFilterFindsTheNewest(String query) {
        record("workflow.create", "1");
        record("workflow.delete", "2");

        JsonNode items = get(ADMIN, "/api/v1/admin/audit?" + query).json().path("items");

        assertThat(items).hasSize(1);
        assertThat(items.path(0).path("event_type").asString()).isEqualTo("workflow.delete");
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=101", "skip=-1", "start_time=yesterday"})
    void whatIsNoFilterIsRefused(String query) {
        assertThat(get(ADMIN, "/api/v1/admin/audit/?" + query).status()).isEqualTo(422);
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "01890a5d-ac96-774b-bcce-b302099a8057", "1-1-1-1-1"})
    void anUnknownEntryIsNotFound(String id) {
        Response response = get(ADMIN, "/api/v1/admin/audit/" + id);

        assertThat(response.status()).isEqualTo(404);
        assertThat(response.json()).isEqualTo(Json.object().put("detail", "Audit log with ID " + id + " not found"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/admin/audit/", "/api/v1/admin/audit/7", "/api/v1/admin/audit/verify"})
    void onlyAdministratorsMayLook(String path) {
        Response response = get(READER, path);

        assertThat(response.status()).isEqualTo(403);
        assertThat(response.json().path("detail").asString()).isEqualTo("Admin privileges required");
    }

    @Test
    void theCheckNamesTheFirstBadRow() {
        record("workflow.create", "1");
        record("workflow.delete", "2");
        JsonNode intact = get(ADMIN, "/api/v1/admin/audit/verify").json();
        assertThat(intact.path("intact").asBoolean()).isTrue();
        assertThat(intact.path("rows").asInt()).isEqualTo(2);

        database.database().use(handle -> handle.execute("update audit_log set user_id = 'mallory' where n = 2"));

        JsonNode broken = get(ADMIN, "/api/v1/admin/audit/verify").json();
        assertThat(broken.path("intact").asBoolean()).isFalse();
        assertThat(broken.path("first_bad_row").asInt()).isEqualTo(2);
    }
}
