package dev.quayside.cli;

import dev.quayside.config.Build;
import java.util.LinkedHashMap;
import java.util.Map;
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
        Build built = Build.read();
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("quayside", built.program());
        versions.put("java", Runtime.version() + " (" + System.getProperty("java.vendor") + ")");
        versions.put("postgresql", built.postgresql());
        terminal.print(output, versions);
        return ExitCode.OK.number();
    }
}
