package dev.quayside.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// What the figures were measured on.
final class Machine {
    private Machine() {}

    /// Adds `machine.*`; what the system does not tell is left out.
    static void describe(Figures figures) {
        figures.add("machine.cores", Runtime.getRuntime().availableProcessors());
        putLine(figures, "machine.cpu", "/proc/cpuinfo", "model name");
        String memory = line("/proc/meminfo", "MemTotal").replaceAll("\\D", "");
        if (!memory.isEmpty()) {
            figures.add("machine.memory_gb", Math.round(Long.parseLong(memory) / 1e5) / 10.0);
        }
        figures.put("machine.system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        figures.put("machine.jdk", System.getProperty("java.vendor") + " " + Runtime.version());
        String options = System.getenv().getOrDefault("QUAYSIDE_JAVA_OPTS", "");
        if (!options.isEmpty()) {
            figures.put("machine.java_options", options);
        }
        figures.put(
                "machine.date",
                LocalDateTime.now(ZoneOffset.UTC).format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'")));
        String load = text("/proc/loadavg");
        if (!load.isEmpty()) {
            figures.add("machine.load_before", Double.parseDouble(load.substring(0, load.indexOf(' '))));
        }
    }

    /// As [#describe(Figures)], and warns if other programs are busy.
    static void describe(Bench bench, Figures figures) {
        describe(figures);
        if (busy(figures)) {
            bench.say(
                    "warning: other programs are busy on this machine, so every figure will be worse than it could be");
        }
    }

    /// Whether so much ran here before that the figures will suffer: more than a quarter of the processors.
    static boolean busy(Figures figures) {
        return figures.find("machine.load_before")
                .map(load -> load.median() > Runtime.getRuntime().availableProcessors() / 4.0)
                .orElse(false);
    }

    private static void putLine(Figures figures, String key, String file, String name) {
        String value = line(file, name);
        if (!value.isEmpty()) {
            figures.put(key, value);
        }
    }

    private static String line(String file, String name) {
        return text(file)
                .lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("");
    }

    private static String text(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException _) {
            return "";
        }
    }
}
