package dev.quayside.document.tonality;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Cuts one sentence into tokens. One use for one sentence, by one thread.
final class Tokenizer {
    /// Longer words are cut off; no word that means something is that long.
    private static final int LONGEST_WORD = 40;

    private static final Set<String> SUFFIXES = Set.of("'s", "'re", "'ve", "'ll", "'d", "'m");

    /// Negations that people write without an apostrophe.
    private static final Set<String> BARE_NEGATIONS = Set.of(
            "dont",
            "doesnt",
            "didnt",
            "isnt",
            "wasnt",
            "arent",
            "werent",
            "cant",
            "couldnt",
            "wouldnt",
            "shouldnt",
            "wont",
            "havent",
            "hasnt",
            "hadnt",
            "aint");

    private final String sentence;
    private final boolean hasLowerCase;
    private final List<Token> tokens = new ArrayList<>();

    private Tokenizer(String sentence) {
        this.sentence = sentence;
        hasLowerCase = sentence.chars().anyMatch(Character::isLowerCase);
    }

    /// The tokens of `sentence`, in their order. Takes time in proportion to its length.
    static List<Token> tokens(String sentence) {
        Tokenizer tokenizer = new Tokenizer(sentence);
        tokenizer.run();
        return tokenizer.tokens;
    }

    private void run() {
        int i = 0;
        while (i < sentence.length()) {
            int point = sentence.codePointAt(i);
            if (Character.isWhitespace(point) || Character.isSpaceChar(point)) {
                i += Character.charCount(point);
                continue;
            }
            Emoticon emoticon = i > 0 && isWordPart(sentence.codePointBefore(i)) ? null : Emoticon.at(sentence, i);
            if (emoticon != null) {
                tokens.add(new Token(emoticon.text(), false, false, i, emoticon.end()));
                i = emoticon.end();
            } else if (isWordPart(point)) {
                i = word(i);
            } else {
                i = mark(i, point);
            }
        }
    }

    private int word(int begin) {
        int end = begin;
        while (end < sentence.length()) {
            int point = sentence.codePointAt(end);
            if (!isWordPart(point) && !joins(end)) {
                break;
            }
            end += Character.charCount(point);
        }
        add(begin, end);
        return end;
    }

    /// An apostrophe between letters, a point or a comma between digits.
    private boolean joins(int i) {
        if (i == 0 || i + 1 >= sentence.length()) {
            return false;
        }
        char c = sentence.charAt(i);
        char before = sentence.charAt(i - 1);
        char after = sentence.charAt(i + 1);
        return (isApostrophe(c) && Character.isLetter(before) && Character.isLetter(after))
                || ((c == '.' || c == ',') && Character.isDigit(before) && Character.isDigit(after));
    }

    private void add(int begin, int end) {
        String written = sentence.substring(begin, Math.min(end, begin + LONGEST_WORD));
        boolean shouted = hasLowerCase && isInCapitals(written);
        String lower = written.toLowerCase(Locale.ROOT).replace('’', '\'').replace('`', '\'');
        String word = unstretched(lower);
        boolean stretched = word.length() < lower.length();
        int split = splitOf(word);
        if (split == 0 || split == word.length()) {
            tokens.add(new Token(word, shouted, stretched, begin, end));
            return;
        }
        int middle = Math.min(begin + split, end);
        tokens.add(new Token(word.substring(0, split), shouted, stretched, begin, middle));
        String rest = BARE_NEGATIONS.contains(word) || word.equals("cannot") ? "n't" : word.substring(split);
        tokens.add(new Token(rest, shouted, false, middle, end));
    }

    /// Where the second token of a word begins, such as `n't` or `'s`; its length if there is but one.
    private static int splitOf(String word) {
        if (word.endsWith("n't")) {
            return word.length() - 3;
        }
        if (BARE_NEGATIONS.contains(word)) {
            return word.length() - 2;
        }
        if (word.equals("cannot")) {
            return 2;
        }
        int apostrophe = word.indexOf('\'');
        return apostrophe > 0 && SUFFIXES.contains(word.substring(apostrophe)) ? apostrophe : word.length();
    }

    private int mark(int begin, int point) {
        String suffix = suffixAt(begin);
        if (suffix != null) {
            tokens.add(new Token(suffix, false, false, begin, begin + suffix.length()));
            return begin + suffix.length();
        }
        String mark = Character.toString(point);
        int end = begin + mark.length();
        while (sentence.startsWith(mark, end)) {
            end += mark.length();
        }
        boolean several = end - begin > mark.length();
        switch (mark) {
            case "!", "?" -> tokens.add(new Token(several ? mark + mark : mark, false, false, begin, end));
            case "." -> tokens.add(new Token(several ? "..." : ".", false, false, begin, end));
            case "'", "\"", "-", "`", "’", "‘", "“", "”", "\uFE0F", "\u200D" -> {}
            default -> tokens.add(new Token(mark, false, false, begin, end));
        }
        return end;
    }

    /// `'s` and the like that stand apart from their word, as in texts that were cut into words before.
    private @Nullable String suffixAt(int begin) {
        if (!isApostrophe(sentence.charAt(begin))) {
            return null;
        }
        int end = begin + 1;
        while (end < sentence.length() && end < begin + 4 && Character.isLetter(sentence.charAt(end))) {
            end++;
        }
        String suffix = "'" + sentence.substring(begin + 1, end).toLowerCase(Locale.ROOT);
        return SUFFIXES.contains(suffix) ? suffix : null;
    }

    private static boolean isInCapitals(String word) {
        return word.length() > 1
                && word.chars().noneMatch(Character::isLowerCase)
                && word.chars().anyMatch(Character::isUpperCase);
    }

    /// `word` with at most two of the same letter in a row.
    private static String unstretched(String word) {
        StringBuilder shorter = new StringBuilder(word.length());
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (i < 2 || c != word.charAt(i - 1) || c != word.charAt(i - 2) || !Character.isLetter(c)) {
                shorter.append(c);
            }
        }
        return shorter.toString();
    }

    private static boolean isApostrophe(char c) {
        return c == '\'' || c == '’' || c == '`';
    }

    private static boolean isWordPart(int point) {
        return Character.isLetterOrDigit(point) || Character.getType(point) == Character.NON_SPACING_MARK;
    }
}
