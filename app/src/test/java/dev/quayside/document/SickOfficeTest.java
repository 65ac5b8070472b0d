package dev.quayside.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quayside.base.ProblemException;
import dev.quayside.document.format.Format;
import dev.quayside.testing.Await;
import dev.quayside.testing.Required;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A LibreOffice that does everything wrong.
class SickOfficeTest {
    /// Seconds that nobody else sleeps for.
    private static final String MARK = "987601";

    @TempDir
    Path folder;

    private Path source;

    @BeforeEach
    void place() {
        Required.that(Files.isExecutable(Path.of("/usr/bin/unshare")), "unshare is missing (apt install util-linux)");
        source = Samples.office("docx/testComment.docx");
    }

    @Test
    void oneThatHangsIsGivenUpAndNothingOfItIsLeft() throws Exception {
        try (Documents documents = documents("sleep " + MARK + " & sleep " + MARK)) {
            var soon = new DocumentOptions(Optional.empty(), Optional.of(Duration.ofSeconds(3)));

            assertThatThrownBy(() -> convert(documents, soon))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("document.timeout");

            Await.until("all its processes are gone", () -> sleepers().isEmpty());
            assertThat(text(documents)).contains("Here is some text.");
        }
    }

    @Test
    void oneThatCrashesSaysWhy() throws Exception {
        try (Documents documents = documents("echo 'no such display' >&2; exit 77")) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> convert(documents, DocumentOptions.NONE))
                        .isInstanceOf(ProblemException.class)
                        .hasMessageContaining("document.office-failed")
                        .hasMessageContaining("status 77")
                        .hasMessageContaining("no such display");
            }
            assertThat(text(documents)).contains("Here is some text.");
        }
    }

    @Test
    void childrenThatItLeavesBehindEndWithTheServerSideOfIt() throws Exception {
        try (Documents documents = documents("setsid sleep " + MARK + " </dev/null >/dev/null 2>&1 & exit 77")) {
            assertThatThrownBy(() -> convert(documents, DocumentOptions.NONE)).isInstanceOf(ProblemException.class);
        }

        Await.until("what it left is gone", () -> sleepers().isEmpty());
    }

    @Test
    void whoIsInterruptedEndsTheWork() throws Exception {
        try (Documents documents = documents("sleep " + MARK)) {
            var work = new FutureTask<>(() -> convert(documents, DocumentOptions.NONE));
            Thread thread = Thread.ofVirtual().start(work);
            Await.until("it is at work", () -> !sleepers().isEmpty());

            thread.interrupt();

            assertThatThrownBy(work::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(InterruptedException.class);
            Await.until("it is gone", () -> sleepers().isEmpty());
        }
    }

    @Test
    void aChildThatIsKilledCostsItsTaskOnly() throws Exception {
        try (Documents documents = documents("sleep " + MARK)) {
            var work = new FutureTask<>(() -> convert(documents, DocumentOptions.NONE));
            Thread.ofVirtual().start(work);
            Await.until("it is at work", () -> !sleepers().isEmpty());

            children().forEach(ProcessHandle::destroyForcibly);

            ExecutionException lost = catchThrowableOfType(ExecutionException.class, work::get);
            assertThat(lost).cause().isInstanceOf(ProblemException.class).hasMessageContaining("document.crashed");
            assertThat(text(documents)).contains("Here is some text.");
        }
    }

    private static String text(Documents documents) throws InterruptedException {
        return documents
                .text(Samples.office("docx/testComment.docx"), "a.docx", DocumentOptions.NONE)
                .plain();
    }

    private Object convert(Documents documents, DocumentOptions options) throws InterruptedException {
        return documents.convert(source, Format.DOCX, folder.resolve("x.pdf"), Format.PDF, options);
    }

    private Documents documents(String script) throws IOException {
        Path place = Files.createDirectory(folder.resolve("office"));
        Path program = Files.writeString(place.resolve("soffice"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new Documents(Samples.with(program.toString()), System.getenv());
    }

    private static List<ProcessHandle> sleepers() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.endsWith("sleep " + MARK))
                        .isPresent())
                .toList();
    }

    private static List<ProcessHandle> children() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info()
                        .command()
                        .filter(command -> command.endsWith("/java"))
                        .isPresent())
                .toList();
    }
}
