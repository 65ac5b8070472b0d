package dev.quayside.document.tonality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.document.language.Languages;
import dev.quayside.document.language.StopWords;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TonalityTest {
    private static final Tonality TONALITY = new Tonality(Tonality.shippedModel(), new Languages(new StopWords()));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "I feel great this morning.",
                "very good",
                "really is a good film!",
                "very great",
                "absolutely perfect",
                "perfect",
                "great!!!",
                "good (!)",
                "The delivery was slow but the staff was extremely friendly and helpful.",
                "I love it :-)",
                "Wonderful service, amazing food, best restaurant ever.",
                ":)",
                "Not bad at all, we would come again."
            })
    void praiseIsPositive(String text) {
        assertThat(TONALITY.judge(text).score().polarity()).isGreaterThan(0.1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "This is a terrible car.",
                "The movie was not good.",
                "not very good",
                "not good",
                "This is the worst, most horrible product ever :(",
                "never happy",
                "I hate this. I really hate this.",
                "an awful, awful mess; never again!",
                "I don't like it.",
                ":("
            })
    void blameIsNegative(String text) {
        assertThat(TONALITY.judge(text).score().polarity()).isLessThan(-0.1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The meeting starts at 10 am.",
                "The invoice was paid on Monday.",
                "The shipment arrives in Hamburg on 4 April.",
                "There are 24 hours in a day.",
                "The quarterly report was published on Thursday.",
                "The contract ends in December 2025."
            })
    void factsAreNeutralAndObjective(String text) {
        Score score = TONALITY.judge(text).score();

        assertThat(score.polarity()).isBetween(-0.1, 0.1);
        assertThat(score.subjectivity()).isLessThan(0.35);
    }

    @Test
    void aNegatedBlameIsNotBlame() {
        assertThat(TONALITY.score("isn't bad").polarity()).isGreaterThan(-0.3);
    }

    @Test
    void capitalsExclamationAndEmoticonsStrengthen() {
        double plain = TONALITY.score("This is great").polarity();

        assertThat(TONALITY.score("This is GREAT").polarity()).isGreaterThan(plain);
        assertThat(TONALITY.score("This is great!!!").polarity()).isGreaterThan(plain);
        assertThat(TONALITY.score("This is great :)").polarity()).isGreaterThan(plain);
    }

    @Test
    void anOpinionIsMoreSubjectiveThanAFact() {
        assertThat(TONALITY.score("I think this is a truly wonderful idea").subjectivity())
                .isGreaterThan(0.6);
    }

    @Test
    void aTextThatSaysNothingHasNoTone() {
        assertThat(TONALITY.judge("").score()).isEqualTo(Score.NONE);
        assertThat(TONALITY.judge(" \n ").score()).isEqualTo(Score.NONE);
        assertThat(TONALITY.judge("").sentences()).isEmpty();
    }

    @Test
    void eachSentenceIsJudgedAndItsWordsAreWeighed() {
        Tone tone = TONALITY.judge("The food was wonderful. The bill came at nine. The waiter was awful.");

        assertThat(tone.sentences()).hasSize(3);
        assertThat(tone.sentences().get(0).score().polarity()).isPositive();
        assertThat(tone.sentences().get(0).words().getFirst().word()).isEqualTo("wonderful");
        assertThat(tone.sentences().get(2).score().polarity()).isNegative();
        assertThat(tone.words()).extracting(WeighedWord::word).contains("wonderful", "awful");
        assertThat(tone.language()).isEqualTo("en");
    }

    @Test
    void aLongTextIsTheMeanOfItsSentences() {
        String praise = "The staff was friendly and the food was excellent. ";
        String blame = "The room was dirty and the noise was terrible. ";

        assertThat(TONALITY.judge(praise.repeat(20)).score().polarity()).isGreaterThan(0.4);
        assertThat(TONALITY.judge(blame.repeat(20)).score().polarity()).isLessThan(-0.4);
        assertThat(TONALITY.judge((praise + blame).repeat(20)).score().polarity())
                .isBetween(-0.3, 0.3);
    }

    @Test
    void anotherLanguageIsNamed() {
        Tone tone = TONALITY.judge("Die Lieferung kam zu spät und die Ware war beschädigt.");

        assertThat(tone.language()).isEqualTo("de");
        assertThat(tone.sentences()).hasSize(1);
    }

    @Property(tries = 500)
    void anyTextHasAScoreAndTheSameEachTime(@ForAll String text) {
        Tone tone = TONALITY.judge(text);

        assertThat(tone).isEqualTo(TONALITY.judge(text));
        assertThat(tone.score().polarity()).isBetween(-1.0, 1.0);
        assertThat(tone.score().subjectivity()).isBetween(0.0, 1.0);
        assertThat(tone.score().objective()).isBetween(0.0, 1.0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "good ", "n't", ":)", "!", "\ud83d", "😀", "(", "'", "not ", ".\n\n"})
    void aMegabyteOfAnythingIsNoTrouble(String part) {
        Tone tone = TONALITY.judge(part.repeat(1_000_000 / part.length()));

        assertThat(tone.score().polarity()).isBetween(-1.0, 1.0);
    }

    @Test
    void theModelIsReadAsItWasWritten() {
        ToneModel model = Tonality.shippedModel();
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        model.write(written);
        ByteArrayOutputStream again = new ByteArrayOutputStream();
        ToneModel.read(new ByteArrayInputStream(written.toByteArray())).write(again);

        assertThat(again.toByteArray()).isEqualTo(written.toByteArray());
        assertThat(written.size()).isLessThan(5_000_000);
    }

    @Test
    void wordsThatWeighNothingAreNotListed() {
        List<WeighedWord> words = TONALITY.judge("xyzzyq").words();

        assertThat(words).allSatisfy(word -> assertThat(word.weight()).isNotZero());
    }
}
