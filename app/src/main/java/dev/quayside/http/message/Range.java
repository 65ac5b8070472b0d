package dev.quayside.http.message;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The part of something that a request asks for. Several parts at once are not served: then all of it is the answer.
///
/// Source: RFC 9110, section 14.
public sealed interface Range {
    /// All of it.
    record Whole() implements Range {}

    /// A part.
    ///
    /// @param from the first byte, counted from 0
    /// @param to the last byte
    record Part(long from, long to) implements Range {
        public long length() {
            return to - from + 1;
        }

        /// The header field `Content-Range`.
        public String of(long size) {
            return "bytes " + from + "-" + to + "/" + size;
        }
    }

    /// A part that is not there.
    record Beyond() implements Range {}

    /// What a request asks for of something with `size` bytes and the entity tag `tag`.
    static Range of(Request request, long size, String tag) {
        String range = request.headers().find("Range").orElse("");
        boolean other = request.headers()
                .find("If-Range")
                .filter(known -> !known.strip().equals(tag))
                .isPresent();
        return range.isEmpty() || other ? new Whole() : parse(range, size);
    }

    private static Range parse(String range, long size) {
        Matcher form = Forms.ONE.matcher(range);
        if (!form.matches()) {
            return new Whole();
        }
        String first = form.group(1);
        String last = form.group(2);
        if (first.isEmpty()) {
            long length = last.isEmpty() ? -1 : Long.parseLong(last);
            return length < 0
                    ? new Whole()
                    : length == 0 || size == 0 ? new Beyond() : new Part(Math.max(0, size - length), size - 1);
        }
        long from = Long.parseLong(first);
        long to = last.isEmpty() ? size - 1 : Math.min(Long.parseLong(last), size - 1);
        if (!last.isEmpty() && Long.parseLong(last) < from) {
            return new Whole();
        }
        return from >= size ? new Beyond() : new Part(from, to);
    }

    /// How a range is written.
    final class Forms {
        private static final Pattern ONE = Pattern.compile("(?i)\\s*bytes\\s*=\\s*(\\d{0,18})\\s*-\\s*(\\d{0,18})\\s*");

        private Forms() {}
    }
}
