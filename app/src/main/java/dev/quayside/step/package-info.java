/// What a step is: [Step], [Outcome], [StepContext], and the catalogue of step types.
@NullMarked
package dev.quayside.step;

import org.jspecify.annotations.NullMarked;
