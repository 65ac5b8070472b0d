package dev.quayside.identity.password;

import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Which passwords are good enough. Safe for several threads.
public final class PasswordRules {
    private static final int SHORTEST = 8;
    private static final int LONGEST = 64;

    /// Shorter parts of an address or a name stand in many passwords by chance.
    private static final int TELLING = 3;

    private final Set<String> common;
    private final Predicate<String> breached;

    /// @param common passwords that many people have, in small letters
    /// @param breached whether a password is known to have been stolen somewhere; asked last
    public PasswordRules(Set<String> common, Predicate<String> breached) {
        this.common = Set.copyOf(common);
        this.breached = breached;
    }

    /// Whether somebody with that name and address may have `password`.
    public boolean accept(String password, String username, String email) {
        int length = password.codePointCount(0, password.length());
        return length >= SHORTEST
                && length <= LONGEST
                && password.codePoints().anyMatch(Character::isUpperCase)
                && password.codePoints().anyMatch(Character::isDigit)
                && password.codePoints().noneMatch(PasswordRules::space)
                && !tells(password, username, email)
                && !common.contains(password.toLowerCase(Locale.ROOT))
                && !breached.test(password);
    }

    private static boolean space(int character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character);
    }

    private static boolean tells(String password, String username, String email) {
        String lower = password.toLowerCase(Locale.ROOT);
        return Stream.of(username, email, email.substring(0, Math.max(0, email.lastIndexOf('@'))))
                .map(word -> word.toLowerCase(Locale.ROOT))
                .filter(word -> word.length() >= TELLING)
                .flatMap(word ->
                        Stream.of(word, new StringBuilder(word).reverse().toString()))
                .anyMatch(lower::contains);
    }
}
