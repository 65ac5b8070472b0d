package dev.quayside.identity.account;

import java.util.Optional;

/// What a user may be called.
public final class Username {
    private static final int SHORTEST = 5;
    private static final int LONGEST = 100;
    private static final String FORBIDDEN = ";'\"-";

    private Username() {}

    /// What is wrong with a name, in words that clients know; empty if it may be taken.
    public static Optional<String> problem(String name) {
        int length = name.codePointCount(0, name.length());
        if (length < SHORTEST) {
            return Optional.of("Username must be at least 5 characters long");
        }
        if (length > LONGEST) {
            return Optional.of("Username cannot contain more than 100 characters");
        }
        if (name.codePoints().anyMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c))) {
            return Optional.of("Username cannot contain spaces");
        }
        return name.codePoints().anyMatch(Username::forbidden)
                ? Optional.of("Username contains forbidden characters")
                : Optional.empty();
    }

    /// Also what cannot be seen, with which two names would look the same.
    private static boolean forbidden(int character) {
        int type = Character.getType(character);
        return FORBIDDEN.indexOf(character) >= 0
                || type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.SURROGATE
                || type == Character.UNASSIGNED;
    }
}
