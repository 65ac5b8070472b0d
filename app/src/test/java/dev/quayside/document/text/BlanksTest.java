package dev.quayside.document.text;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import org.junit.jupiter.api.Test;

class BlanksTest {
    @Property(tries = 500)
    void aTidyTextIsWhatPatternsMakeOfIt(@ForAll @Chars({'a', ' ', '\t', '\n', '\r', '\u00a0'}) String text) {
        String expected = text.replace("\r", "")
                .replaceAll("[ \\t\\u00a0]+\\n", "\n")
                .replaceAll("\\n{3,}", "\n\n")
                .strip();

        assertThat(Blanks.tidy(text)).isEqualTo(expected);
    }

    @Property(tries = 500)
    void aLineIsWhatAPatternMakesOfIt(@ForAll @Chars({'a', ' ', '\t', '\n', '\f', '\u000b', '\u00a0'}) String text) {
        assertThat(Blanks.oneLine(text))
                .isEqualTo(text.replaceAll("[\\s\\u00a0]+", " ").strip());
    }

    @Test
    void tenMillionBlanksAreNoWork() {
        String blanks = " ".repeat(10_000_000);

        assertThat(Blanks.tidy(blanks + "\na" + blanks + "\nb")).isEqualTo("a\nb");
    }
}
