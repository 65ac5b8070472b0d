package dev.quayside.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The data sets of judged sentences below `sentiment`, and how their lines are read. Four in five sentences of each
/// are for training, unless it says otherwise.
enum DataSet {
    /// Stanford Sentiment Treebank, whole sentences of film reviews.
    SST_TRAIN("sents/stsa.binary.train", StandardCharsets.UTF_8),
    /// The part of it that its authors set aside.
    SST_DEV("sents/stsa.binary.dev", StandardCharsets.UTF_8),
    /// Customer reviews of electronics (Hu and Liu).
    CUSTOMER_REVIEWS("sents/custrev.all", StandardCharsets.ISO_8859_1),
    /// Sentences of reviews at Amazon (Kotzias and others).
    AMAZON("uci/amazon_cells_labelled.txt", StandardCharsets.UTF_8),
    /// Tweets with the mean of twenty ratings from -4 to 4 (Hutto and Gilbert).
    TWEETS("vader/tweets_GroundTruth.txt", StandardCharsets.UTF_8),
    /// Sentences of product reviews, rated in the same way.
    PRODUCT_REVIEWS("vader/amazonReviewSnippets_GroundTruth.txt", StandardCharsets.UTF_8),
    /// Sentences of reviews that are subjective (Pang and Lee).
    SUBJECTIVE("sents/subj.subjective.first2500", StandardCharsets.ISO_8859_1),
    /// Sentences of summaries of films, which are not.
    OBJECTIVE("sents/subj.objective.first2500", StandardCharsets.ISO_8859_1);

    private final String file;
    private final Charset charset;

    DataSet(String file, Charset charset) {
        this.file = file;
        this.charset = charset;
    }

    /// Reads all its sentences from the folder `sentiment`.
    List<Example> read(Path sentiment) {
        try {
            return Files.readAllLines(sentiment.resolve(file), charset).stream()
                    .filter(line -> !line.isBlank())
                    .map(this::example)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether nothing of it may be trained on.
    boolean heldOut() {
        return this == SST_DEV;
    }

    /// Whether all of it may be trained on, because another set is there to measure with.
    boolean trainedOnWhole() {
        return this == SST_TRAIN;
    }

    /// Whether its values say how subjective sentences are, and not how positive.
    boolean isAboutSubjectivity() {
        return this == SUBJECTIVE || this == OBJECTIVE;
    }

    /// Whether its values have degrees.
    boolean isRated() {
        return this == TWEETS || this == PRODUCT_REVIEWS;
    }

    private Example example(String line) {
        return switch (this) {
            case SST_TRAIN, SST_DEV, CUSTOMER_REVIEWS ->
                new Example(this, line.substring(2), line.charAt(0) == '1' ? 1 : -1);
            case AMAZON -> {
                int tab = line.lastIndexOf('\t');
                yield new Example(this, line.substring(0, tab), line.charAt(tab + 1) == '1' ? 1 : -1);
            }
            case TWEETS, PRODUCT_REVIEWS -> {
                String[] fields = line.split("\t", 3);
                yield new Example(this, fields[2], Double.parseDouble(fields[1]) / 4);
            }
            case SUBJECTIVE -> new Example(this, line, 1);
            case OBJECTIVE -> new Example(this, line, -1);
        };
    }
}
