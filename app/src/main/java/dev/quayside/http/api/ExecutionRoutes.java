package dev.quayside.http.api;

import dev.quayside.base.Json;
import dev.quayside.base.Uuids;
import dev.quayside.event.Actor;
import dev.quayside.http.api.ExecutionBodies.ExecutionCreate;
import dev.quayside.http.api.ExecutionBodies.ExecutionList;
import dev.quayside.http.api.ExecutionBodies.ExecutionRerun;
import dev.quayside.http.api.ExecutionBodies.ExecutionView;
import dev.quayside.http.api.ExecutionBodies.StepLine;
import dev.quayside.http.api.ExecutionBodies.StepList;
import dev.quayside.http.api.ExecutionBodies.WhyView;
import dev.quayside.http.message.Fields;
import dev.quayside.http.message.HttpError;
import dev.quayside.http.message.Parameter;
import dev.quayside.http.message.Request;
import dev.quayside.http.message.Response;
import dev.quayside.http.server.ErrorStyle;
import dev.quayside.http.server.Route;
import dev.quayside.identity.Permission;
import dev.quayside.workflow.journal.Run;
import dev.quayside.workflow.run.Runs;
import dev.quayside.workflow.store.Workflow;
import dev.quayside.workflow.store.Workflows;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// `/api/v1/executions`: starting runs, watching them, and telling them to stop, pause or begin again.
public final class ExecutionRoutes {
    private static final String TAG = "Executions";
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    private static final int LONGEST_KEY = 200;

    private static final Parameter<String> STATUS = Parameter.choice(
            "status", "Only those with this status", List.of("pending", "running", "completed", "failed", "cancelled"));
    private static final Parameter<Boolean> OUTPUTS =
            Parameter.flag("outputs", "Whether to show the outputs of ended runs (default: true)");
    private static final Parameter<Duration> WAIT = Parameter.span(
            "wait",
            LONGEST_WAIT,
            "Answer when the run has ended, or after this time: `10s`, `500ms`, at most 5 minutes");
    private static final Parameter<String> IDEMPOTENCY_KEY = Parameter.header(
            "Idempotency-Key",
            "Of several requests with one key, to one workflow, one run is started; the others answer with it");

    private final Runs runs;
    private final Workflows workflows;

    public ExecutionRoutes(Runs runs, Workflows workflows) {
        this.runs = runs;
        this.workflows = workflows;
    }

