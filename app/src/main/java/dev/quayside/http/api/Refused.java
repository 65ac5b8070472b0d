package dev.quayside.http.api;

import dev.quayside.http.message.HttpError;
import dev.quayside.http.message.InvalidRequest;
import dev.quayside.http.message.Violation;
import dev.quayside.workflow.definition.DefinitionError;
import java.util.ArrayList;
import java.util.List;

/// Refusals in the words that clients of the Workflow Automation API know.
final class Refused {
    private Refused() {}

    static HttpError unknownWorkflow(String id) {
        return new HttpError(404, "workflow.unknown", "Workflow with ID " + id + " not found");
    }

    static HttpError unknownExecution(String id) {
        return new HttpError(404, "run.unknown", "Execution with ID " + id + " not found");
    }

    /// What is wrong with a document that was sent as a field of the body, or as a part of it.
    ///
    /// @param field the field's name
    static InvalidRequest document(String field, List<DefinitionError> errors) {
        return new InvalidRequest(
                errors.stream().map(error -> violation(field, error)).toList());
    }

    private static Violation violation(String field, DefinitionError error) {
        List<Object> location = new ArrayList<>(List.of("body", field));
        for (String step : error.pointer().split("/", -1)) {
            if (!step.isEmpty()) {
                location.add(
                        step.chars().allMatch(Character::isDigit) && step.length() < 9
                                ? Integer.valueOf(step)
                                : step.replace("~1", "/").replace("~0", "~"));
            }
        }
        return new Violation(location, "Value error, " + error.message(), "value_error", "/" + field + error.pointer());
    }
}
