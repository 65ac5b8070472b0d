package dev.quayside.document.tonality;

import java.util.List;

/// Puts numbers into words, as the File Processing & Analysis API does.
public enum Scale {
    /// From -1 to 1.
    POLARITY,
    /// From 0 to 1.
    SUBJECTIVITY,
    /// [Score#objective], from 0 to 1.
    OBJECTIVE_SENTIMENT;

    private static final List<Range> POLARITIES = List.of(
            new Range(-0.75, "Extremely negative", "Extremely negative sentiment, harsh criticism."),
            new Range(-0.5, "Very negative", "Strongly negative tone."),
            new Range(-0.1, "Negative", "Negative sentiment, but not too strong."),
            new Range(0.1, "Neutral", "No significant emotional tone."),
            new Range(0.5, "Positive", "Slightly positive tone."),
            new Range(0.75, "Very positive", "Clearly positive tone."),
            new Range(1, "Extremely positive", "Extremely positive sentiment, highly enthusiastic review."));

    private static final List<Range> SUBJECTIVITIES = List.of(
            new Range(0.1, "Completely objective", "Purely factual statements without subjective opinions."),
            new Range(0.3, "Rather objective", "Mostly factual statements with a slight hint of subjectivity."),
            new Range(0.6, "Mixed", "A mix of subjective and objective statements."),
            new Range(0.8, "Rather subjective", "Mostly subjective statements with some factual elements."),
            new Range(1, "Completely subjective", "Entirely opinion-based statements with no factual basis."));

    private static final List<Range> OBJECTIVE_SENTIMENTS = List.of(
            new Range(
                    0.1,
                    "Completely subjective",
                    "Purely opinion-based statement with weak factual support or overly neutral."),
            new Range(
                    0.25, "Rather subjective opinion", "The sentiment is present but leans more toward subjectivity."),
            new Range(
                    0.5, "Mixed", "A mix of subjective and objective elements, but lacks clear factual argumentation."),
            new Range(0.75, "Rather objective opinion", "The sentiment is noticeable and partly based on facts."),
            new Range(1, "Objective strong opinion", "The sentiment is clearly defined and based on facts."));

    /// What a number is called.
    ///
    /// @param status in two or three words
    /// @param description a sentence on it
    public record Label(String status, String description) {}

    /// The label of the range that `value` is in. A range holds its lower end; the last one holds its upper end too.
    public Label label(double value) {
        List<Range> ranges = ranges();
        return ranges.stream()
                .filter(range -> value < range.end())
                .findFirst()
                .orElseGet(ranges::getLast)
                .label();
    }

    private List<Range> ranges() {
        return switch (this) {
            case POLARITY -> POLARITIES;
            case SUBJECTIVITY -> SUBJECTIVITIES;
            case OBJECTIVE_SENTIMENT -> OBJECTIVE_SENTIMENTS;
        };
    }

    private record Range(double end, Label label) {
        Range(double end, String status, String description) {
            this(end, new Label(status, description));
        }
    }
}