    /// The routes, for the router.
    public List<Route> routes() {
        return List.of(
                Route.post("/api/v1/executions/workflows/{workflow_id}/executions")
                        .also("/api/v1/workflows/{workflow_id}/executions")
                        .doc(TAG, "Start a run of a workflow")
                        .more(
                                "The run is durable when the answer is sent. With `wait`, the answer comes when the run has"
                                        + " ended: then with status 200.")
                        .needs(Permission.EXECUTE_WORKFLOWS)
                        .takes(WAIT, IDEMPOTENCY_KEY)
                        .body(ExecutionCreate.class, Json.parse("{\"inputs\": {\"name\": \"Ada\"}}"))
                        .answers(200, ExecutionView.class, "The run has ended within `wait`")
                        .answers(202, ExecutionView.class, "The run is accepted")
                        .sends(202, "Location", "The run's path")
                        .answers(400, "The workflow is not active")
                        .answers(404, "There is no such workflow")
                        .answers(
                                422,
                                "The body or the inputs are not as they should be, or the key was used with others")
                        .answers(503, "No run can be accepted now")
                        .handledBy(this::start),
                Route.get("/api/v1/executions/workflows/{workflow_id}/executions")
                        .also("/api/v1/workflows/{workflow_id}/executions")
                        .doc(TAG, "List the runs of a workflow, the newest first")
                        .needs(Permission.READ_EXECUTIONS)
                        .takes(Listing.SKIP, Listing.LIMIT, STATUS, OUTPUTS)
                        .answers(200, ExecutionList.class, "A part of the list")
                        .answers(404, "There is no such workflow")
                        .handledBy(this::listOfWorkflow),
                Route.get("/api/v1/executions")
                        .doc(TAG, "List runs of all workflows, the newest first")
                        .needs(Permission.READ_EXECUTIONS)
                        .takes(Listing.SKIP, Listing.LIMIT, STATUS, OUTPUTS)
                        .answers(200, ExecutionList.class, "A part of the list")
                        .handledBy(request -> list(request, null)),
                Route.get("/api/v1/executions/executions/{execution_id}")
                        .also("/api/v1/executions/{execution_id}")
                        .doc(TAG, "Show a run")
                        .needs(Permission.READ_EXECUTIONS)
                        .takes(WAIT)
                        .answers(200, ExecutionView.class, "The run")
                        .answers(404, "There is no such run")
                        .handledBy(this::show),
                Route.post("/api/v1/executions/executions/{execution_id}/cancel")
                        .also("/api/v1/executions/{execution_id}/cancel")
                        .doc(TAG, "Cancel a run")
                        .more("Steps under way are told to stop, then killed; the run ends as `cancelled` soon after.")
                        .needs(Permission.CANCEL_EXECUTIONS)
                        .answers(200, ExecutionView.class, "The run; it ends soon")
                        .answers(400, "The run has ended")
                        .answers(404, "There is no such run")
                        .handledBy(this::cancel),
                own("/api/v1/executions/{execution_id}/pause", "Pause a run: steps under way end, no new ones begin")
                        .needs(Permission.EXECUTE_WORKFLOWS)
                        .answers(200, ExecutionView.class, "The run")
                        .handledBy(request -> ask(request, runs::pause)),
                own("/api/v1/executions/{execution_id}/resume", "Let a paused run go on")
                        .needs(Permission.EXECUTE_WORKFLOWS)
                        .answers(200, ExecutionView.class, "The run")
                        .handledBy(request -> ask(request, runs::resume)),
                own("/api/v1/executions/{execution_id}/rerun", "Repeat an ended run from a step, or from what failed")
                        .more("A new run of the same version with the same inputs, which takes over what succeeded.")
                        .needs(Permission.EXECUTE_WORKFLOWS)
                        .bodyIfAny(ExecutionRerun.class, Json.parse("{\"from_step\": \"count\"}"))
                        .answers(202, ExecutionView.class, "The new run is accepted")
                        .sends(202, "Location", "The new run's path")
                        .handledBy(this::rerun),
                Route.get("/api/v1/executions/{execution_id}/steps")
                        .also("/api/v1/executions/{execution_id}/timeline")
                        .doc(TAG, "Show the steps of a run, each with its times")
                        .needs(Permission.READ_EXECUTIONS)
                        .errors(ErrorStyle.PROBLEM)
                        .answers(200, StepList.class, "The steps in the order of the definition")
                        .answers(404, "There is no such run")
                        .handledBy(this::steps),
                Route.get("/api/v1/executions/{execution_id}/why")
                        .doc(TAG, "Say in words why a run is where it is")
                        .needs(Permission.READ_EXECUTIONS)
                        .errors(ErrorStyle.PROBLEM)
                        .answers(200, WhyView.class, "What it waits for, or how it ended")
                        .answers(404, "There is no such run")
                        .handledBy(this::why));
    }

    private static Route.Builder own(String path, String summary) {
        return Route.post(path)
                .doc(TAG, summary)
                .errors(ErrorStyle.PROBLEM)
                .answers(404, "There is no such run")
                .answers(409, "The run has ended, or has not ended yet");
    }

