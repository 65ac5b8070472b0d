package dev.quayside.document.keyword;

import dev.quayside.document.weights.Weights;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/// What was learned: how rare words are, and what each feature of a candidate counts. Immutable, for several threads.
///
/// @param rarity of English words
/// @param weights one column, by feature
/// @param constant what is added to each sum
public record KeywordModel(WordRarity rarity, Weights weights, float constant) {
    /// Changes with the features: weights of one version mean nothing to another.
    private static final int VERSION = 1;

    private static final int MAGIC = 0x514b4559;

    /// Reads what [#write] wrote; leaves the stream open.
    ///
    /// @throws UncheckedIOException if it cannot be read or is of another version
    public static KeywordModel read(InputStream stream) {
        try {
            DataInputStream in = new DataInputStream(stream);
            if (in.readInt() != MAGIC || in.readInt() != VERSION) {
                throw new IOException("not a keyword model of version " + VERSION);
            }
            float unknown = in.readFloat();
            float constant = in.readFloat();
            WordRarity rarity = new WordRarity(Weights.read(in), unknown);
            return new KeywordModel(rarity, Weights.read(in), constant);
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
            out.writeFloat(rarity.unknown());
            out.writeFloat(constant);
            rarity.words().write(out);
            weights.write(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// How likely a candidate with these features is a keyword: greater is likelier, 0 is the border.
    double score(long[] features) {
        double sum = constant;
        for (long feature : features) {
            int row = weights.find(feature);
            if (row >= 0) {
                sum += weights.weight(row, 0);
            }
        }
        return sum;
    }
}
