package dev.quayside.training;

import dev.quayside.document.tonality.FeatureVector;
import dev.quayside.document.tonality.Lexicon;
import dev.quayside.document.tonality.ToneModel;
import dev.quayside.document.weights.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Learns the tonality model from judged sentences. All numbers here were chosen by cross-validation within the
/// sentences to train on, never by what is held out.
final class ToneTraining {
    /// How polar a sentence counts of which is known only that it is positive or negative.
    private static final double PLAIN = 0.6;

    /// Ratings rarely reach their ends; this much stretched, they fill the range.
    private static final double STRETCH = 1.3;

    /// How often the project's own sentences count, which are few.
    private static final int OWN_TIMES = 3;

    private static final double COST = 1;

    /// How fast the subjectivity rises with the distance from the boundary.
    private static final double STEEPNESS = 2;

    private final Lexicon lexicon;
    private final ToneData data;

    ToneTraining(Lexicon lexicon, ToneData data) {
        this.lexicon = lexicon;
        this.data = data;
    }

    /// Trains on all that is there to train on.
    ToneModel train() {
        return train(data.training());
    }

    /// Trains on some of the examples.
    ToneModel train(List<Example> examples) {
        SortedMap<Long, float[]> weights = new TreeMap<>();
        List<Target> polar = polarities(examples);
        Vocabulary words = new Vocabulary(polar);
        LinearFit polarity = LinearFit.regression(rows(words, polar), words.width(), COST);
        words.each(polarity, (feature, weight) -> row(weights, feature)[ToneModel.POLARITY] = (float) weight);

        List<Target> subjective = subjectivities(examples);
        Vocabulary others = new Vocabulary(subjective);
        LinearFit subjectivity = LinearFit.separation(rows(others, subjective), others.width(), COST);
        others.each(
                subjectivity,
                (feature, weight) -> row(weights, feature)[ToneModel.SUBJECTIVITY] = (float) (weight * STEEPNESS));
        return new ToneModel(
                lexicon, Weights.of(2, weights), words.output(polarity, 1), others.output(subjectivity, STEEPNESS));
    }

    private List<Target> polarities(List<Example> examples) {
        List<Target> targets = new ArrayList<>();
        for (Example example : examples) {
            switch (example.set()) {
                case SUBJECTIVE -> {}
                case OBJECTIVE -> targets.add(target(example.text(), 0));
                case TWEETS, PRODUCT_REVIEWS ->
                    targets.add(target(example.text(), Math.clamp(example.value() * STRETCH, -1, 1)));
                case SST_TRAIN, SST_DEV, CUSTOMER_REVIEWS, AMAZON ->
                    targets.add(target(example.text(), example.value() * PLAIN));
            }
        }
        for (int time = 0; time < OWN_TIMES; time++) {
            data.facts().forEach(fact -> targets.add(target(fact, 0)));
            data.opinions()
                    .forEach(opinion -> targets.add(target(opinion.text(), opinion.positive() ? PLAIN : -PLAIN)));
        }
        return targets;
    }

    private List<Target> subjectivities(List<Example> examples) {
        List<Target> targets = new ArrayList<>();
        examples.stream()
                .filter(example -> example.set().isAboutSubjectivity())
                .forEach(example -> targets.add(target(example.text(), example.value())));
        for (int time = 0; time < OWN_TIMES; time++) {
            data.facts().forEach(fact -> targets.add(target(fact, -1)));
            data.opinions().forEach(opinion -> targets.add(target(opinion.text(), 1)));
        }
        return targets;
    }

    private Target target(String text, double value) {
        return new Target(FeatureVector.of(text, lexicon), value);
    }

    private static List<LinearFit.Row> rows(Vocabulary vocabulary, List<Target> targets) {
        return targets.stream().map(vocabulary::row).toList();
    }

    private static float[] row(SortedMap<Long, float[]> weights, long feature) {
        return weights.computeIfAbsent(feature, _ -> new float[2]);
    }
}
