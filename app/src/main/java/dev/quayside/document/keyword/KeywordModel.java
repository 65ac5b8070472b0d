package dev.quayside.document.keyword;

import dev.quayside.document.weights.ModelFile;
import dev.quayside.document.weights.Weights;
import java.io.InputStream;
import java.io.OutputStream;

/// What was learned: how rare words are, and what each feature of a candidate counts. Immutable, for several threads.
///
/// @param rarity of English words
/// @param weights one column, by feature
/// @param constant what is added to each sum
public record KeywordModel(WordRarity rarity, Weights weights, float constant) {
    private static final ModelFile FILE = new ModelFile("keyword model", 0x514b4559, 1);

    /// Reads what [#write] wrote; leaves the stream open.
    ///
    /// @throws java.io.UncheckedIOException if it cannot be read or is of another version
    public static KeywordModel read(InputStream stream) {
        return FILE.read(stream, in -> {
            float unknown = in.readFloat();
            float constant = in.readFloat();
            WordRarity rarity = new WordRarity(Weights.read(in), unknown);
            return new KeywordModel(rarity, Weights.read(in), constant);
        });
    }

    /// Writes the model; the same bytes for the same model.
    public void write(OutputStream stream) {
        FILE.write(stream, out -> {
            out.writeFloat(rarity.unknown());
            out.writeFloat(constant);
            rarity.words().write(out);
            weights.write(out);
        });
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
