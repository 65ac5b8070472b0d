package dev.quayside.document.weights;

/// Hashes of texts and of combinations, the same on every machine and in every version: a trained file holds them.
///
/// Sources: FNV-1a for the characters; the finaliser of SplitMix64 (Steele, Lea and Flood, 2014) to mix.
public final class FeatureHash {
    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private FeatureHash() {}

    /// The hash of the characters of `text` from `begin` to before `end`.
    public static long of(CharSequence text, int begin, int end) {
        long hash = OFFSET;
        for (int i = begin; i < end; i++) {
            hash = (hash ^ text.charAt(i)) * PRIME;
        }
        return mix(hash);
    }

    /// The hash of all characters of `text`.
    public static long of(CharSequence text) {
        return of(text, 0, text.length());
    }

    /// The hash of two hashes in this order.
    public static long combine(long first, long second) {
        return mix(first * 31 + Long.rotateLeft(second, 29) * PRIME + 0x9e3779b97f4a7c15L);
    }

    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
