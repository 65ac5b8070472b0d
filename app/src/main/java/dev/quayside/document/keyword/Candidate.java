package dev.quayside.document.keyword;

import java.util.List;

/// A phrase that might be a keyword, in all its inflections.
///
/// @param length how many words it has
/// @param places where it begins, as indexes of words; ascending, at least one
record Candidate(int length, List<Integer> places) {
    int first() {
        return places.getFirst();
    }

    int count() {
        return places.size();
    }
}
