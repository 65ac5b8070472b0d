package dev.quayside.document.sentence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PlainSentencesTest {
    @Test
    void aSentenceEndsAfterAMarkBeforeWhiteSpace() {
        assertThat(PlainSentences.of("One. Two!  Three? Four.five v1.2 six"))
                .containsExactly("One.", "Two!", "Three?", "Four.five v1.2 six");
    }

    @Test
    void lineEndsAndTheBlanksAroundThemAreOneSpace() {
        assertThat(PlainSentences.of("  one \t\r\n\n  two.\nThree  four \n"))
                .containsExactly("one two.", "Three  four");
    }

    @Test
    void itCutsAfterAbbreviationsToo() {
        assertThat(PlainSentences.of("See Dr. No.")).containsExactly("See Dr.", "No.");
    }

    @Test
    void duplicatesStay() {
        assertThat(PlainSentences.of("Again. Again.")).containsExactly("Again.", "Again.");
    }

    @Test
    void aBlankTextHasNone() {
        assertThat(PlainSentences.of("")).isEmpty();
        assertThat(PlainSentences.of(" \n\u00a0\t ")).isEmpty();
    }

    @Property(tries = 300)
    void nothingButWhiteSpaceIsLost(@ForAll String text) {
        assertThat(withoutSpace(String.join("", PlainSentences.of(text)))).isEqualTo(withoutSpace(text));
    }

    @Test
    void aMillionBlanksAreNoTrouble() {
        String blanks = " ".repeat(1_000_000);

        assertThat(PlainSentences.of("a." + blanks + "b" + blanks)).isEqualTo(List.of("a.", "b"));
        assertThatCode(() -> PlainSentences.of(". ".repeat(500_000))).doesNotThrowAnyException();
    }

    private static String withoutSpace(String text) {
        StringBuilder rest = new StringBuilder();
        text.chars().filter(c -> !PlainSentences.isSpace((char) c)).forEach(c -> rest.append((char) c));
        return rest.toString();
    }
}
