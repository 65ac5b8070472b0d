package dev.quayside;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HealthApiTest {
    private TestServer server;

    @BeforeAll
    void start() {
        server = new TestServer();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private HttpRequest.Builder nobody(String path) {
        return HttpRequest.newBuilder(server.address().resolve(path));
    }

    @Test
    void everybodyMayAskHowTheServerIs() throws Exception {
        TestServer.Answer health = server.send(nobody("/health"));

        assertThat(health.status()).isEqualTo(200);
        assertThat(health.json().path("status").stringValue()).isEqualTo("healthy");
        assertThat(health.json().path("environment").stringValue()).isEqualTo("development");
        assertThat(health.json().path("uptime_seconds").isNumber()).isTrue();
        assertThat(health.json().path("timestamp").stringValue()).endsWith("Z");
        assertThat(server.send(nobody("/health/live")).status()).isEqualTo(200);
        assertThat(server.send(nobody("/health/ready"))
                        .json()
                        .path("checks")
                        .path("database")
                        .stringValue())
                .isEqualTo("ok");
        assertThat(server.send(nobody("/health/ready"))
                        .json()
                        .path("checks")
                        .path("storage")
                        .stringValue())
                .isEqualTo("ok");
        assertThat(server.send(nobody("/api/v1/healthcheck"))
                        .json()
                        .path("status")
                        .stringValue())
                .isEqualTo("ok");
        assertThat(server.send(nobody("/api/v1/health")).json().path("status").stringValue())
                .isEqualTo("ok");
    }

    @Test
    void theStatusHoldsWhatClientsOfTwoSystemsLookFor() throws Exception {
        JsonNode status = server.send(nobody("/status")).json();

        assertThat(status.path("status").stringValue()).isEqualTo("healthy");
        assertThat(status.path("uptime_seconds").isNumber()).isTrue();
        for (String metric : new String[] {
            "total_requests", "successful_requests", "failed_requests", "success_rate", "active_sessions"
        }) {
            assertThat(status.path("metrics").path(metric).isNumber())
                    .as(metric)
                    .isTrue();
        }
        assertThat(status.path("environment").path("smtp_configured").isBoolean())
                .isTrue();
        assertThat(status.path("application").path("running").booleanValue()).isTrue();
        assertThat(status.path("components").path("database").stringValue()).isEqualTo("healthy");
        assertThat(status.path("components").path("storage").stringValue()).isEqualTo("healthy");
        assertThat(status.path("components").path("scheduler").stringValue()).isEqualTo("running");
    }

    @Test
    void prometheusIsToldWhatHappens() throws Exception {
        String workflow = server.workflow("{'steps': [{'id': 'a', 'type': 'transform', 'config': {'output': 1}}]}");
        server.post(workflow + "/executions?wait=60s", "{}");

        String figures = server.send(nobody("/metrics")).response().body();

        assertThat(figures)
                .contains(
                        "quayside_runs_started_total",
                        "quayside_runs_ended_total{status=\"completed\"}",
                        "quayside_steps_total{outcome=\"succeeded\"}",
                        "quayside_step_time_seconds_count",
                        "quayside_runs_active",
                        "quayside_runs_queued",
                        "quayside_queue_wait_seconds",
                        "quayside_leases_lost_total",
                        "quayside_schedule_lag_seconds",
                        "quayside_files_arriving",
                        "quayside_files_stored_total",
                        "quayside_files_not_stored_total{why=\"failed\"}",
                        "quayside_files_swept_total{what=\"lost\"}",
                        "quayside_live_streams",
                        "quayside_journal_writable 1.0",
                        "quayside_http_requests_seconds_count",
                        "jvm_memory_used_bytes");
    }

    @Test
    void theLogLevelIsChangedWhileTheServerRuns() throws Exception {
        TestServer.Answer changed =
                server.put("/api/v1/admin/log-level", "{'logger': 'dev.quayside.nothing', 'level': 'DEBUG'}");

        assertThat(changed.json().path("levels").path("dev.quayside.nothing").stringValue())
                .isEqualTo("DEBUG");
        assertThat(LoggerFactory.getLogger("dev.quayside.nothing").isDebugEnabled())
                .isTrue();
        assertThat(server.put("/api/v1/admin/log-level", "{'level': 'LOUD'}").status())
                .isEqualTo(422);
        assertThat(server.get("/api/v1/admin/audit?event_type=server.log-level")
                        .json()
                        .path("total")
                        .intValue())
                .isEqualTo(1);
    }

    @Test
    void aTokenOfOursOpensWhatItIsGoodFor() throws Exception {
        JsonNode created = server.post(
                        "/api/v1/admin/tokens", "{'name': 'reader', 'permissions': ['read:workflows'], 'ttl': '1h'}")
                .json();
        String bearer = "Bearer " + created.path("token").stringValue();

        assertThat(server.send(nobody("/api/v1/workflows").header("Authorization", bearer))
                        .status())
                .isEqualTo(200);
        TestServer.Answer denied = server.send(
                nobody("/api/v1/workflows/").header("Authorization", bearer).POST(BodyPublishers.ofString("{}")));
        assertThat(denied.status()).isEqualTo(403);
        assertThat(denied.json().path("detail").stringValue()).isEqualTo("Missing permissions: create:workflows");
        assertThat(server.send(nobody("/api/v1/admin/audit/").header("Authorization", bearer))
                        .json()
                        .path("detail")
                        .stringValue())
                .isEqualTo("Admin privileges required");
        assertThat(server.send(nobody("/api/v1/workflows?token="
                                + created.path("token").stringValue()))
                        .status())
                .isEqualTo(401);

        server.send(server.at("/api/v1/admin/tokens/" + created.path("id").stringValue())
                .DELETE());
        assertThat(server.send(nobody("/api/v1/workflows").header("Authorization", bearer))
                        .status())
                .isEqualTo(401);
    }
}
