package dev.quayside.http.api;

import dev.quayside.base.Json;
import dev.quayside.http.api.WorkflowBodies.Applied;
import dev.quayside.http.api.WorkflowBodies.DiffLine;
import dev.quayside.http.api.WorkflowBodies.DiffView;
import dev.quayside.http.api.WorkflowBodies.ValidView;
import dev.quayside.http.api.WorkflowBodies.WorkflowView;
import dev.quayside.http.message.Fields;
import dev.quayside.http.message.HttpError;
import dev.quayside.http.message.InvalidRequest;
import dev.quayside.http.message.Parameter;
import dev.quayside.http.message.Request;
import dev.quayside.http.message.Response;
import dev.quayside.http.message.Violation;
import dev.quayside.http.server.ErrorStyle;
import dev.quayside.http.server.Route;
import dev.quayside.identity.Permission;
import dev.quayside.workflow.definition.Checked;
import dev.quayside.workflow.definition.DefinitionReader;
import dev.quayside.workflow.definition.Plan;
import dev.quayside.workflow.definition.Plan.PlannedStep;
import dev.quayside.workflow.store.DefinitionDiff;
import dev.quayside.workflow.store.Workflow;
import dev.quayside.workflow.store.Workflows;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Workflows as files: checked, taken in, given out, compared.
public final class WorkflowFileRoutes {
    private static final Parameter<String> NAME =
            Parameter.text("name", "The workflow's name; without it, the file's own `name` counts");
    private static final Parameter<String> FORMAT =
            Parameter.choice("format", "How the file is written (default: json)", List.of("json", "yaml"));
    private static final Parameter<Integer> FROM =
            Parameter.number("from", 0, 0, Integer.MAX_VALUE, "The version before (default: the one before `to`)");
    private static final Parameter<Integer> TO =
            Parameter.number("to", 0, 0, Integer.MAX_VALUE, "The version after (default: the newest)");

    private final Workflows workflows;

    public WorkflowFileRoutes(Workflows workflows) {
        this.workflows = workflows;
    }

    /// The routes, for the router.
    public List<Route> routes() {
        return List.of(
                Route.post("/api/v1/workflows/validate")
                        .doc(WorkflowRoutes.TAG, "Check a definition without storing it")
                        .more("The body is a workflow file, JSON or YAML, or what `POST /api/v1/workflows/` takes.")
                        .needs(Permission.READ_WORKFLOWS)
                        .body(
                                ObjectNode.class,
                                Json.parse(
                                        "{\"steps\": [{\"id\": \"a\", \"type\": \"delay\", \"config\": {\"seconds\": 1}}]}"))
                        .answers(200, ValidView.class, "It could be run")
                        .answers(422, "Everything that is wrong with it, with pointers")
                        .handledBy(this::validate),
                Route.post("/api/v1/workflows/import")
                        .doc(WorkflowRoutes.TAG, "Take a workflow file in: create or update by name")
                        .more(
                                "The body is a workflow file, JSON or YAML. A workflow of that name gets a new version if the"
                                        + " file is another; the same file twice changes nothing.")
                        .needs(Permission.CREATE_WORKFLOWS)
                        .takes(NAME)
                        .body(
                                ObjectNode.class,
                                Json.parse(
                                        "{\"name\": \"wait\", \"steps\": [{\"id\": \"a\", \"type\": \"delay\", \"config\": {\"seconds\": 1}}]}"))
                        .answers(200, Applied.class, "It was there, and is so now")
                        .answers(201, Applied.class, "It is new")
                        .answers(403, "It exists, and the caller lacks `update:workflows`")
                        .answers(422, "Everything that is wrong with it, with pointers")
                        .handledBy(this::take),
                Route.get("/api/v1/workflows/{workflow_id}/export")
                        .doc(WorkflowRoutes.TAG, "Give a workflow out as a file")
                        .needs(Permission.READ_WORKFLOWS)
                        .errors(ErrorStyle.PROBLEM)
                        .takes(FORMAT)
                        .answers(200, "application/json", "The file, as `import` and `quayside run` take it")
                        .answers(404, "There is no such workflow")
                        .handledBy(this::give),
                Route.get("/api/v1/workflows/{workflow_id}/diff")
                        .doc(WorkflowRoutes.TAG, "Compare two versions of a definition")
                        .needs(Permission.READ_WORKFLOWS)
                        .errors(ErrorStyle.PROBLEM)
                        .takes(FROM, TO)
                        .answers(200, DiffView.class, "What differs; nothing if the list is empty")
                        .answers(404, "There is no such workflow or version")
                        .handledBy(this::diff));
    }

