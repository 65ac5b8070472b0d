/// Single operations on documents as runs of workflows that the program brings.
@NullMarked
package dev.quayside.workflow.job;

import org.jspecify.annotations.NullMarked;
