package dev.quayside.action;

import dev.quayside.base.ProblemException;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// A regular expression that gives up after a bounded number of looks at the text, so that no pattern can hold a
/// thread for long. Immutable.
final class BoundedPattern {
    static final int MAX_LENGTH = 1_000;

    /// Looks at single characters; a hundredfold of what an honest pattern needs on 100,000 characters.
    private static final int MAX_LOOKS = 10_000_000;

    private final Pattern pattern;

    /// @throws ProblemException `condition.pattern-invalid`
    BoundedPattern(String expression) {
        if (expression.length() > MAX_LENGTH) {
            throw new ProblemException(
                    "condition.pattern-invalid", "A pattern may have " + MAX_LENGTH + " characters, this one has more");
        }
        try {
            pattern = Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw new ProblemException(
                    "condition.pattern-invalid",
                    "Not a regular expression: " + e.getDescription() + " at character " + (e.getIndex() + 1));
        }
    }

    /// Tells whether the pattern occurs anywhere in `text`; `^` and `$` tie it to the ends.
    ///
    /// @throws ProblemException `condition.pattern-too-slow`
    boolean foundIn(String text) {
        try {
            return pattern.matcher(new Counted(text, 0, text.length(), new Budget()))
                    .find();
        } catch (TooManyLooks | StackOverflowError e) {
            throw new ProblemException(
                    "condition.pattern-too-slow",
                    "The pattern needs too many steps on a text of " + text.length()
                            + " characters; write it without nested repetition such as (a+)+");
        }
    }

    private static final class TooManyLooks extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooManyLooks() {
            super("", null, false, false);
        }
    }

    /// How many looks are left.
    private static final class Budget {
        private int looks = MAX_LOOKS;

        void spend() {
            if (--looks < 0) {
                throw new TooManyLooks();
            }
        }
    }

    /// A text that counts how often it is looked at.
    private record Counted(String text, int from, int to, Budget budget) implements CharSequence {
        @Override
        public int length() {
            return to - from;
        }

        @Override
        public char charAt(int index) {
            budget.spend();
            return text.charAt(from + index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Counted(text, from + start, from + end, budget);
        }

        @Override
        public String toString() {
            return text.substring(from, to);
        }
    }
}
