package dev.quayside.benchmarks;

import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Transfers files with curl, the same for everybody that is measured. Safe for several threads.
final class Curl {
    private final Children children;

    Curl(Children children) {
        this.children = children;
    }

    /// How long a transfer took, in seconds, as curl tells it.
    ///
    /// @throws ProblemException `bench.load-failed` if it did not end with a status of 2xx
    double seconds(String... arguments) throws InterruptedException {
        Process process = start(arguments);
        try {
            String[] said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).split(" ", -1);
            if (process.waitFor() != 0 || said.length != 2 || !said[1].startsWith("2")) {
                throw new ProblemException(
                        "bench.load-failed", "A transfer with curl failed: " + String.join(" ", said));
            }
            return Double.parseDouble(said[0]);
        } catch (IOException e) {
            throw new ProblemException(new Problem("bench.load-failed", "curl was not heard: " + e.getMessage()), e);
        } finally {
            children.stop(process);
        }
    }

    /// Begins a transfer.
    Process start(String... arguments) {
        List<String> line =
                new ArrayList<>(List.of("curl", "-sS", "-o", "/dev/null", "-w", "%{time_total} %{http_code}"));
        line.addAll(List.of(arguments));
        return children.start(new ProcessBuilder(line).redirectErrorStream(true));
    }
}
