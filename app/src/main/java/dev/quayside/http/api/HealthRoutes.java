package dev.quayside.http.api;

import dev.quayside.base.Json;
import dev.quayside.config.Build;
import dev.quayside.http.message.Request;
import dev.quayside.http.message.Response;
import dev.quayside.http.server.Route;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// How the server is: for probes, for people, and for Prometheus.
public final class HealthRoutes {
    private static final String TAG = "Health";

    private final Health health;
    private final String environment;
    private final PrometheusMeterRegistry figures;
    private final String version = Build.read().program();

    /// What `/health` answers.
    ///
    /// @param status `healthy` or `unhealthy`
    record HealthView(String status, Instant timestamp, String version, String environment, double uptimeSeconds) {}

    /// A short answer for probes.
    record Ok(String status) {}

    /// Takes what is asked.
    ///
    /// @param environment the setting of that name
    public HealthRoutes(Health health, String environment, PrometheusMeterRegistry figures) {
        this.health = health;
        this.environment = environment;
        this.figures = figures;
    }

    /// The routes, for the router.
    public List<Route> routes() {
        return List.of(
                Route.get("/health")
                        .doc(TAG, "Whether the server and its database are up")
                        .early()
                        .answers(200, HealthView.class, "They are")
                        .answers(503, HealthView.class, "They are not, or the server starts or stops")
                        .handledBy(this::health),
                Route.get("/health/live")
                        .doc(TAG, "Whether the process answers")
                        .early()
                        .answers(200, Ok.class, "It does")
                        .handledBy(_ -> Response.json(200, new Ok("ok"))),
                Route.get("/health/ready")
                        .doc(TAG, "Whether requests should be sent here")
                        .early()
                        .answers(200, ObjectNode.class, "They should")
                        .answers(503, ObjectNode.class, "Not now; what is missing is named")
                        .handledBy(this::ready),
                Route.get("/api/v1/healthcheck")
                        .also("/api/v1/health")
                        .doc(TAG, "Whether the API answers")
                        .early()
                        .answers(200, Ok.class, "It does")
                        .handledBy(_ -> Response.json(200, new Ok("ok"))),
                Route.get("/status")
                        .doc(TAG, "The state of the server and its parts")
                        .early()
                        .answers(200, ObjectNode.class, "How it is")
                        .handledBy(this::status),
                Route.get("/metrics")
                        .doc(TAG, "Figures in Prometheus' text format")
                        .early()
                        .answers(200, "text/plain", "The figures")
                        .handledBy(
                                _ -> Response.text(200, "text/plain; version=0.0.4; charset=utf-8", figures.scrape())));
    }

    private Response health(Request request) {
        boolean healthy = health.isReady() && health.databaseAnswers();
        return Response.json(
                healthy ? 200 : 503,
                new HealthView(
                        healthy ? "healthy" : "unhealthy",
                        health.now(),
                        version,
                        environment,
                        health.uptime().toMillis() / 1_000.0));
    }

    private Response ready(Request request) {
        boolean database = health.databaseAnswers();
        boolean storage = health.storageUsable();
        boolean ready = health.isReady() && database && storage;
        ObjectNode answer = Json.object().put("status", ready ? "ready" : "not ready");
        answer.putObject("checks")
                .put("server", health.isReady() ? "ok" : "starting or stopping")
                .put("database", database ? "ok" : "does not answer")
                .put("storage", storage ? "ok" : "cannot be used")
                .put("engine", health.working() ? "ok" : "does not take up runs");
        return Response.json(ready ? 200 : 503, answer);
    }

    /// What clients of the File Connector and of the Dispatch Automation API look for, in one object.
    private Response status(Request request) {
        boolean database = health.databaseAnswers();
        ObjectNode status = Json.object()
                .put("status", health.isReady() && database ? "healthy" : "unhealthy")
                .put("uptime_seconds", health.uptime().toMillis() / 1_000.0);
        status.set("metrics", requests());
        status.putObject("environment")
                .put("smtp_configured", false)
                .put("portal_configured", false)
                .put("test_mode", false);
        String now = health.now().toString();
        status.put("timestamp", now);
        status.putObject("application")
                .put("name", "Quayside")
                .put("version", version)
                .put("environment", environment)
                .put("running", health.isReady())
                .put("timestamp", now);
        status.putObject("components")
                .put("database", database ? "healthy" : "unhealthy")
                .put("storage", health.storageUsable() ? "healthy" : "unhealthy")
                .put("scheduler", health.working() ? "running" : "stopped")
                .put("api_clients", "not configured");
        return Response.json(200, status);
    }

    private JsonNode requests() {
        long all = 0;
        long failed = 0;
        for (Timer timer : figures.find("quayside.http.requests").timers()) {
            all += timer.count();
            failed += String.valueOf(timer.getId().getTag("status")).compareTo("400") >= 0 ? timer.count() : 0;
        }
        return Json.object()
                .put("total_requests", all)
                .put("successful_requests", all - failed)
                .put("failed_requests", failed)
                .put("success_rate", all == 0 ? 0.0 : (double) (all - failed) / all)
                .put("active_sessions", 0);
    }
}
