/// Cuts a text into sentences, and finds the sentences in which words occur that are much like given ones. Pure
/// functions of the text.
@NullMarked
package dev.quayside.document.sentence;

import org.jspecify.annotations.NullMarked;
