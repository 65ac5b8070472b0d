package dev.quayside.document.tonality;

import dev.quayside.document.weights.WeightTable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/// What was learned: the lexicon, and for each of two outputs the weights of features and of signals. Immutable, for
/// several threads.
///
/// @param lexicon what words are known to mean
/// @param weights two columns, polarity and subjectivity, by feature
/// @param signals two rows, polarity and subjectivity, of a weight for each signal and, last, a constant
public record ToneModel(Lexicon lexicon, WeightTable weights, float[][] signals) {
    /// The columns of [#weights] and the rows of [#signals].
    public static final int POLARITY = 0;
    public static final int SUBJECTIVITY = 1;

    private static final int OUTPUTS = 2;

    /// Changes with the features: weights of one version mean nothing to another.
    private static final int VERSION = 1;

    private static final int MAGIC = 0x51544f4e;

    /// Reads what [#write] wrote; leaves the stream open.
    ///
    /// @throws UncheckedIOException if it cannot be read or is of another version
    public static ToneModel read(InputStream stream) {
        try {
            DataInputStream in = new DataInputStream(stream);
            if (in.readInt() != MAGIC || in.readInt() != VERSION) {
                throw new IOException("not a tonality model of version " + VERSION);
            }
            float[][] signals = new float[OUTPUTS][Signal.COUNT + 1];
            for (float[] row : signals) {
                for (int i = 0; i < row.length; i++) {
                    row[i] = in.readFloat();
                }
            }
            return new ToneModel(new Lexicon(WeightTable.read(in)), WeightTable.read(in), signals);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Writes the model; the same bytes for the same model.
    public void write(OutputStream stream) {
        try {
            DataOutputStream out = new DataOutputStream(stream);
            out.writeInt(MAGIC);
            out.writeInt(VERSION);
            for (float[] row : signals) {
                for (float weight : row) {
                    out.writeFloat(weight);
                }
            }
            lexicon.words().write(out);
            weights.write(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What the signals of `reading` and the constant contribute to `output`.
    double fromSignals(Reading reading, int output) {
        double sum = signals[output][Signal.COUNT];
        for (Signal signal : Signal.values()) {
            sum += signals[output][signal.ordinal()] * reading.signal(signal);
        }
        return sum;
    }
}
