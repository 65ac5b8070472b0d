package dev.quayside.http.api;

import dev.quayside.base.Json;
import dev.quayside.base.Page;
import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import dev.quayside.base.Uuids;
import dev.quayside.http.message.HttpError;
import dev.quayside.http.message.InvalidRequest;
import dev.quayside.http.message.Parameter;
import dev.quayside.http.message.Request;
import dev.quayside.http.message.Response;
import dev.quayside.http.message.Violation;
import dev.quayside.http.server.ErrorStyle;
import dev.quayside.http.server.Route;
import dev.quayside.identity.Permission;
import dev.quayside.workflow.trigger.Draft;
import dev.quayside.workflow.trigger.Schedule;
import dev.quayside.workflow.trigger.Schedules;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Schedules: made, listed, changed, deleted, tried out, and told to start runs.
public final class ScheduleRoutes {
    private static final String TAG = "Schedules";
    private static final String OF_WORKFLOW = "/api/v1/workflows/{workflow_id}/schedules";
    private static final String OF_WORKFLOW_DOUBLED = "/api/v1/schedules/workflows/{workflow_id}/schedules";
    private static final String ALL = "/api/v1/schedules";
    private static final String ALL_DOUBLED = "/api/v1/schedules/schedules";
    private static final String ONE = "/api/v1/schedules/{schedule_id}";
    private static final String ONE_DOUBLED = "/api/v1/schedules/schedules/{schedule_id}";

    private static final int LONGEST_KEY = 200;

    private static final Parameter<String> WORKFLOW = Parameter.text("workflow_id", "Only those of this workflow.");
    private static final Parameter<Boolean> ACTIVE =
            Parameter.flag("is_active", "Only those that are active, or that are not.");
    private static final Parameter<Integer> COUNT =
            Parameter.number("count", 5, 1, Schedules.MOST_PREVIEW, "How many moments to show.");
    private static final Parameter<String> KEY =
            Parameter.header("Idempotency-Key", "Requests with the same key start one run.");

    private static final ObjectNode TIMING =
            Json.object().put("cron_expression", "0 8 * * MON-FRI").put("timezone", "Europe/Berlin");
    private static final ObjectNode EXAMPLE = TIMING.deepCopy().put("name", "Every working day");

    private final Schedules schedules;

    public ScheduleRoutes(Schedules schedules) {
        this.schedules = schedules;
    }

