@NullMarked
package dev.quayside.workflow.run;

import org.jspecify.annotations.NullMarked;
