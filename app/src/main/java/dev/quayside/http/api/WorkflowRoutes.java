package dev.quayside.http.api;

import dev.quayside.base.Json;
import dev.quayside.base.Uuids;
import dev.quayside.http.api.WorkflowBodies.VersionDefinition;
import dev.quayside.http.api.WorkflowBodies.VersionList;
import dev.quayside.http.api.WorkflowBodies.VersionView;
import dev.quayside.http.api.WorkflowBodies.WorkflowCreate;
import dev.quayside.http.api.WorkflowBodies.WorkflowList;
import dev.quayside.http.api.WorkflowBodies.WorkflowUpdate;
import dev.quayside.http.api.WorkflowBodies.WorkflowView;
import dev.quayside.http.message.Fields;
import dev.quayside.http.message.HttpError;
import dev.quayside.http.message.Parameter;
import dev.quayside.http.message.Request;
import dev.quayside.http.message.Response;
import dev.quayside.http.server.ErrorStyle;
import dev.quayside.http.server.Route;
import dev.quayside.identity.Permission;
import dev.quayside.workflow.store.Workflow;
import dev.quayside.workflow.store.Workflows;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/// `/api/v1/workflows`: storing, changing, listing and deleting workflows.
public final class WorkflowRoutes {
    static final String TAG = "Workflows";

    private static final Parameter<String> NAME =
            Parameter.text("name", "Only those with this in their name, in any case");
    private static final Parameter<Boolean> ACTIVE =
            Parameter.flag("is_active", "Only those that are active, or are not");
    private static final Parameter<Boolean> SCHEDULED =
            Parameter.flag("is_scheduled", "Only those that a schedule starts, or does not");
    static final Parameter<String> IF_MATCH = Parameter.header(
            "If-Match", "The ETag that the change is based on; answered with 412 if it is another by now");
    private static final Parameter<String> IF_NONE_MATCH =
            Parameter.header("If-None-Match", "An ETag; answered with 304 if it is still that one");

    private static final String REVISION = "Names this state of the workflow, for `If-Match` and `If-None-Match`";

    private final Workflows workflows;

    public WorkflowRoutes(Workflows workflows) {
        this.workflows = workflows;
    }

    /// The routes, for the router.
    public List<Route> routes() {
        JsonNode example = Json.parse("""
                {"name": "Fetch and count", "workflow_definition": {"version": "1.0", "steps": [
                  {"id": "fetch", "name": "Fetch", "type": "http", "config": {"url": "https://api.example.com/data"}},
                  {"id": "count", "name": "Count", "type": "script", "depends_on": ["fetch"],
                   "config": {"language": "python", "code": "output = {'n': len(input['fetch']['body'])}"}}]}}
                """);
        return List.of(
                Route.post("/api/v1/workflows/")
                        .doc(TAG, "Store a workflow")
                        .more(
                                "The definition is checked first; everything wrong with it is told at once, with pointers.")
                        .needs(Permission.CREATE_WORKFLOWS)
                        .body(WorkflowCreate.class, example)
                        .answers(201, WorkflowView.class, "The workflow")
                        .sends(201, "Location", "Its path")
                        .sends(201, "ETag", REVISION)
                        .answers(422, "The body or the definition is not as it should be")
                        .handledBy(this::create),
                Route.get("/api/v1/workflows/")
                        .doc(TAG, "List workflows, the newest first")
                        .needs(Permission.READ_WORKFLOWS)
                        .takes(Listing.SKIP, Listing.LIMIT, NAME, ACTIVE, SCHEDULED)
                        .answers(200, WorkflowList.class, "A part of the list")
                        .handledBy(this::list),
                Route.get("/api/v1/workflows/{workflow_id}")
                        .doc(TAG, "Show a workflow")
                        .needs(Permission.READ_WORKFLOWS)
                        .takes(IF_NONE_MATCH)
                        .answers(200, WorkflowView.class, "The workflow")
                        .sends(200, "ETag", REVISION)
                        .answers(304, "It is still the one of `If-None-Match`")
                        .answers(404, "There is no such workflow")
                        .handledBy(this::show),
                Route.put("/api/v1/workflows/{workflow_id}")
                        .doc(TAG, "Change a workflow")
                        .more("Any of the fields. A new definition is a new version; runs under way keep theirs.")
                        .needs(Permission.UPDATE_WORKFLOWS)
                        .takes(IF_MATCH)
                        .body(WorkflowUpdate.class, Json.object().put("is_active", false))
                        .answers(200, WorkflowView.class, "The workflow as it is now")
                        .sends(200, "ETag", REVISION)
                        .answers(404, "There is no such workflow")
                        .answers(412, "Somebody else has changed it: `If-Match` is not its `ETag` any more")
                        .answers(422, "The body or the definition is not as it should be")
                        .handledBy(this::change),
                Route.delete("/api/v1/workflows/{workflow_id}")
                        .doc(TAG, "Delete a workflow")
                        .more("Runs under way go on to their ends; its schedules fire no more.")
                        .needs(Permission.DELETE_WORKFLOWS)
                        .takes(IF_MATCH)
                        .answers(204, "It is deleted")
                        .answers(404, "There is no such workflow")
                        .answers(412, "Somebody else has changed it")
                        .handledBy(this::delete),
                Route.get("/api/v1/workflows/{workflow_id}/versions")
                        .doc(TAG, "List the versions of a definition, the newest first")
                        .needs(Permission.READ_WORKFLOWS)
                        .errors(ErrorStyle.PROBLEM)
                        .answers(200, VersionList.class, "All versions")
                        .answers(404, "There is no such workflow")
                        .handledBy(this::versions),
                Route.get("/api/v1/workflows/{workflow_id}/versions/{version}")
                        .doc(TAG, "Show a version of a definition")
                        .needs(Permission.READ_WORKFLOWS)
                        .errors(ErrorStyle.PROBLEM)
                        .answers(200, VersionDefinition.class, "The definition")
                        .answers(404, "There is no such workflow or version")
                        .handledBy(this::version));
    }

