package dev.quayside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.cli.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MainTest {
    @Test
    void theListOfCommandsIsComplete() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("src/main/dist/lib/commands.txt"));
        List<String> listed = lines.subList(lines.indexOf("Commands:") + 1, lines.size());

        assertThat(listed.subList(0, listed.indexOf("")))
                .as("app/src/main/dist/lib/commands.txt, which `quayside` prints without starting Java")
                .isEqualTo(Main.cli(new Terminal(System.out, System.err)).commands().entrySet().stream()
                        .map(command -> "  %-12s %s".formatted(command.getKey(), command.getValue()))
                        .toList());
    }
}
