package dev.quayside.document.keyword;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.document.language.Languages;
import dev.quayside.document.language.StopWords;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class KeywordsTest {
    private static final StopWords STOP_WORDS = new StopWords();
    private static final Keywords KEYWORDS =
            new Keywords(Keywords.shippedModel(), new Languages(STOP_WORDS), STOP_WORDS);

    private static final String ARTICLE = """
            Solar panels on warehouse roofs
            The energy agency has studied solar panels on the roofs of warehouses. Warehouse roofs are large and flat,
            and a solar panel there costs less than one on a house. Grid operators say that the power grid must be
            extended before more solar panels can be connected. The agency asks warehouse owners to report their roofs.
            """;

    @Test
    void whatATextIsAboutComesFirst() {
        assertThat(phrases(ARTICLE, 5)).contains("solar panels", "warehouse roofs");
    }

    @Test
    void inflectionsCountTogether() {
        Keyword panels = KEYWORDS.of(ARTICLE, 10).stream()
                .filter(keyword -> keyword.phrase().equals("solar panels"))
                .findFirst()
                .orElseThrow();

        assertThat(panels.count()).isEqualTo(4);
        assertThat(panels.score()).isBetween(0.0, 1.0);
    }

    @Test
    void noKeywordBeginsOrEndsWithAStopWord() {
        assertThat(phrases(ARTICLE, 100))
                .allSatisfy(
                        phrase -> assertThat(phrase.split(" ")).doesNotContain("the", "of", "and", "on", "to", "must"));
    }

    @Test
    void frenchAndPortugueseAndGreekHaveTheirOwnStopWords() {
        assertThat(phrases(
                        "La tour de l'horloge est la plus haute tour de la ville. La tour de l'horloge est fermée.",
                        50))
                .contains("horloge")
                .doesNotContain("la", "est", "l'horloge");
        assertThat(phrases(
                        "Os militares portugueses regressam à base. Os militares portugueses estão na base aérea.", 3))
                .contains("militares portugueses");
        assertThat(phrases("Η εταιρεία ενέργειας και η πόλη. Η εταιρεία ενέργειας είναι στην πόλη.", 3))
                .anySatisfy(phrase -> assertThat(phrase).contains("ενέργειας"));
    }

    @Test
    void aTextWithoutWordsHasNone() {
        assertThat(KEYWORDS.of("", 10)).isEmpty();
        assertThat(KEYWORDS.of("... 12 34, !? of the and", 10)).isEmpty();
        assertThat(KEYWORDS.of(ARTICLE, 0)).isEmpty();
    }

    @Property(tries = 200)
    void anyTextHasItsKeywordsInOrderAndTheSameEachTime(@ForAll String text) {
        List<Keyword> keywords = KEYWORDS.of(text, 10);

        assertThat(keywords).hasSizeLessThanOrEqualTo(10).isEqualTo(KEYWORDS.of(text, 10));
        assertThat(keywords).extracting(Keyword::score).isSortedAccordingTo((a, b) -> Double.compare(b, a));
        assertThat(keywords).allSatisfy(keyword -> {
            assertThat(keyword.score()).isBetween(0.0, 1.0);
            assertThat(keyword.count()).isPositive();
            assertThat(keyword.phrase()).isNotBlank();
        });
    }

    @Test
    void loneSurrogatesAndHugeTextsAreNoTrouble() {
        assertThat(KEYWORDS.of("\ud83d solar\udc00 panels \ud83d", 3)).isNotNull();
        assertThat(KEYWORDS.of("x".repeat(1_000_000), 3)).isEmpty();
        assertThat(KEYWORDS.of("solar panels ".repeat(80_000), 3)).isNotEmpty();
    }

    private static List<String> phrases(String text, int most) {
        return KEYWORDS.of(text, most).stream().map(Keyword::phrase).toList();
    }
}