    public List<Route> routes() {
        return List.of(
                Route.post(OF_WORKFLOW_DOUBLED)
                        .also(OF_WORKFLOW)
                        .doc(TAG, "Make a schedule")
                        .needs(Permission.UPDATE_WORKFLOWS)
                        .body(ScheduleBody.Create.class, EXAMPLE)
                        .answers(201, ScheduleView.class, "The schedule")
                        .answers(400, "The cron expression or the time zone is not valid")
                        .answers(404, "There is no such workflow")
                        .handledBy(this::create),
                Route.get(OF_WORKFLOW_DOUBLED)
                        .also(OF_WORKFLOW)
                        .doc(TAG, "List a workflow's schedules")
                        .needs(Permission.READ_WORKFLOWS)
                        .takes(Listing.SKIP, Listing.LIMIT, ACTIVE)
                        .answers(200, ScheduleView.ScheduleList.class, "Schedules, the newest first")
                        .handledBy(request -> list(request, Optional.of(request.variable("workflow_id")))),
                Route.get(ALL_DOUBLED)
                        .also(ALL)
                        .doc(TAG, "List schedules")
                        .needs(Permission.READ_WORKFLOWS)
                        .takes(Listing.SKIP, Listing.LIMIT, WORKFLOW, ACTIVE)
                        .answers(200, ScheduleView.ScheduleList.class, "Schedules, the newest first")
                        .handledBy(request -> list(request, request.find(WORKFLOW))),
                Route.get(ONE_DOUBLED)
                        .also(ONE)
                        .doc(TAG, "Show a schedule")
                        .needs(Permission.READ_WORKFLOWS)
                        .answers(200, ScheduleView.class, "The schedule")
                        .answers(404, "There is no such schedule")
                        .handledBy(request -> Response.json(200, ScheduleView.of(require(request)))),
                Route.put(ONE_DOUBLED)
                        .also(ONE)
                        .doc(TAG, "Change a schedule")
                        .more("Fields that are left out stay as they are.")
                        .needs(Permission.UPDATE_WORKFLOWS)
                        .body(ScheduleBody.Update.class, Json.object().put("is_active", false))
                        .answers(200, ScheduleView.class, "The schedule as it is now")
                        .answers(400, "The cron expression or the time zone is not valid")
                        .answers(404, "There is no such schedule")
                        .handledBy(this::update),
                Route.delete(ONE_DOUBLED)
                        .also(ONE)
                        .doc(TAG, "Delete a schedule")
                        .more("Runs that it has started go on.")
                        .needs(Permission.UPDATE_WORKFLOWS)
                        .answers(204, "It is gone")
                        .answers(404, "There is no such schedule")
                        .handledBy(this::delete),
                Route.post(ONE + "/trigger")
                        .also(ONE_DOUBLED + "/trigger")
                        .doc(TAG, "Start a schedule's run now")
                        .needs(Permission.EXECUTE_WORKFLOWS)
                        .takes(KEY)
                        .answers(202, ScheduleView.Started.class, "The run is accepted")
                        .answers(
                                400,
                                "The workflow is not active, the inputs do not fit it, or `works_for` may not have it run")
                        .answers(404, "There is no such schedule")
                        .errors(ErrorStyle.PROBLEM)
                        .handledBy(this::trigger),
                Route.post(ONE + "/take-over")
                        .also(ONE_DOUBLED + "/take-over")
                        .doc(TAG, "Have a schedule's runs work with one's own files")
                        .more("From now on; until now they have worked with those of `works_for`.")
                        .needs(Permission.UPDATE_WORKFLOWS)
                        .answers(200, ScheduleView.class, "The schedule")
                        .answers(404, "There is no such schedule")
                        .errors(ErrorStyle.PROBLEM)
                        .handledBy(this::takeOver),
                Route.post(ONE + "/backfill")
                        .also(ONE_DOUBLED + "/backfill")
                        .doc(TAG, "Start the runs of a stretch of the past")
                        .more(
                                "A run for every fire time that has none, from `from` on and before `to`. Asking again is harmless.")
                        .needs(Permission.EXECUTE_WORKFLOWS)
                        .body(
                                ScheduleBody.Backfill.class,
                                Json.object()
                                        .put("from", "2026-01-01T00:00:00Z")
                                        .put("to", "2026-02-01T00:00:00Z"))
                        .answers(202, ScheduleView.Backfilled.class, "The runs are asked for")
                        .answers(400, "The workflow is not active, or the range is none")
                        .answers(404, "There is no such schedule")
                        .errors(ErrorStyle.PROBLEM)
                        .handledBy(this::backfill),
                Route.get(ONE + "/next")
                        .also(ONE_DOUBLED + "/next")
                        .doc(TAG, "Show when a schedule fires")
                        .needs(Permission.READ_WORKFLOWS)
                        .takes(COUNT)
                        .answers(200, ScheduleView.Times.class, "The next moments")
                        .answers(404, "There is no such schedule")
                        .errors(ErrorStyle.PROBLEM)
                        .handledBy(this::next),
                Route.post(ALL + "/preview")
                        .doc(TAG, "Show when a schedule would fire")
                        .needs(Permission.READ_WORKFLOWS)
                        .body(ScheduleBody.Preview.class, TIMING)
                        .answers(200, ScheduleView.Times.class, "The next moments")
                        .answers(400, "The cron expression or the time zone is not valid")
                        .errors(ErrorStyle.PROBLEM)
                        .handledBy(this::preview));
    }

    private Response create(Request request) {
        String workflow = request.variable("workflow_id");
        Draft draft = new ScheduleBody(request.fields()).create(workflow);
        UUID id = Uuids.find(workflow).orElseThrow(() -> Refused.unknownWorkflow(workflow));
        return switch (schedules.create(id, draft, request.actor())) {
            case Schedules.Saved.Done(Schedule schedule) ->
                Response.json(201, ScheduleView.of(schedule))
                        .with(
                                "Location",
                                ONE_DOUBLED.replace(
                                        "{schedule_id}", schedule.id().toString()));
            case Schedules.Saved.Invalid(Problem problem) -> throw refused(problem);
            case Schedules.Saved.Unknown() -> throw Refused.unknownWorkflow(workflow);
        };
    }