    private Response start(Request request) throws InterruptedException {
        Workflow workflow = WorkflowRoutes.require(workflows, request);
        Fields fields = request.fields();
        ObjectNode inputs = fields.objectIfAny("inputs");
        fields.check();
        if (!workflow.active()) {
            throw new HttpError(400, "workflow.inactive", "Workflow with ID " + workflow.id() + " is not active");
        }
        @Nullable String key = request.find(IDEMPOTENCY_KEY).orElse(null);
        if (key != null && (key.isBlank() || key.length() > LONGEST_KEY)) {
            throw new HttpError(422, "run.key-invalid", "An Idempotency-Key has 1 to " + LONGEST_KEY + " characters");
        }
        return switch (runs.start(workflow.newest(), inputs, request.actor(), key)) {
            case Runs.Start.InvalidInputs(var errors) -> throw Refused.document("inputs", errors);
            case Runs.Start.KeyReused(UUID run) ->
                throw new HttpError(
                        422,
                        "run.key-reused",
                        "The Idempotency-Key was used for execution " + run + " with other inputs");
            case Runs.Start.Accepted(UUID id, var _) -> accepted(id, request);
        };
    }

    private Response accepted(UUID id, Request request) throws InterruptedException {
        Optional<Duration> wait = request.find(WAIT);
        Run run = wait.isPresent() ? runs.await(id, wait.get()) : runs.find(id).orElseThrow();
        boolean ended = wait.isPresent() && run.status().ended();
        return Response.json(ended ? 200 : 202, view(run, ended)).with("Location", "/api/v1/executions/" + id);
    }

    private Response listOfWorkflow(Request request) {
        return list(request, WorkflowRoutes.require(workflows, request).id());
    }

    private Response list(Request request, @Nullable UUID workflow) {
        boolean outputs = request.find(OUTPUTS).orElse(true);
        var page = runs.page(
                workflow, request.find(STATUS).orElse(null), request.get(Listing.SKIP), request.get(Listing.LIMIT));
        return Response.json(200, Listing.of(page, run -> view(run, outputs)));
    }

    private Response show(Request request) throws InterruptedException {
        Run run = require(request);
        Optional<Duration> wait = request.find(WAIT);
        return Response.json(200, view(wait.isPresent() ? runs.await(run.id(), wait.get()) : run, true));
    }

    private Response cancel(Request request) {
        Run run = require(request);
        if (runs.cancel(run.id(), request.actor()) != Runs.Asked.DONE) {
            throw new HttpError(400, "run.ended", "Execution with ID " + run.id() + " is not in a cancelable state");
        }
        return Response.json(200, view(runs.find(run.id()).orElse(run), true));
    }

    private Response ask(Request request, BiFunction<UUID, Actor, Runs.Asked> wish) {
        Run run = require(request);
        if (wish.apply(run.id(), request.actor()) != Runs.Asked.DONE) {
            throw new HttpError(
                    409,
                    "run.ended",
                    "Execution with ID " + run.id() + " has ended: "
                            + run.status().word());
        }
        return Response.json(200, view(runs.find(run.id()).orElse(run), true));
    }

    private Response rerun(Request request) {
        Run run = require(request);
        Fields fields = request.fieldsIfAny();
        @Nullable String from = fields.textOrNull("from_step");
        fields.check();
        UUID again = runs.rerun(run.id(), from, request.actor())
                .orElseThrow(() -> Refused.unknownExecution(run.id().toString()));
        return Response.json(202, view(runs.find(again).orElseThrow(), false))
                .with("Location", "/api/v1/executions/" + again);
    }

    private Response steps(Request request) {
        Run run = require(request);
        List<StepLine> steps = runs.steps(run).stream().map(StepLine::of).toList();
        return Response.json(200, new StepList(run.id(), run.status().word(), steps));
    }

    private Response why(Request request) {
        Run run = require(request);
        String why = runs.why(run.id()).orElse("");
        return Response.json(200, new WhyView(run.id(), run.status().word(), why));
    }

    private Run require(Request request) {
        return require(runs, request);
    }

    /// The run that a path names.
    static Run require(Runs runs, Request request) {
        String id = request.variable("execution_id");
        return Uuids.find(id).flatMap(runs::find).orElseThrow(() -> Refused.unknownExecution(id));
    }

    private ExecutionView view(Run run, boolean outputs) {
        return ExecutionView.of(run, outputs && run.status().ended() ? runs.outputs(run) : null);
    }
}
