package dev.quayside.base;

import java.util.List;

/// A part of a list.
///
/// @param total how many there are in all
/// @param skip how many came before
/// @param limit most in this part
public record Page<T>(long total, List<T> items, int skip, int limit) {
    public Page {
        items = List.copyOf(items);
    }

    /// The same part of a list of something made of the items.
    public <R> Page<R> map(java.util.function.Function<? super T, ? extends R> each) {
        return new Page<>(total, items.stream().<R>map(each).toList(), skip, limit);
    }
}
