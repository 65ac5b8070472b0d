/// What happened that concerns others, in the order of its commits: written with the change itself, read by the audit,
/// by triggers and by exports.
@NullMarked
package dev.quayside.event;

import org.jspecify.annotations.NullMarked;
