package dev.quayside.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Memory of processes.
///
/// @param proportional megabytes (10^6 bytes), pages shared by several processes counted in parts (PSS)
/// @param resident megabytes, shared pages counted in full by each process (RSS)
record ResidentMemory(double proportional, double resident) {
    /// Of all these processes together; empty if the system does not tell about one of them.
    static Optional<ResidentMemory> of(List<ProcessHandle> processes) {
        double proportional = 0;
        double resident = 0;
        for (ProcessHandle process : processes) {
            try {
                ResidentMemory one = parse(Files.readString(Path.of("/proc/" + process.pid() + "/smaps_rollup")));
                proportional += one.proportional;
                resident += one.resident;
            } catch (IOException | IllegalArgumentException _) {
                if (process.isAlive()) {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(new ResidentMemory(proportional, resident));
    }

    /// Reads the text of `/proc/PID/smaps_rollup`.
    static ResidentMemory parse(String rollup) {
        return new ResidentMemory(megabytes(rollup, "Pss:"), megabytes(rollup, "Rss:"));
    }

    /// `root` and everything below it that runs the program `command`.
    static List<ProcessHandle> family(ProcessHandle root, String command) {
        return Stream.concat(Stream.of(root), root.descendants())
                .filter(process -> command.equals(name(process)))
                .toList();
    }

    private static String name(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/comm")).strip();
        } catch (IOException _) {
            return "";
        }
    }

    private static double megabytes(String rollup, String name) {
        return rollup.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.replaceAll("\\D", ""))
                .mapToDouble(kilobytes -> Long.parseLong(kilobytes) * 1_024 / 1e6)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no line " + name));
    }
}
