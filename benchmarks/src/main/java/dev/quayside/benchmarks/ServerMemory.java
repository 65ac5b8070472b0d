package dev.quayside.benchmarks;

import dev.quayside.base.ProblemException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a server holds in memory, in megabytes (10^6 bytes). One thread at a time.
record ServerMemory(Bench bench, URI url, ServerProcess server) {
    private static final Pattern HEAP = Pattern.compile("jvm_memory_used_bytes\\{area=\"heap\",.*} (\\S+)");
    private static final Pattern DIRECT = Pattern.compile("jvm_buffer_memory_used_bytes\\{id=\"direct\"} (\\S+)");

    /// On the heap, after a full collection.
    double heap() throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process collection = bench.children()
                .start(new ProcessBuilder(jcmd, String.valueOf(server.jvm().pid()), "GC.run")
                        .redirectErrorStream(true));
        var _ = collection.getInputStream().readAllBytes();
        bench.children().stop(collection);
        return sum(HEAP);
    }

    /// In buffers outside the heap.
    double direct() throws IOException {
        return sum(DIRECT);
    }

    /// Of the whole process, pages that it shares counted in parts.
    double proportional() {
        return ResidentMemory.of(List.of(server.jvm()))
                .map(ResidentMemory::proportional)
                .orElseThrow(ServerMemory::unknown);
    }

    /// The most that the whole process ever had resident.
    double peak() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + server.jvm().pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1_024 / 1e6)
                .findFirst()
                .orElseThrow(ServerMemory::unknown);
    }

    private static ProblemException unknown() {
        return new ProblemException("bench.load-failed", "The system does not tell what memory the server has");
    }

    private double sum(Pattern figure) throws IOException {
        double bytes = 0;
        try (LeanHttp client = new LeanHttp(url)) {
            Matcher lines = figure.matcher(client.exchange(LeanHttp.request(url, "GET", "/metrics", Map.of(), ""))
                    .body());
            while (lines.find()) {
                bytes += Double.parseDouble(lines.group(1));
            }
        }
        return bytes / 1e6;
    }
}
