package dev.quayside.storage.content;

/// A text in some charset: no character of it is NUL, which programs and pictures are full of. A text in UTF-16 says so
/// with its first two bytes. One thread at a time.
public final class TextCheck implements ContentCheck {
    private long seen;
    private int first;
    private boolean wide;
    private int before;

    @Override
    public void look(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            next(bytes[i] & 0xFF);
        }
    }

    private void next(int b) {
        if (seen == 0) {
            first = b;
        } else if (seen == 1) {
            wide = (first == 0xFE && b == 0xFF) || (first == 0xFF && b == 0xFE);
        }
        boolean whole = !wide || seen % 2 == 1;
        if (b == 0 && whole && (!wide || before == 0)) {
            throw ContentCheck.wrong("a text has no NUL");
        }
        before = b;
        seen++;
    }

    @Override
    public void end() {
        if (wide && seen % 2 == 1) {
            throw ContentCheck.wrong("its last character is cut off");
        }
        if (seen == 1 && first == 0) {
            throw ContentCheck.wrong("a text has no NUL");
        }
    }
}
