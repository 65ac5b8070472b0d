@NullMarked
package dev.quayside.workflow.journal;

import org.jspecify.annotations.NullMarked;
