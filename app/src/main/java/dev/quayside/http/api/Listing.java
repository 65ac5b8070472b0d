package dev.quayside.http.api;

import dev.quayside.base.Page;
import dev.quayside.http.message.Parameter;
import java.util.List;
import java.util.function.Function;

/// A part of a list, as the Workflow Automation API shows it.
///
/// @param total how many there are in all
/// @param skip how many came before
/// @param limit most in this part
public record Listing<T>(long total, List<T> items, int skip, int limit) {
    public static final Parameter<Integer> SKIP =
            Parameter.number("skip", 0, 0, Integer.MAX_VALUE, "How many to leave out, counted from the newest");
    public static final Parameter<Integer> LIMIT = Parameter.number("limit", 100, 1, 100, "Most items in the answer");

    /// The part of a list that `page` is, as clients see it.
    public static <A, B> Listing<B> of(Page<A> page, Function<? super A, ? extends B> each) {
        Page<B> mapped = page.map(each);
        return new Listing<>(mapped.total(), mapped.items(), mapped.skip(), mapped.limit());
    }
}
