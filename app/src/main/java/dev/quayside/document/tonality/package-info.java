/// Judges how positive and how subjective English text is: a linear model trained by the project over words, pairs of
/// words and parts of words, beside a small hand-written layer for negation, emphasis and emoticons.
/// docs/tonality-model.md says what it was trained on and how good it is.
@NullMarked
package dev.quayside.document.tonality;

import org.jspecify.annotations.NullMarked;
