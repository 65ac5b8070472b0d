/// Trains the models that the program ships, from the shared data, and says how good they are on data they were not
/// trained on. The same data gives the same files, byte for byte.
@NullMarked
package dev.quayside.training;

import org.jspecify.annotations.NullMarked;
