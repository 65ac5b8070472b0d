package dev.quayside.storage.content;

import java.util.HexFormat;

/// The bytes that every file of a format begins with. One thread at a time.
public final class Magic implements ContentCheck {
    private final byte[] expected;
    private int seen;

    private Magic(byte[] expected) {
        this.expected = expected;
    }

    /// Those with these first bytes.
    ///
    /// @param hex the bytes, two digits each
    public static Magic of(String hex) {
        return new Magic(HexFormat.of().parseHex(hex));
    }

    @Override
    public void look(byte[] bytes, int offset, int length) {
        for (int i = 0; i < length && seen < expected.length; i++, seen++) {
            if (bytes[offset + i] != expected[seen]) {
                throw ContentCheck.wrong("it begins with other bytes");
            }
        }
    }

    @Override
    public void end() {
        if (seen < expected.length) {
            throw ContentCheck.wrong("it is too short");
        }
    }
}
