package dev.quayside.document.sentence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SentencesTest {
    @Test
    void abbreviationsInitialsAndDecimalsDoNotEndASentence() {
        assertThat(texts("Mr. Smith met J. K. Rowling, e.g. on Jan. 5. They paid 2.50 euros. Fine."))
                .containsExactly("Mr. Smith met J. K. Rowling, e.g. on Jan. 5.", "They paid 2.50 euros.", "Fine.");
    }

    @Test
    void anAbbreviationAtTheEndOfASentenceEndsIt() {
        assertThat(texts("It opens at 10 a.m. Then it closes. He came at 5 p.m. on Monday."))
                .containsExactly("It opens at 10 a.m.", "Then it closes.", "He came at 5 p.m. on Monday.");
    }

    @Test
    void aQuestionAndAnExclamationEnd() {
        assertThat(texts("Really?! Yes! \"No.\" Well...")).contains("Yes!").hasSizeGreaterThan(2);
    }

    @Test
    void aNumberOfAListStaysWithItsItem() {
        assertThat(texts("1. Open the door.")).containsExactly("1. Open the door.");
        assertThat(texts("1. Open the door.\n2. Close it. Go.")).noneMatch(text -> text.endsWith("2."));
        assertThat(texts("There were 2. Then came more.")).hasSize(2);
    }

    @Test
    void anEmptyLineEndsASentenceAndALineEndDoesNot() {
        assertThat(texts("A title\n\nThe text goes\non here. End."))
                .containsExactly("A title", "The text goes\non here.", "End.");
    }

    @Test
    void otherScriptsHaveSentencesToo() {
        assertThat(texts("これは文です。これも文です。")).hasSize(2);
        assertThat(texts("Πού είναι; Εδώ είναι. Ωραία.")).contains("Ωραία.");
    }

    @Property(tries = 300)
    void eachStandsWhereItSaysAndInOrder(@ForAll String text) {
        int end = 0;
        for (Sentence sentence : Sentences.of(text)) {
            assertThat(text.substring(sentence.begin(), sentence.end())).isEqualTo(sentence.text());
            assertThat(sentence.begin()).isGreaterThanOrEqualTo(end);
            assertThat(sentence.text()).isNotBlank();
            end = sentence.end();
        }
    }

    private static List<String> texts(String text) {
        return Sentences.of(text).stream().map(Sentence::text).toList();
    }
}
