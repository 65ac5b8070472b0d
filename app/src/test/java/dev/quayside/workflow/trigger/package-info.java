@NullMarked
package dev.quayside.workflow.trigger;

import org.jspecify.annotations.NullMarked;
