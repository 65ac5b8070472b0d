package dev.quayside.document.tonality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScaleTest {
    @ParameterizedTest
    @CsvSource({
        "POLARITY, -1, Extremely negative, 'Extremely negative sentiment, harsh criticism.'",
        "POLARITY, -0.75, Very negative, Strongly negative tone.",
        "POLARITY, -0.5, Negative, 'Negative sentiment, but not too strong.'",
        "POLARITY, -0.1, Neutral, No significant emotional tone.",
        "POLARITY, 0, Neutral, No significant emotional tone.",
        "POLARITY, 0.1, Positive, Slightly positive tone.",
        "POLARITY, 0.5, Very positive, Clearly positive tone.",
        "POLARITY, 0.75, Extremely positive, 'Extremely positive sentiment, highly enthusiastic review.'",
        "POLARITY, 1, Extremely positive, 'Extremely positive sentiment, highly enthusiastic review.'",
        "SUBJECTIVITY, 0, Completely objective, Purely factual statements without subjective opinions.",
        "SUBJECTIVITY, 0.1, Rather objective, Mostly factual statements with a slight hint of subjectivity.",
        "SUBJECTIVITY, 0.3, Mixed, A mix of subjective and objective statements.",
        "SUBJECTIVITY, 0.6, Rather subjective, Mostly subjective statements with some factual elements.",
        "SUBJECTIVITY, 0.8, Completely subjective, Entirely opinion-based statements with no factual basis.",
        "SUBJECTIVITY, 1, Completely subjective, Entirely opinion-based statements with no factual basis.",
        "OBJECTIVE_SENTIMENT, 0, Completely subjective, "
                + "Purely opinion-based statement with weak factual support or overly neutral.",
        "OBJECTIVE_SENTIMENT, 0.1, Rather subjective opinion, "
                + "The sentiment is present but leans more toward subjectivity.",
        "OBJECTIVE_SENTIMENT, 0.25, Mixed, "
                + "'A mix of subjective and objective elements, but lacks clear factual argumentation.'",
        "OBJECTIVE_SENTIMENT, 0.5, Rather objective opinion, The sentiment is noticeable and partly based on facts.",
        "OBJECTIVE_SENTIMENT, 0.75, Objective strong opinion, The sentiment is clearly defined and based on facts.",
        "OBJECTIVE_SENTIMENT, 1, Objective strong opinion, The sentiment is clearly defined and based on facts."
    })
    void aRangeHoldsItsLowerEndAndTheLastOneItsUpperEndToo(
            Scale scale, double value, String status, String description) {
        assertThat(scale.label(value)).isEqualTo(new Scale.Label(status, description));
    }

    @ParameterizedTest
    @CsvSource({
        "0.8, 0.75, 0.365974",
        "-0.35, 0.6, 0.276334",
        "0.875, 0.6, 0.575157",
        "1, 1, 0",
        "0.35, 0.8, 0.155438",
        "0, 0, 0",
        "0.0375, 0.45, 0.057671"
    })
    void theObjectiveScoreIsThatOfTheFormula(double polarity, double subjectivity, double objective) {
        assertThat(new Score(polarity, subjectivity).objective()).isEqualTo(objective, within(1e-6));
    }

    @Test
    void aScoreOutsideItsRangeIsRefused() {
        assertThatThrownBy(() -> new Score(1.01, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Score(Double.NaN, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Score(0, -0.01)).isInstanceOf(IllegalArgumentException.class);
    }
}
