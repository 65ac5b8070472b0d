@NullMarked
package dev.quayside.workflow.decider;

import org.jspecify.annotations.NullMarked;
