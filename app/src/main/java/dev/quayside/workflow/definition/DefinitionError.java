package dev.quayside.workflow.definition;

/// One thing that is wrong with a definition.
///
/// @param pointer JSON pointer (RFC 6901) of the value it is about; empty for the whole definition
/// @param message what is wrong and what would be right
public record DefinitionError(String pointer, String message) {
    @Override
    public String toString() {
        return (pointer.isEmpty() ? "(whole definition)" : pointer) + ": " + message;
    }
}
