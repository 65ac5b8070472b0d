package dev.quayside.document.keyword;

import dev.quayside.document.language.Language;
import dev.quayside.document.language.StopWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Reads the words of a text. One use for one text, by one thread.
final class WordReader {
    /// What comes after so many words is not read: the first few hundred pages say what a text is about.
    static final int MOST_WORDS = 50_000;

    private static final int LONGEST_WORD = 60;

    private final String text;
    private final Set<String> stopWords;
    private final Stemmer stemmer;
    private final List<Word> words = new ArrayList<>();
    private boolean broken = true;
    private int sentence;

    private WordReader(String text, Language language, StopWords stopWords) {
        this.text = text;
        this.stopWords = stopWords.of(language);
        stemmer = new Stemmer(language);
    }

    /// The words of `text`, without those of more than 60 characters.
    static List<Word> words(String text, Language language, StopWords stopWords) {
        WordReader reader = new WordReader(text, language, stopWords);
        reader.run();
        return reader.words;
    }

    private void run() {
        int i = 0;
        while (i < text.length() && words.size() < MOST_WORDS) {
            int point = text.codePointAt(i);
            if (isWordPart(point)) {
                i = word(i);
            } else {
                space(i, point);
                i += Character.charCount(point);
            }
        }
    }

    private int word(int begin) {
        int end = begin;
        while (end < text.length()) {
            int point = text.codePointAt(end);
            if (!isWordPart(point) && (!joins(end) || isElision(begin, end))) {
                break;
            }
            end += Character.charCount(point);
        }
        if (end - begin > LONGEST_WORD) {
            broken = true;
            return end;
        }
        String written = text.substring(begin, end).replace("\u00ad", "");
        if (written.endsWith("'s") || written.endsWith("’s")) {
            written = written.substring(0, written.length() - 2);
        }
        String plain = written.toLowerCase(Locale.ROOT);
        words.add(new Word(written, plain, stemmer.stem(plain), isStop(plain), broken, sentence));
        broken = false;
        return end;
    }

    private void space(int i, int point) {
        switch (point) {
            case '.', '!', '?', '。' -> {
                broken = true;
                sentence++;
            }
            case '\n' -> {
                // A line that begins with a capital may be a title, a heading or an item.
                int next = i + 1;
                while (next < text.length() && next < i + 4 && Character.isWhitespace(text.charAt(next))) {
                    next++;
                }
                boolean empty =
                        next < text.length() && text.substring(i + 1, next).contains("\n");
                boolean capital = next < text.length() && Character.isUpperCase(text.charAt(next));
                if (empty || capital) {
                    broken = true;
                    sentence++;
                }
            }
            case ' ', '\t', '\r', '\u00a0', '\u00ad' -> {}
            default -> broken = true;
        }
    }

    private boolean isStop(String plain) {
        return plain.length() < 2
                || stopWords.contains(StopWords.plain(plain))
                || plain.chars().noneMatch(Character::isLetter);
    }

    /// A hyphen, an apostrophe, a point or a slash between two letters or digits.
    private boolean joins(int i) {
        char c = text.charAt(i);
        return (c == '-' || c == '\'' || c == '’' || c == '.' || c == '\u00ad')
                && i > 0
                && i + 1 < text.length()
                && Character.isLetterOrDigit(text.charAt(i - 1))
                && Character.isLetterOrDigit(text.charAt(i + 1));
    }

    /// The apostrophe of a short word before a longer one, as in l'eau.
    private boolean isElision(int begin, int i) {
        return text.charAt(i) != '-'
                && text.charAt(i) != '.'
                && i - begin <= 2
                && i + 3 < text.length()
                && Character.isLetter(text.charAt(i + 2))
                && Character.isLetter(text.charAt(i + 3));
    }

    private static boolean isWordPart(int point) {
        return Character.isLetterOrDigit(point) || Character.getType(point) == Character.NON_SPACING_MARK;
    }
}
