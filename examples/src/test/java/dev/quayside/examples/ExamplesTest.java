package dev.quayside.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The examples do what they say.
class ExamplesTest {
    private interface Example {
        void run() throws Exception;
    }

    @Test
    void aWorkflowIsRun(@TempDir Path data) throws Exception {
        assertThat(printed(() -> RunAWorkflow.main(data.toString()))).isEqualTo("completed: Hello, Ada\n");
    }

    @Test
    void aStepIsAdded() throws Exception {
        assertThat(printed(AddAStep::main)).isEqualTo("""
                can be run: 1 step
                cannot be run: /steps/0/config/txt: Unknown key 'txt'; did you mean 'text'?
                """);
    }

    @Test
    void theSampleDocumentsAreWhatIsWritten() throws IOException {
        for (Map.Entry<String, byte[]> document : WriteDocuments.documents().entrySet()) {
            assertThat(Path.of("documents", document.getKey())).hasBinaryContent(document.getValue());
        }
    }

    private static String printed(Example example) throws Exception {
        PrintStream before = System.out;
        var printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            example.run();
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }
}
