package dev.quayside.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToneDataTest {
    @TempDir
    private Path sentiment;

    @BeforeEach
    void emptySets() throws IOException {
        for (String file : new String[] {
            "sents/stsa.binary.train",
            "sents/custrev.all",
            "uci/amazon_cells_labelled.txt",
            "vader/tweets_GroundTruth.txt",
            "vader/amazonReviewSnippets_GroundTruth.txt",
            "sents/subj.subjective.first2500",
            "sents/subj.objective.first2500",
            "sents/stsa.binary.dev"
        }) {
            write(file, "");
        }
    }

    @Test
    void whatSharesSixWordsWithWhatIsHeldOutIsNotTrainedOn() throws IOException {
        write("sents/stsa.binary.dev", "1 one two three four five six seven\n");
        write("sents/stsa.binary.train", "1 zero ONE, two three four five six\n0 one two three four five\n");

        ToneData data = ToneData.read(sentiment);

        assertThat(data.heldOut()).hasSize(1);
        assertThat(data.training()).extracting(Example::text).containsExactly("one two three four five");
        assertThat(data.leftOut()).isEqualTo(1);
    }

    @Test
    void linesOfEachSetAreReadInTheirOwnWay() throws IOException {
        write("sents/stsa.binary.train", "0 dull\n1 bright\n");
        write("uci/amazon_cells_labelled.txt", "A tab\tin it.\t1\n");
        write("vader/tweets_GroundTruth.txt", "7\t-2.5\tOh no\n");

        assertThat(DataSet.SST_TRAIN.read(sentiment))
                .extracting(Example::text, Example::value)
                .containsExactly(tuple("dull", -1.0), tuple("bright", 1.0));
        assertThat(DataSet.AMAZON.read(sentiment)).containsExactly(new Example(DataSet.AMAZON, "A tab\tin it.", 1));
        assertThat(DataSet.TWEETS.read(sentiment)).containsExactly(new Example(DataSet.TWEETS, "Oh no", -0.625));
    }

    @Test
    void aboutOneInFiveIsHeldOut() {
        long heldOut = IntStream.range(0, 5_000)
                .mapToObj(i -> new Example(DataSet.TWEETS, "sentence number " + i, 0))
                .filter(Example::heldOut)
                .count();

        assertThat(heldOut).isBetween(850L, 1_150L);
    }

    @Test
    void theOwnSentencesAreThere() {
        ToneData data = ToneData.read(sentiment);

        assertThat(data.facts()).hasSizeGreaterThan(90).doesNotHaveDuplicates();
        assertThat(data.opinions()).hasSizeGreaterThan(80).doesNotHaveDuplicates();
    }

    private void write(String file, String text) throws IOException {
        Path path = sentiment.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text, StandardCharsets.UTF_8);
    }
}