    private Response create(Request request) {
        Fields fields = request.fields();
        var draft = new Workflow.Draft(
                fields.text("name"),
                fields.textOrNull("description"),
                fields.object("workflow_definition"),
                fields.flag("is_active", true),
                fields.flag("is_scheduled", false));
        fields.check();
        return switch (workflows.create(draft, request.actor())) {
            case Workflows.Stored.Invalid(var errors) -> throw Refused.document("workflow_definition", errors);
            case Workflows.Stored.Done(var version, var _) -> {
                Workflow workflow = workflows.find(version.workflow()).orElseThrow();
                yield shown(201, workflow).with("Location", "/api/v1/workflows/" + workflow.id());
            }
        };
    }

    private Response list(Request request) {
        var filter = new Workflow.Filter(
                request.find(NAME).orElse(null),
                request.find(ACTIVE).orElse(null),
                request.find(SCHEDULED).orElse(null));
        return Response.json(
                200,
                Listing.of(
                        workflows.page(filter, request.get(Listing.SKIP), request.get(Listing.LIMIT)),
                        WorkflowView::of));
    }

    private Response show(Request request) {
        Workflow workflow = require(request);
        boolean known = request.find(IF_NONE_MATCH)
                .filter(tags -> Tags.match(tags, workflow))
                .isPresent();
        return known ? Response.empty(304).with("ETag", Tags.of(workflow)) : shown(200, workflow);
    }

    private Response change(Request request) {
        String given = request.variable("workflow_id");
        UUID id = Uuids.find(given).orElseThrow(() -> Refused.unknownWorkflow(given));
        Fields fields = request.fields();
        var change = new Workflow.Change(
                fields.textOrNull("name"),
                description(fields),
                given(fields, "workflow_definition") ? fields.object("workflow_definition") : null,
                given(fields, "is_active") ? (Boolean) fields.flag("is_active", true) : null,
                given(fields, "is_scheduled") ? (Boolean) fields.flag("is_scheduled", false) : null);
        fields.check();
        Integer expected = Tags.expected(request.find(IF_MATCH), () -> require(request));
        return switch (workflows.change(id, change, expected, request.actor())) {
            case Workflows.Changed.Done(Workflow workflow) -> shown(200, workflow);
            case Workflows.Changed.Invalid(var errors) -> throw Refused.document("workflow_definition", errors);
            case Workflows.Changed.Stale(Workflow now) -> throw Tags.stale(now);
            case Workflows.Changed.Unknown _ -> throw Refused.unknownWorkflow(given);
        };
    }

    private static boolean given(Fields fields, String name) {
        return fields.has(name) && !fields.raw(name).isNull();
    }

    /// Null takes the description away, absence leaves it.
    private static JsonNode description(Fields fields) {
        if (!fields.has("description")) {
            return MissingNode.getInstance();
        }
        String text = fields.textOrNull("description");
        ObjectNode holder = Json.object().put("text", text);
        return holder.path("text");
    }

    private Response delete(Request request) {
        Workflow workflow = require(request);
        @Nullable Integer expected = Tags.expected(request.find(IF_MATCH), () -> workflow);
        return switch (workflows.delete(workflow.id(), expected, request.actor())) {
            case DONE -> Response.empty(204);
            case STALE -> throw Tags.stale(workflow);
            case UNKNOWN -> throw Refused.unknownWorkflow(workflow.id().toString());
        };
    }

    private Response versions(Request request) {
        List<VersionView> versions = workflows.versions(require(request).id()).stream()
                .map(VersionView::of)
                .toList();
        return Response.json(200, new VersionList(versions));
    }

    private Response version(Request request) {
        int number = number(request.variable("version"));
        Optional<JsonNode> definition = workflows.definition(require(request).id(), number);
        return Response.json(
                200,
                new VersionDefinition(
                        number, definition.orElseThrow(() -> unknownVersion(request.variable("version")))));
    }

    static int number(String text) {
        if (text.isEmpty() || text.length() > 9 || !text.chars().allMatch(Character::isDigit)) {
            throw unknownVersion(text);
        }
        return Integer.parseInt(text);
    }

    static HttpError unknownVersion(String version) {
        return new HttpError(404, "workflow.version-unknown", "There is no version " + version + " of this workflow");
    }

    private Workflow require(Request request) {
        return require(workflows, request);
    }

    static Workflow require(Workflows workflows, Request request) {
        String id = request.variable("workflow_id");
        return Uuids.find(id).flatMap(workflows::find).orElseThrow(() -> Refused.unknownWorkflow(id));
    }

    private static Response shown(int status, Workflow workflow) {
        return Response.json(status, WorkflowView.of(workflow)).with("ETag", Tags.of(workflow));
    }
}
