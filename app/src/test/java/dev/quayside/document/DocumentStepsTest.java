package dev.quayside.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.base.Pause;
import dev.quayside.config.Secret;
import dev.quayside.event.Actor;
import dev.quayside.event.Events;
import dev.quayside.secret.RootKey;
import dev.quayside.secret.Sealer;
import dev.quayside.storage.Files;
import dev.quayside.storage.Provenance;
import dev.quayside.storage.Storage;
import dev.quayside.storage.StorageSettings;
import dev.quayside.storage.StoredFile;
import dev.quayside.testing.MovedClock;
import dev.quayside.testing.StepCall;
import dev.quayside.testing.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/// What steps say of how far they are.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DocumentStepsTest {
    private static final RootKey KEY = RootKey.of(new Secret("a secret that is long enough for the test"), "test");

    private final MovedClock clock = new MovedClock();
    private final Documents documents = new Documents(Samples.PLAIN, System.getenv());
    private TestDatabase database;
    private Storage storage;
    private DocumentSteps steps;

    @BeforeAll
    void start(@TempDir Path folder) {
        database = TestDatabase.fresh();
        Events events = new Events(database.database());
        storage = new Storage(database.database(), events, KEY, StorageSettings.in(folder), clock, Pause.REAL);
        storage.store().start();
        steps = new DocumentSteps(database.database(), storage, documents, new SealedPasswords(new Sealer(KEY)), clock);
    }

    @AfterAll
    void stop() {
        documents.close();
        storage.close();
        database.close();
    }

    @Test
    void thePagesOfAPdfAreCounted() throws Exception {
        long pdf = store("a.pdf", java.nio.file.Files.newInputStream(Samples.office("pdf/testPDF_protected.pdf")));

        List<String> progress = run("document.text", Json.object().put("file", pdf));

        assertThat(progress).startsWith("1 of 41 pages").endsWith("41 of 41 pages");
    }

    @Test
    void whatHasNoPagesIsJudgedSentenceBySentence() throws Exception {
        long text = store("a.txt", text("One is good. Two is bad. Three is a number."));

        assertThat(run("document.text", Json.object().put("file", text))).isEmpty();
        assertThat(run("document.tonality", Json.object().put("file", text)))
                .startsWith("1 of 3 sentences")
                .endsWith("3 of 3 sentences");
        assertThat(run("document.sentences", keywords(text, "number")))
                .startsWith("1 of 3 sentences")
                .endsWith("3 of 3 sentences");
    }

    @Test
    void aConversionTellsItsPhasesAndNoShare() throws Exception {
        long text = store("b.txt", text("One."));

        assertThat(run("document.convert", Json.object().put("file", text).put("to", "pdf")))
                .containsExactly("1 of 0 phases", "2 of 0 phases", "3 of 0 phases");
    }

    private List<String> run(String type, ObjectNode config) throws Exception {
        StepCall call = new StepCall(config, Json.object(), clock.instant());
        StepCall.output(steps.types().stream()
                .filter(known -> known.name().equals(type))
                .findFirst()
                .orElseThrow()
                .step()
                .run(call));
        return call.progress();
    }

    private static ObjectNode keywords(long file, String keyword) {
        ObjectNode config = Json.object().put("file", file);
        config.putArray("keywords").add(keyword);
        return config;
    }

    private static InputStream text(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private long store(String name, InputStream content) throws Exception {
        var order = new Files.Order(
                StepCall.USER, name, storage.settings().any(), Provenance.UPLOADED, Actor.of(StepCall.USER));
        try (content) {
            StoredFile file = storage.files().store(order, content);
            return file.id();
        }
    }
}
