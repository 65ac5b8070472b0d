package dev.quayside.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `version`: what is running here.
@Command(name = "version", description = "Show the versions of the program, of Java and of the PostgreSQL it brings")
final class VersionCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private OutputOptions output = new OutputOptions();

    VersionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Properties built = built();
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("quayside", built.getProperty("program", "unknown"));
        versions.put("java", Runtime.version() + " (" + System.getProperty("java.vendor") + ")");
        versions.put("postgresql", built.getProperty("postgresql", "unknown"));
        terminal.print(output, versions);
        return ExitCode.OK.number();
    }

    /// What the build wrote down about itself.
    private static Properties built() {
        Properties values = new Properties();
        try (InputStream file = VersionCommand.class.getResourceAsStream("version.properties")) {
            if (file != null) {
                values.load(file);
            }
            return values;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