    private Response list(Request request, Optional<String> workflow) {
        int skip = request.get(Listing.SKIP);
        int limit = request.get(Listing.LIMIT);
        Optional<UUID> id = workflow.flatMap(Uuids::find);
        Page<Schedule> page = workflow.isPresent() && id.isEmpty()
                ? new Page<>(0, List.of(), skip, limit)
                : schedules.page(id.orElse(null), request.find(ACTIVE).orElse(null), skip, limit);
        return Response.json(200, Listing.of(page, ScheduleView::of));
    }

    private Response update(Request request) {
        ScheduleBody body = new ScheduleBody(request.fields());
        return changed(request, schedules.update(id(request), body::update, request.actor()));
    }

    private Response takeOver(Request request) {
        return changed(request, schedules.takeOver(id(request), request.actor()));
    }

    private static Response changed(Request request, Schedules.Saved saved) {
        return switch (saved) {
            case Schedules.Saved.Done(Schedule schedule) -> Response.json(200, ScheduleView.of(schedule));
            case Schedules.Saved.Invalid(Problem problem) -> throw refused(problem);
            case Schedules.Saved.Unknown() -> throw noSchedule(request);
        };
    }

    private Response delete(Request request) {
        if (!schedules.delete(id(request), request.actor())) {
            throw noSchedule(request);
        }
        return Response.empty(204);
    }

    private Response trigger(Request request) {
        String key = request.find(KEY).orElse(null);
        if (key != null && (key.isBlank() || key.length() > LONGEST_KEY)) {
            throw new HttpError(422, "run.key-invalid", "An Idempotency-Key has 1 to " + LONGEST_KEY + " characters");
        }
        return switch (schedules.trigger(id(request), request.actor(), key)) {
            case Schedules.Triggered.Started(UUID run, boolean known) ->
                Response.json(202, new ScheduleView.Started(id(request), run, known))
                        .with("Location", "/api/v1/executions/" + run);
            case Schedules.Triggered.Refused(Problem problem) ->
                throw new HttpError(400, problem.code(), problem.detail());
            case Schedules.Triggered.Unknown() -> throw noSchedule(request);
        };
    }

    private Response backfill(Request request) {
        ScheduleBody body = new ScheduleBody(request.fields());
        Instant from = body.moment("from");
        Instant to = body.moment("to");
        int limit = body.number("limit", 100, Schedules.MOST_BACKFILL);
        return switch (schedules.backfill(id(request), from, to, limit, request.actor())) {
            case Schedules.Backfilled.Done done -> Response.json(202, ScheduleView.Backfilled.of(done));
            case Schedules.Backfilled.Refused(Problem problem) ->
                throw new HttpError(400, problem.code(), problem.detail());
            case Schedules.Backfilled.Unknown() -> throw noSchedule(request);
        };
    }

    private Response next(Request request) {
        Schedule schedule = require(request);
        List<Instant> times = schedules.previews(schedule, request.get(COUNT));
        return Response.json(200, ScheduleView.Times.of(schedule.draft().timezone(), times));
    }

    private Response preview(Request request) {
        ScheduleBody body = new ScheduleBody(request.fields());
        String timezone = body.timezone("UTC");
        int count = body.number("count", 5, Schedules.MOST_PREVIEW);
        try {
            return Response.json(
                    200, ScheduleView.Times.of(timezone, schedules.previews(body.preview(), timezone, count)));
        } catch (ProblemException e) {
            throw e.problem().code().startsWith("schedule.") ? refused(e.problem()) : e;
        }
    }

    private Schedule require(Request request) {
        return schedules.find(id(request)).orElseThrow(() -> noSchedule(request));
    }

    private static UUID id(Request request) {
        return Uuids.find(request.variable("schedule_id")).orElseThrow(() -> noSchedule(request));
    }

    private static HttpError noSchedule(Request request) {
        return new HttpError(
                404, "schedule.unknown", "Schedule with ID " + request.variable("schedule_id") + " not found");
    }

    /// A schedule that was understood, but cannot be.
    private static HttpError refused(Problem problem) {
        @Nullable
        String field =
                switch (problem.code()) {
                    case "schedule.inputs-invalid" -> "execution_inputs";
                    case "schedule.interval-invalid" -> "interval_seconds";
                    case "schedule.text-invalid" ->
                        problem.detail().startsWith("Invalid name") ? "name" : "description";
                    default -> null;
                };
        return field == null
                ? new HttpError(400, problem.code(), problem.detail())
                : new InvalidRequest(List.of(new Violation(
                        List.of("body", field), "Value error, " + problem.detail(), "value_error", "/" + field)));
    }
}
