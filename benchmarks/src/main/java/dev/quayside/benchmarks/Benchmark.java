package dev.quayside.benchmarks;

import java.util.List;

/// One benchmark: a name for the command line, and what it measures.
interface Benchmark {
    String name();

    /// What it measures, in one line.
    String summary();

    /// The figures it can measure, in the order in which they are shown.
    List<Figure> figures();

    /// Measures.
    ///
    /// @throws dev.quayside.base.ProblemException a code under `bench.`, if it could not be measured
    Figures measure(Bench bench) throws InterruptedException;
}
