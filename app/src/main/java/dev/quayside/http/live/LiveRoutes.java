package dev.quayside.http.live;

import dev.quayside.base.Pause;
import dev.quayside.base.Uuids;
import dev.quayside.http.message.HttpError;
import dev.quayside.http.message.InvalidRequest;
import dev.quayside.http.message.Parameter;
import dev.quayside.http.message.Request;
import dev.quayside.http.message.Response;
import dev.quayside.http.message.Violation;
import dev.quayside.http.server.Admission;
import dev.quayside.http.server.Authenticator;
import dev.quayside.http.server.Route;
import dev.quayside.identity.Permission;
import dev.quayside.workflow.run.RunLogs;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/// The logs of runs: stored, as server-sent events, and by WebSocket. Safe for several threads.
public final class LiveRoutes implements AutoCloseable {
    static final Parameter<Integer> AFTER = Parameter.number(
            "after", 0, 0, Integer.MAX_VALUE, "Only lines with higher numbers: the number of the last line you have");

    private static final Parameter<String> LAST_EVENT_ID =
            Parameter.header("Last-Event-ID", "As `after`, sent by `EventSource` when it comes again; it wins");

    private static final String TAG = "Logs";

    private final Feeds feeds;
    private final StoredLogs stored;
    private final LiveSettings settings;
    private final Pause pause;
    private final Streams events;
    private final LiveContext sockets;

    /// @param figures told how many streams are open, and how many were cut because the client took nothing
    public LiveRoutes(
            RunLogs logs,
            Authenticator authenticator,
            InstantSource clock,
            Pause pause,
            LiveSettings settings,
            MeterRegistry figures) {
        this.feeds = new Feeds(logs);
        this.stored = new StoredLogs(logs);
        this.settings = settings;
        this.pause = pause;
        this.events = new Streams(figures, "sse");
        this.sockets = new LiveContext(feeds, authenticator, clock, settings, new Streams(figures, "websocket"));
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/api/v1/logs/executions/{execution_id}/logs")
                        .also("/api/v1/executions/{execution_id}/logs")
                        .doc(TAG, "List the log of an execution, the newest lines first")
                        .needs(Permission.READ_LOGS)
                        .takes(StoredLogs.parameters())
                        .answers(200, StoredLogs.LogList.class, "A part of the log")
                        .answers(404, "No such execution")
                        .handledBy(stored::list),
                Route.get("/api/v1/logs/executions/{execution_id}/logs/stream")
                        .also("/api/v1/executions/{execution_id}/logs/stream")
                        .doc(TAG, "Follow the log of an execution by server-sent events")
                        .more(
                                "Events `log` with the line's number as `id`, oldest first; `end` when the execution has ended.")
                        .needs(Permission.READ_LOGS)
                        .takes(AFTER, LAST_EVENT_ID, Admission.TOKEN)
                        .answers(200, "text/event-stream", "The events")
                        .answers(204, "The client came again and has everything")
                        .answers(404, "No such execution")
                        .handledBy(this::stream),
                Route.get("/ws/executions/{execution_id}/logs")
                        .doc(TAG, "Follow the log of an execution by WebSocket")
                        .needs(Permission.READ_LOGS)
                        .takes(AFTER, Admission.TOKEN)
                        .answers(101, "The messages")
                        .talks(request -> new LogSocket(sockets, request)));
    }

    private Response stream(Request request) {
        UUID run = run(request);
        if (feeds.stopping()) {
            throw new HttpError(503, "server.stopping", "The server is stopping; try again in a moment")
                    .with("Retry-After", "2");
        }
        String lastEvent = request.find(LAST_EVENT_ID).orElse("").strip();
        if (lastEvent.endsWith(EventStream.END_MARK)) {
            return Response.empty(204); // tells an EventSource not to come again
        }
        int after = lastEvent.isEmpty() ? request.get(AFTER) : number(lastEvent);
        if (!feeds.exists(run)) {
            throw unknown(request);
        }
        return Response.written("text/event-stream", new EventStream(feeds, events, settings.heartbeat(), run, after))
                .with("Cache-Control", "no-cache, no-transform")
                .with("X-Accel-Buffering", "no");
    }

    private static int number(String lastEvent) {
        try {
            return Integer.parseUnsignedInt(lastEvent);
        } catch (NumberFormatException e) {
            throw new InvalidRequest(List.of(new Violation(
                    List.of("header", LAST_EVENT_ID.name()),
                    "Input should be a valid integer, unable to parse string as an integer",
                    "int_parsing",
                    null)));
        }
    }

    /// The run that a request is about.
    ///
    /// @throws HttpError 404 if its path names none
    static UUID run(Request request) {
        return Uuids.find(request.variable("execution_id")).orElseThrow(() -> unknown(request));
    }

    /// @throws HttpError 422 if it is not a number
    static int after(Request request) {
        return request.get(AFTER);
    }

    static HttpError unknown(Request request) {
        return new HttpError(
                404, "run.unknown", "Execution with ID " + request.variable("execution_id") + " not found");
    }

    /// How many event streams and sockets are open.
    public int openStreams() {
        return events.open() + sockets.sockets().open();
    }

    /// Ends all streams, each with the number to go on from; to be called before the server stops.
    @Override
    public void close() {
        feeds.stop(settings.stopPatience(), pause);
    }
}
