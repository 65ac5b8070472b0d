package dev.quayside.document.sentence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quayside.base.ProblemException;
import dev.quayside.base.Progress;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeywordSearchTest {
    @ParameterizedTest
    @CsvSource({
        "invoice, invoices, 93.33, true",
        "invoice, '(invoice),', 82.35, true",
        "payment, paymnt, 92.31, true",
        "cat, cats, 85.71, true",
        "tests, tents, 80.0, true",
        "test, tent, 75.0, false",
        "contract, contact, 93.33, true"
    })
    void wordsAreNearFromARatioOf80(String keyword, String word, double ratio, boolean near) {
        assertThat(new IndelRatio(keyword).to(word)).isEqualTo(ratio, within(0.005));
        assertThat(new IndelRatio(keyword).isNear(word)).isEqualTo(near);
    }

    @Test
    void twoEmptyWordsAreTheSame() {
        assertThat(new IndelRatio("").to("")).isEqualTo(100);
        assertThat(new IndelRatio("").to("a")).isZero();
        assertThat(new IndelRatio("a").to("")).isZero();
    }

    @Test
    void everyKeywordNeedsAWord() {
        KeywordSearch search = new KeywordSearch(List.of("Invoice", "PAYMENT"));

        assertThat(search.in(
                        List.of("The invoices came. Payments and invoices! A paymnt for (invoice), please? Payment."),
                        Progress.NONE))
                .containsExactly("Payments and invoices!", "A paymnt for (invoice), please?");
    }

    @Test
    void noKeywordMatchesEverySentenceAndAnEmptyOneNone() {
        assertThat(new KeywordSearch(List.of()).in(List.of("One. Two."), Progress.NONE))
                .hasSize(2);
        assertThat(new KeywordSearch(List.of("")).in(List.of("One. Two."), Progress.NONE))
                .isEmpty();
    }

    @Test
    void aKeywordOfSeveralWordsIsComparedWithSingleWords() {
        assertThat(new KeywordSearch(List.of("late payment")).in(List.of("A late payment."), Progress.NONE))
                .isEmpty();
    }

    @Test
    void aCharacterOutsideTheBasicPlaneIsOneCharacter() {
        assertThat(new IndelRatio("ab😀").to("ab😁")).isEqualTo(200.0 * 2 / 6, within(1e-9));
    }

    @Property(tries = 500)
    void theRatioIsThatOfThePlainAlgorithm(
            @ForAll @CharRange(from = 'a', to = 'd') @StringLength(max = 150) String a,
            @ForAll @CharRange(from = 'a', to = 'd') @StringLength(max = 150) String b) {
        double ratio = a.isEmpty() && b.isEmpty() ? 100 : 200.0 * commonLength(a, b) / (a.length() + b.length());

        assertThat(new IndelRatio(a).to(b)).isEqualTo(ratio);
        assertThat(new IndelRatio(a).isNear(b)).isEqualTo(ratio >= 80);
    }

    @Test
    void aKeywordThatIsTooLongIsRefused() {
        assertThatThrownBy(() -> new KeywordSearch(List.of("a".repeat(1_001))))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo("keyword.too-long"));
    }

    @Test
    void wordsOfAMillionCharactersAndTenThousandKeywordsAreNoTrouble() {
        List<String> keywords = IntStream.range(0, 10_000)
                .mapToObj(i -> Integer.toString(i, 36) + "key")
                .collect(Collectors.toList());
        String words = String.join(" ", keywords);

        assertThat(new KeywordSearch(keywords).matches("x".repeat(1_000_000) + " " + words))
                .isTrue();
        Collections.reverse(keywords);
        assertThat(new KeywordSearch(keywords).matches(words)).isTrue();
        assertThat(new KeywordSearch(List.of("x".repeat(1_000))).matches("x".repeat(1_000_000)))
                .isFalse();
    }

    private static int commonLength(String a, String b) {
        int[][] lengths = new int[a.length() + 1][b.length() + 1];
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                lengths[i][j] = a.charAt(i - 1) == b.charAt(j - 1)
                        ? lengths[i - 1][j - 1] + 1
                        : Math.max(lengths[i - 1][j], lengths[i][j - 1]);
            }
        }
        return lengths[a.length()][b.length()];
    }
}
