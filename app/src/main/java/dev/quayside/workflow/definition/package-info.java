/// From a workflow's text to a checked, immutable [dev.quayside.workflow.definition.Plan]; templates.
@NullMarked
package dev.quayside.workflow.definition;

import org.jspecify.annotations.NullMarked;
