/// What happened in runs, made durable: entries as rows, and one writer for all runs of a node that puts whatever waits
/// into one transaction.
@NullMarked
package dev.quayside.workflow.journal;

import org.jspecify.annotations.NullMarked;
