package dev.quayside.http.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RangeTest {
    private static final String TAG = "\"abc\"";

    private static Range of(String range, long size) {
        return Range.of(Request.of(Method.GET, "/").with("Range", range), size, TAG);
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 0",
        "bytes=0-, 0, 9",
        "bytes=3-5, 3, 5",
        "bytes=9-9, 9, 9",
        "bytes=5-999, 5, 9",
        "bytes=-1, 9, 9",
        "bytes=-3, 7, 9",
        "bytes=-999, 0, 9",
        "'BYTES = 3 - 5', 3, 5"
    })
    void isAPartThatIsThere(String range, long from, long to) {
        assertThat(of(range, 10)).isEqualTo(new Range.Part(from, to));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10-", "bytes=10-20", "bytes=-0", "bytes=999999999999999999-"})
    void mayBeBeyondTheEnd(String range) {
        assertThat(of(range, 10)).isEqualTo(new Range.Beyond());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=5-3",
                "bytes=0-1,3-4",
                "lines=1-2",
                "bytes=a-b",
                "bytes=-",
                "bytes=",
                "x",
                "bytes=0-1-2",
                "bytes=99999999999999999999-"
            })
    void whatIsNoSinglePartMeansTheWhole(String range) {
        assertThat(of(range, 10)).isEqualTo(new Range.Whole());
    }

    @Test
    void nothingHasNoParts() {
        assertThat(of("bytes=0-", 0)).isEqualTo(new Range.Beyond());
        assertThat(of("bytes=-5", 0)).isEqualTo(new Range.Beyond());
    }

    @Test
    void aPartOfSomethingElseIsNotServed() {
        Request request = Request.of(Method.GET, "/").with("Range", "bytes=3-5");

        assertThat(Range.of(request.with("If-Range", TAG), 10, TAG)).isEqualTo(new Range.Part(3, 5));
        assertThat(Range.of(request.with("If-Range", "\"old\""), 10, TAG)).isEqualTo(new Range.Whole());
        assertThat(Range.of(request.with("If-Range", "Thu, 01 Jan 2026 00:00:00 GMT"), 10, TAG))
                .isEqualTo(new Range.Whole());
        assertThat(Range.of(Request.of(Method.GET, "/"), 10, TAG)).isEqualTo(new Range.Whole());
    }
}
