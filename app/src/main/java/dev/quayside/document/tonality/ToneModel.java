package dev.quayside.document.tonality;

import dev.quayside.document.weights.ModelFile;
import dev.quayside.document.weights.Weights;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/// What was learned: the lexicon, and for each of two outputs the weights of features and of signals. Immutable, for
/// several threads.
///
/// @param lexicon what words are known to mean
/// @param weights two columns, polarity and subjectivity, by feature
/// @param polarity what is beside the first column
/// @param subjectivity what is beside the second column
public record ToneModel(Lexicon lexicon, Weights weights, Output polarity, Output subjectivity) {
    /// The columns of [#weights].
    public static final int POLARITY = 0;
    public static final int SUBJECTIVITY = 1;

    /// A sum of this size is halved.
    private static final double WEAK = 0.08;

    private static final double STRETCH = 1.15;

    private static final ModelFile FILE = new ModelFile("tonality model", 0x51544f4e, 1);

    /// Reads what [#write] wrote; leaves the stream open.
    ///
    /// @throws java.io.UncheckedIOException if it cannot be read or is of another version
    public static ToneModel read(InputStream stream) {
        return FILE.read(stream, in -> {
            Output polarity = Output.read(in);
            Output subjectivity = Output.read(in);
            return new ToneModel(new Lexicon(Weights.read(in)), Weights.read(in), polarity, subjectivity);
        });
    }

    /// Writes the model; the same bytes for the same model.
    public void write(OutputStream stream) {
        FILE.write(stream, out -> {
            polarity.write(out);
            subjectivity.write(out);
            lexicon.words().write(out);
            weights.write(out);
        });
    }

    /// How the sentence that was read is meant; [Score#NONE] if there is nothing in it.
    Score score(Reading reading) {
        if (reading.size() == 0) {
            return Score.NONE;
        }
        Sums sums = new Sums();
        Features.each(reading, (feature, _, _) -> sums.add(weights, feature));
        double norm = Features.norm(sums.count);
        return new Score(
                polarity(polarity.of(reading) + norm * sums.polarity),
                subjectivity(subjectivity.of(reading) + norm * sums.subjectivity));
    }

    /// What each word of the sentence adds to the sum that its polarity is made of: its share of the features that
    /// cover it, and its share of the signals, by its valence.
    Map<String, Double> contributions(Reading reading) {
        double[] shares = new double[reading.size()];
        int[] count = {0};
        Features.each(reading, (feature, first, last) -> {
            count[0]++;
            int row = weights.find(feature);
            for (int i = first; row >= 0 && i <= last; i++) {
                shares[i] += weights.weight(row, POLARITY) / (last - first + 1);
            }
        });
        double valences = 0;
        for (int i = 0; i < shares.length; i++) {
            valences += Math.abs(reading.valence(i));
        }
        double signal = Math.abs(polarity.of(reading)) / Math.max(1, valences);
        Map<String, Double> words = new HashMap<>();
        for (int i = 0; i < shares.length; i++) {
            if (reading.token(i).isWord() || reading.valence(i) != 0) {
                double share = shares[i] * Features.norm(count[0]) + reading.valence(i) * signal;
                words.merge(reading.token(i).text(), share, Double::sum);
            }
        }
        return words;
    }

    /// Weak evidence is made weaker, so that facts come out near 0; strong evidence saturates.
    private static double polarity(double sum) {
        return Math.clamp(sum * Math.abs(sum) / (Math.abs(sum) + WEAK) * STRETCH, -1, 1);
    }

    private static double subjectivity(double sum) {
        return 1 / (1 + Math.exp(-sum));
    }

    /// What an output is made of beside the weights of features.
    ///
    /// @param signals the weight of each signal
    /// @param constant what is added to each sum
    public record Output(Map<Signal, Float> signals, float constant) {
        /// Takes a copy of the map.
        public Output {
            signals = Map.copyOf(signals);
        }

        /// What the signals of `reading` and the constant contribute.
        double of(Reading reading) {
            double sum = constant;
            for (var signal : reading.signals().entrySet()) {
                sum += signals.getOrDefault(signal.getKey(), 0f) * signal.getValue();
            }
            return sum;
        }

        private static Output read(DataInputStream in) throws IOException {
            Map<Signal, Float> signals = new EnumMap<>(Signal.class);
            for (Signal signal : Signal.values()) {
                signals.put(signal, in.readFloat());
            }
            return new Output(signals, in.readFloat());
        }

        private void write(DataOutputStream out) throws IOException {
            for (Signal signal : Signal.values()) {
                out.writeFloat(signals.getOrDefault(signal, 0f));
            }
            out.writeFloat(constant);
        }
    }

    /// The weights of the features that were met so far.
    private static final class Sums {
        private double polarity;
        private double subjectivity;
        private int count;

        void add(Weights weights, long feature) {
            count++;
            int row = weights.find(feature);
            if (row >= 0) {
                polarity += weights.weight(row, POLARITY);
                subjectivity += weights.weight(row, SUBJECTIVITY);
            }
        }
    }
}
