package dev.quayside.workflow.definition;

import java.util.List;

/// What checking a definition gave.
public sealed interface Checked {
    /// The definition can be run.
    record Valid(Plan plan) implements Checked {}

    /// The definition cannot be run; `errors` is not empty.
    record Invalid(List<DefinitionError> errors) implements Checked {
        public Invalid {
            errors = List.copyOf(errors);
        }
    }
}
