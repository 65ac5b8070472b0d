package dev.quayside.document.tonality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenizerTest {
    @Test
    void negationsAndShortFormsAreTokensOfTheirOwn() {
        assertThat(texts("I don't, can't and won’t; it's Tom's, dont cannot"))
                .containsExactly(
                        "i", "do", "n't", ",", "ca", "n't", "and", "wo", "n't", ";", "it", "'s", "tom", "'s", ",", "do",
                        "n't", "ca", "n't");
    }

    @Test
    void aTextThatWasCutBeforeGivesTheSameTokens() {
        assertThat(texts("it does n't work , it 's bad")).isEqualTo(texts("it doesn't work, it's bad"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                ":) :)",
                ":-) :)",
                "(: :)",
                ":-)))) :)",
                ":( :(",
                ":'( :'(",
                ";-) ;)",
                ":D :D",
                "xD xD",
                "<3 <3",
                "=P :P",
                ":/ :/"
            })
    void emoticonsHaveOnePlainForm(String written, String plain) {
        assertThat(texts("well " + written + " then")).containsExactly("well", plain, "then");
    }

    @Test
    void timesAddressesAndBracketsAreNoEmoticons() {
        assertThat(texts("at 10:30 see http://x.org/y (note: done)")).noneMatch(text -> Emoticon.meaning(text) != 0);
    }

    @Test
    void capitalsCountWhereOthersAreSmall() {
        assertThat(Tokenizer.tokens("This is GREAT").getLast().shouted()).isTrue();
        assertThat(Tokenizer.tokens("THIS IS GREAT").getLast().shouted()).isFalse();
        assertThat(Tokenizer.tokens("I am").getFirst().shouted()).isFalse();
    }

    @Test
    void stretchedWordsAreShortened() {
        assertThat(Tokenizer.tokens("sooooo goooood!!!!"))
                .extracting(Token::text)
                .containsExactly("soo", "good", "!!");
        assertThat(Tokenizer.tokens("sooooo").getFirst().stretched()).isTrue();
    }

    @Property(tries = 500)
    void tokensStandInOrderInsideTheText(@ForAll String text) {
        int begin = 0;
        for (Token token : Tokenizer.tokens(text)) {
            assertThat(token.begin()).isBetween(begin, text.length());
            assertThat(token.end()).isBetween(token.begin(), text.length());
            assertThat(token.text()).isNotEmpty();
            begin = token.begin();
        }
    }

    private static List<String> texts(String text) {
        return Tokenizer.tokens(text).stream().map(Token::text).toList();
    }
}
