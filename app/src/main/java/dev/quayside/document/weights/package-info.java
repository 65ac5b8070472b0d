/// Trained numbers of the packages beside it: linear models over hashed features, in a compact file of their own
/// format. Knows nothing of what the features are.
@NullMarked
package dev.quayside.document.weights;

import org.jspecify.annotations.NullMarked;
