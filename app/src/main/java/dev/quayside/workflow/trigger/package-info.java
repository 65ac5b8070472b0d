/// What starts runs by itself: schedules by cron, by interval, by hand.
@NullMarked
package dev.quayside.workflow.trigger;

import org.jspecify.annotations.NullMarked;
