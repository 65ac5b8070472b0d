package dev.quayside.document.tonality;

/// How positive and how subjective a text is.
///
/// @param polarity from -1, as negative as can be, to 1
/// @param subjectivity from 0, facts only, to 1, opinion only
public record Score(double polarity, double subjectivity) {
    /// Of a text that says nothing.
    public static final Score NONE = new Score(0, 0);

    /// Checks both ranges.
    public Score {
        if (!(polarity >= -1 && polarity <= 1 && subjectivity >= 0 && subjectivity <= 1)) {
            throw new IllegalArgumentException("no score: polarity " + polarity + ", subjectivity " + subjectivity);
        }
    }

    /// How clear the sentiment is and how much it rests on facts, from 0 to 1: 0 where the text is opinion only, else
    /// |polarity|^0.8 (1 - subjectivity^2). The formula of the File Processing & Analysis API.
    public double objective() {
        return Math.pow(Math.abs(polarity), 0.8) * (1 - subjectivity * subjectivity);
    }
}
