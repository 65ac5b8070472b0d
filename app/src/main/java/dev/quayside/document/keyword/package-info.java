/// Finds the words and phrases that say what a text is about: candidates between stop words and punctuation, ranked by
/// a linear model that the project trained. docs/keyword-model.md says on what, and how good it is.
@NullMarked
package dev.quayside.document.keyword;

import org.jspecify.annotations.NullMarked;
