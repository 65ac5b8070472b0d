package dev.quayside.benchmarks;

import dev.quayside.base.ProblemException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What `celery_bench.py` says at its end.
///
/// @param runSeconds median of a run, from its creation to the end of its last step, as the database saw it
record CeleryOutput(int runs, int steps, double stepsPerSecond, double runSeconds) {
    private static final Pattern LINE = Pattern.compile(
            "celery: (\\d+) runs x (\\d+) steps in ([\\d.]+) s = (\\d+) steps/s, ([\\d.]+) runs/s, p50 run ([\\d.]+) s");

    /// Finds its line among others.
    ///
    /// @throws ProblemException `bench.baseline-failed` with the text, if there is none
    static CeleryOutput parse(String text) {
        Matcher found = LINE.matcher(text);
        if (!found.find()) {
            throw new ProblemException(
                    "bench.baseline-failed", "Celery's benchmark gave no figures but said: " + text.strip());
        }
        int runs = Integer.parseInt(found.group(1));
        int steps = Integer.parseInt(found.group(2));
        double seconds = Double.parseDouble(found.group(3));
        // The rate it prints has lost its digits.
        return new CeleryOutput(runs, steps, runs * steps / seconds, Double.parseDouble(found.group(6)));
    }
}
