package dev.quayside.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.quayside.document.keyword.Keyword;
import dev.quayside.document.keyword.Keywords;
import dev.quayside.document.language.Languages;
import dev.quayside.document.language.StopWords;
import dev.quayside.document.tonality.Tonality;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Holds the models that the program ships to what is said of them, on data they were not trained on.
class ShippedModelsTest {
    private static final Path RESOURCES = Path.of("app/src/main/resources/dev/quayside/document");

    private final StopWords stopWords = new StopWords();
    private final Languages languages = new Languages(stopWords);

    @Test
    void theToneIsAsGoodAsSaidOnSentencesThatWereHeldOut() {
        ToneReport report = new ToneReport();
        report.add(
                ToneData.read(data().resolve("sentiment")).heldOut(),
                new Tonality(Tonality.shippedModel(), languages)::score);

        assertThat(report.signs(DataSet.SST_DEV)).isGreaterThanOrEqualTo(0.815);
        assertThat(report.signs(DataSet.CUSTOMER_REVIEWS)).isGreaterThanOrEqualTo(0.82);
        assertThat(report.signs(DataSet.AMAZON)).isGreaterThanOrEqualTo(0.90);
        assertThat(report.subjectivities()).isGreaterThanOrEqualTo(0.90);
        assertThat(report.correlation(DataSet.TWEETS)).isGreaterThanOrEqualTo(0.84);
        assertThat(report.correlation(DataSet.PRODUCT_REVIEWS)).isGreaterThanOrEqualTo(0.72);
    }

    @Test
    void keywordsAreAsGoodAsSaidInDocumentsThatWereHeldOut() {
        Keywords keywords = new Keywords(Keywords.shippedModel(), languages, stopWords);
        KeywordReport report = new KeywordReport();
        for (String set : Stream.of(JudgedDocument.ENGLISH, JudgedDocument.OTHERS)
                .flatMap(List::stream)
                .toList()) {
            report.add(
                    JudgedDocument.read(data().resolve("keywords"), set).stream()
                            .filter(JudgedDocument::heldOut)
                            .toList(),
                    text -> keywords.of(text, KeywordReport.FIRST).stream()
                            .map(Keyword::phrase)
                            .toList());
        }

        // In brackets the best of RAKE, TF-IDF and first phrases on all documents of the set.
        assertThat(report.of("Inspec")).as("(0.204)").isGreaterThanOrEqualTo(0.31);
        assertThat(report.of("SemEval2017")).as("(0.249)").isGreaterThanOrEqualTo(0.37);
        assertThat(report.of("500N-KPCrowd-v1.1")).as("(0.159)").isGreaterThanOrEqualTo(0.17);
        assertThat(report.of("SemEval2010")).as("(0.142)").isGreaterThanOrEqualTo(0.22);
        assertThat(report.of("WikiNews")).isGreaterThanOrEqualTo(0.35);
        assertThat(report.of("110-PT-BN-KP")).isGreaterThanOrEqualTo(0.22);
    }

    @ParameterizedTest
    @CsvSource({"tonality, tonality/tonality.model", "keywords, keyword/keyword.model"})
    void trainingAgainGivesTheSameBytes(String model, String file, @TempDir Path root) throws IOException {
        Path trained = root.resolve(RESOURCES).resolve(file);
        Files.createDirectories(trained.getParent());
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        int exit = TrainingMain.run(List.of(model), root, data(), new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(exit).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("Held out:");
        assertThat(Files.mismatch(trained, Path.of("..").resolve(RESOURCES).resolve(file)))
                .as("run ./quayside train " + model + " after a change to features or training")
                .isEqualTo(-1);
    }

    @Test
    void whatCannotBeTrainedIsRefused(@TempDir Path root) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        assertThat(TrainingMain.run(List.of("piano"), root, root, new PrintStream(out, true, StandardCharsets.UTF_8)))
                .isEqualTo(2);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("train tonality");
    }

    private static Path data() {
        String shared = Optional.ofNullable(System.getenv("QUAYSIDE_SHARED")).orElse("../../shared");
        Path folder = Path.of(shared, "data");
        if (Files.exists(folder)) {
            return folder;
        }
        String missing = "there is no " + folder.toAbsolutePath();
        return "1".equals(System.getenv("QUAYSIDE_REQUIRE_ALL")) ? fail(missing) : abort("skipped: " + missing);
    }
}
