package dev.quayside.document.sentence;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Cuts a text into sentences as a reader would: not after abbreviations, initials and numbers of a list, and always
/// at an empty line.
///
/// The JDK's sentence boundaries (after Unicode Standard Annex 29), with those taken back that follow an abbreviation.
/// They hold for all languages and scripts and take time in proportion to the text, which a trained model for English
/// does not.
public final class Sentences {
    /// Lower case, without the point at the end.
    private static final Set<String> ABBREVIATIONS = Set.of(
            "mr", "mrs", "ms", "dr", "prof", "st", "jr", "sr", "gen", "col", "capt", "lt", "sgt", "rev", "hon", "gov",
            "sen", "rep", "vs", "etc", "e.g", "i.e", "cf", "al", "approx", "dept", "est", "fig", "figs", "eq", "no",
            "nos", "vol", "pp", "ed", "eds", "inc", "ltd", "co", "corp", "bros", "ave", "blvd", "rd", "tel", "ext",
            "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "a.m", "p.m", "u.s",
            "u.k", "z.b", "bzw", "ca", "nr", "str", "hr", "fr", "usw", "mme", "mlle", "sra", "sres", "dra", "sig");

    /// Abbreviations that often end a sentence: the next one decides by its first letter.
    private static final Set<String> MAY_END =
            Set.of("etc", "inc", "ltd", "co", "corp", "a.m", "p.m", "u.s", "u.k", "jr", "sr", "al", "usw", "no");

    private Sentences() {}

    /// The sentences of `text`, in their order; what stands between them is white space.
    public static List<Sentence> of(String text) {
        BreakIterator boundaries = BreakIterator.getSentenceInstance(Locale.ROOT);
        boundaries.setText(text);
        List<Sentence> sentences = new ArrayList<>();
        int begin = 0;
        for (int end = boundaries.next(); end != BreakIterator.DONE; end = boundaries.next()) {
            if (end < text.length() && !endsAt(text, begin, end)) {
                continue;
            }
            addParagraphs(text, begin, end, sentences);
            begin = end;
        }
        return List.copyOf(sentences);
    }

    private static boolean endsAt(String text, int begin, int end) {
        int last = end;
        while (last > begin && PlainSentences.isSpace(text.charAt(last - 1))) {
            last--;
        }
        if (last == begin || text.charAt(last - 1) != '.') {
            return true;
        }
        int from = last - 1;
        while (from > begin && last - from < 8 && isWordPart(text.charAt(from - 1))) {
            from--;
        }
        String word = text.substring(from, last - 1).toLowerCase(Locale.ROOT);
        if (word.length() == 1 && Character.isUpperCase(text.charAt(from))) {
            return false;
        }
        if (isNumberOfList(text, begin, from, word)) {
            return false;
        }
        return !ABBREVIATIONS.contains(word)
                || (MAY_END.contains(word) && Character.isUpperCase(text.codePointAt(end)));
    }

    private static boolean isWordPart(char c) {
        return Character.isLetterOrDigit(c) || c == '.';
    }

    /// "1." at the begin of a sentence or a line belongs to what it numbers.
    private static boolean isNumberOfList(String text, int begin, int from, String word) {
        if (word.isEmpty() || word.length() > 3 || !word.chars().allMatch(Character::isDigit)) {
            return false;
        }
        int before = from;
        while (before > begin && PlainSentences.isSpace(text.charAt(before - 1))) {
            before--;
        }
        return before == begin || text.substring(before, from).contains("\n");
    }

    /// Cuts at empty lines, which the JDK's boundaries do not heed.
    private static void addParagraphs(String text, int begin, int end, List<Sentence> sentences) {
        int from = begin;
        int breaks = 0;
        for (int i = begin; i < end; i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                breaks++;
            } else if (!PlainSentences.isSpace(c)) {
                if (breaks > 1) {
                    add(text, from, i, sentences);
                    from = i;
                }
                breaks = 0;
            }
        }
        add(text, from, end, sentences);
    }

    private static void add(String text, int begin, int end, List<Sentence> sentences) {
        int first = begin;
        int last = end;
        while (first < last && PlainSentences.isSpace(text.charAt(first))) {
            first++;
        }
        while (last > first && PlainSentences.isSpace(text.charAt(last - 1))) {
            last--;
        }
        if (first < last) {
            sentences.add(new Sentence(text.substring(first, last), first, last));
        }
    }
}