    private Response validate(Request request) {
        JsonNode document = DefinitionReader.parse(request.text());
        boolean wrapped = document.path("workflow_definition").isObject();
        JsonNode definition = wrapped ? document.path("workflow_definition") : document;
        return switch (workflows.check(definition)) {
            case Checked.Invalid(var errors) -> throw Refused.document("workflow_definition", errors);
            case Checked.Valid(Plan plan) ->
                Response.json(
                        200,
                        new ValidView(
                                true,
                                plan.steps().size(),
                                plan.steps().stream().map(PlannedStep::id).toList(),
                                plan.steps().stream()
                                        .filter(step -> step.incoming().isEmpty() && !step.handler())
                                        .map(PlannedStep::id)
                                        .toList()));
        };
    }

    private Response take(Request request) {
        JsonNode document = DefinitionReader.parse(request.text());
        if (!document.isObject()) {
            Fields _ = Fields.of(document);
        }
        String name = request.find(NAME).orElseGet(() -> document.path("name").asString(""));
        if (name.isBlank()) {
            throw new InvalidRequest(List.of(new Violation(
                    List.of("body", "name"),
                    "Value error, the workflow needs a name: in the file, or as ?name=",
                    "value_error",
                    "/name")));
        }
        Optional<Workflow> before = workflows.find(name);
        if (before.isPresent() && !request.requireCaller().may(Permission.UPDATE_WORKFLOWS)) {
            throw new HttpError(403, "auth.denied", "Missing permissions: " + Permission.UPDATE_WORKFLOWS);
        }
        var draft = new Workflow.Draft(
                name, document.path("description").asStringOpt().orElse(null), document, true, false);
        return switch (workflows.put(draft, request.actor())) {
            case Workflows.Stored.Invalid(var errors) -> throw Refused.document("workflow_definition", errors);
            case Workflows.Stored.Done(var version, boolean changed) -> {
                Workflow now = workflows.find(version.workflow()).orElseThrow();
                boolean created = before.isEmpty() || !before.get().id().equals(now.id());
                yield Response.json(created ? 201 : 200, new Applied(WorkflowView.of(now), created, changed))
                        .with("ETag", Tags.of(now));
            }
        };
    }

    private Response give(Request request) {
        Workflow workflow = WorkflowRoutes.require(workflows, request);
        ObjectNode file = Json.object().put("name", workflow.name());
        if (workflow.description() != null) {
            file.put("description", workflow.description());
        }
        workflow.definition().properties().forEach(field -> {
            if (!file.has(field.getKey())) {
                file.set(field.getKey(), field.getValue());
            }
        });
        boolean yaml = request.find(FORMAT).filter("yaml"::equals).isPresent();
        String type = yaml ? "application/yaml" : "application/json";
        String text = yaml ? DefinitionReader.toYaml(file) : Json.writePretty(file) + "\n";
        return Response.text(200, type, text)
                .with("Content-Disposition", "attachment; filename=\"" + fileName(workflow.name(), yaml) + "\"");
    }

    private static String fileName(String name, boolean yaml) {
        String plain = name.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[.-]+", "");
        return (plain.isEmpty() ? "workflow" : plain.substring(0, Math.min(80, plain.length())))
                + (yaml ? ".yaml" : ".json");
    }

    private Response diff(Request request) {
        Workflow workflow = WorkflowRoutes.require(workflows, request);
        int to = request.get(TO) == 0 ? workflow.version() : request.get(TO);
        int from = request.get(FROM) == 0 ? Math.max(1, to - 1) : request.get(FROM);
        List<DiffLine> changes = DefinitionDiff.between(definition(workflow, from), definition(workflow, to)).stream()
                .map(WorkflowFileRoutes::line)
                .toList();
        return Response.json(200, new DiffView(from, to, changes));
    }

    private JsonNode definition(Workflow workflow, int version) {
        return workflows
                .definition(workflow.id(), version)
                .orElseThrow(() -> WorkflowRoutes.unknownVersion(String.valueOf(version)));
    }

    private static DiffLine line(DefinitionDiff.Change change) {
        String op = change.before() == null ? "add" : change.after() == null ? "remove" : "replace";
        return new DiffLine(op, change.path(), change.before(), change.after());
    }
}
