package dev.quayside.workflow.definition;

import tools.jackson.databind.JsonNode;

/// The data that templates of one call may name. Values that do not exist are missing nodes, never null.
public interface TemplateScope {
    /// The run's inputs, an object.
    JsonNode inputs();

    /// The output of a step that succeeded.
    JsonNode stepOutput(String step);

    /// The resolved value of a workflow variable.
    JsonNode variable(String name);

    /// The value of an environment variable that the server's settings allow; asking for another is a
    /// [dev.quayside.base.ProblemException] of the code `template.env-denied`.
    JsonNode environment(String name);

    /// What else is in reach: `item` and `index` in a `for_each`, `error` in `on_error`, `run`.
    JsonNode special(String name);
}
