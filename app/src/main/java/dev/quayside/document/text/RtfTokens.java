package dev.quayside.document.text;

/// The parts that RTF is written in: groups, control words and bytes of text. One thread at a time.
final class RtfTokens {
    private static final int MAX_WORD = 32;

    private final byte[] bytes;
    private int at;

    RtfTokens(byte[] bytes) {
        this.bytes = bytes;
    }

    /// One part.
    sealed interface Token {
        /// `{`
        record Open() implements Token {}

        /// `}`
        record Close() implements Token {}

        /// `\word` or `\wordN`, or a control symbol such as `\~`.
        ///
        /// @param given whether there is a number
        record Control(String word, int number, boolean given) implements Token {}

        /// A byte of text, as it stands there or written `\'hh`.
        record Letter(byte value) implements Token {}

        /// Nothing more.
        record End() implements Token {}
    }

    Token next() {
        while (at < bytes.length) {
            byte c = bytes[at++];
            switch (c) {
                case '{' -> {
                    return new Token.Open();
                }
                case '}' -> {
                    return new Token.Close();
                }
                case '\\' -> {
                    return control();
                }
                case '\r', '\n', 0 -> {}
                default -> {
                    return new Token.Letter(c);
                }
            }
        }
        return new Token.End();
    }

    /// Leaves out bytes that are no RTF.
    void skip(int count) {
        at = (int) Math.min(bytes.length, at + Math.max(0L, count));
    }

    private Token control() {
        if (at >= bytes.length) {
            return new Token.End();
        }
        byte c = bytes[at];
        if (c == '\'') {
            return hex();
        }
        if (!isLetter(c)) {
            at++;
            return new Token.Control(String.valueOf((char) (c & 0xFF)), 0, false);
        }
        int start = at;
        while (at < bytes.length && isLetter(bytes[at]) && at - start < MAX_WORD) {
            at++;
        }
        String word = new String(bytes, start, at - start, java.nio.charset.StandardCharsets.US_ASCII);
        return number(word);
    }

    private Token number(String word) {
        boolean negative = at < bytes.length && bytes[at] == '-';
        int digits = negative ? at + 1 : at;
        int end = digits;
        long number = 0;
        while (end < bytes.length && bytes[end] >= '0' && bytes[end] <= '9' && end - digits < 10) {
            number = number * 10 + bytes[end++] - '0';
        }
        boolean given = end > digits;
        at = given ? end : at;
        if (at < bytes.length && bytes[at] == ' ') {
            at++;
        }
        return new Token.Control(word, (int) Math.min(negative ? -number : number, Integer.MAX_VALUE), given);
    }

    private Token hex() {
        int high = at + 1 < bytes.length ? Character.digit(bytes[at + 1], 16) : -1;
        int low = at + 2 < bytes.length ? Character.digit(bytes[at + 2], 16) : -1;
        if (high < 0 || low < 0) {
            at++;
            return new Token.Control("'", 0, false);
        }
        at += 3;
        return new Token.Letter((byte) (high << 4 | low));
    }

    private static boolean isLetter(byte c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
