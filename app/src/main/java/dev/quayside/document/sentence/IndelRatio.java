package dev.quayside.document.sentence;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// How much alike one word is to others, as the normalised Indel ratio: 200 times the length of the longest common
/// subsequence, divided by the sum of both lengths; from 0 to 100. Characters are code points. Immutable.
///
/// The longest common subsequence is found for 64 characters at a time.
/// Source: H. Hyyrö, Bit-Parallel LCS-length Computation Revisited, 2004.
public final class IndelRatio {
    private static final int ASCII = 128;
    private static final long[] NOWHERE = {};

    private final int length;
    private final int blocks;

    /// For each ASCII character the places where it stands in the word, as bits.
    private final long[][] ascii = new long[ASCII][];

    private final Map<Integer, long[]> others = new HashMap<>();

    /// Prepares the comparison with `word`.
    public IndelRatio(String word) {
        int[] points = word.codePoints().toArray();
        length = points.length;
        blocks = (length + Long.SIZE - 1) / Long.SIZE;
        for (int i = 0; i < length; i++) {
            places(points[i])[i / Long.SIZE] |= 1L << (i % Long.SIZE);
        }
    }

    /// The ratio of the word to `other`. Takes time in proportion to the product of both lengths.
    public double to(String other) {
        int sum = length + other.codePointCount(0, other.length());
        return sum == 0 ? 100 : 200.0 * commonLength(other) / sum;
    }

    /// Whether the ratio to `other` is at least 80; tells at once if the lengths alone rule it out.
    boolean isNear(String other) {
        if (other.length() > 3L * length) {
            return false; // even if each code point of it took two characters
        }
        int otherLength = other.codePointCount(0, other.length());
        int sum = length + otherLength;
        // The ratio is at least 80 where the common length is at least two fifths of the sum.
        return 5L * Math.min(length, otherLength) >= 2L * sum && 5L * commonLength(other) >= 2L * sum;
    }

    private int commonLength(String other) {
        long[] rows = new long[blocks];
        Arrays.fill(rows, -1L);
        for (int i = 0; i < other.length(); ) {
            int point = other.codePointAt(i);
            i += Character.charCount(point);
            advance(rows, found(point));
        }
        int common = 0;
        for (int block = 0; block < blocks; block++) {
            int used = Math.min(Long.SIZE, length - block * Long.SIZE);
            common += Long.bitCount(~rows[block] & (-1L >>> (Long.SIZE - used)));
        }
        return common;
    }

    /// One character more of the other word: V' = (V + (V & M)) | (V & ~M), over all blocks with carry.
    private static void advance(long[] rows, long[] matches) {
        if (matches.length == 0) {
            return;
        }
        long carry = 0;
        for (int block = 0; block < rows.length; block++) {
            long row = rows[block];
            long both = row & matches[block];
            long sum = row + both;
            long overflow = Long.compareUnsigned(sum, row) < 0 ? 1 : 0;
            long total = sum + carry;
            overflow |= Long.compareUnsigned(total, sum) < 0 ? 1 : 0;
            rows[block] = total | (row & ~matches[block]);
            carry = overflow;
        }
    }

    private long[] found(int point) {
        long[] places = point < ASCII ? ascii[point] : others.get(point);
        return places == null ? NOWHERE : places;
    }

    private long[] places(int point) {
        if (point >= ASCII) {
            return others.computeIfAbsent(point, _ -> new long[blocks]);
        }
        if (ascii[point] == null) {
            ascii[point] = new long[blocks];
        }
        return ascii[point];
    }
}
