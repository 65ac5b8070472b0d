package dev.quayside.training;

import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.FeatureNode;
import de.bwaldvogel.liblinear.Linear;
import de.bwaldvogel.liblinear.Model;
import de.bwaldvogel.liblinear.Parameter;
import de.bwaldvogel.liblinear.Problem;
import de.bwaldvogel.liblinear.SolverType;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/// Fits a linear model to rows of numbers, the same one each time: the solvers used draw no random numbers and use
/// only arithmetic that is exact to the bit on every machine.
///
/// @param weights by column
/// @param constant what is added to each sum
record LinearFit(List<Double> weights, double constant) {
    private static final double PRECISION = 0.002;

    /// A row: what it should come to, and its numbers that are not 0, by column.
    record Row(double target, List<Cell> cells) {
        static Row of(double target, SortedMap<Integer, Double> columns) {
            return new Row(
                    target,
                    columns.entrySet().stream()
                            .map(entry -> new Cell(entry.getKey(), entry.getValue()))
                            .toList());
        }
    }

    /// One number of a row.
    record Cell(int column, double number) {}

    /// Fits targets by least squares beyond a tolerance of 0.05.
    ///
    /// @param cost how much an error counts against a small model
    static LinearFit regression(List<Row> rows, int columns, double cost) {
        Parameter parameter = new Parameter(SolverType.L2R_L2LOSS_SVR, cost, PRECISION);
        parameter.setP(0.05);
        Model model = train(rows, columns, parameter);
        return of(model.getFeatureWeights(), 1);
    }

    /// Separates targets above 0 from the others with as wide a margin as can be.
    ///
    /// @param cost how much an error counts against a small model
    static LinearFit separation(List<Row> rows, int columns, double cost) {
        Model model = train(
                rows.stream()
                        .map(row -> new Row(row.target() > 0 ? 1 : -1, row.cells()))
                        .toList(),
                columns,
                new Parameter(SolverType.L2R_L2LOSS_SVC, cost, PRECISION));
        return of(model.getFeatureWeights(), model.getLabels()[0]);
    }

    private static LinearFit of(double[] weights, int sign) {
        List<Double> ours = new ArrayList<>();
        for (int i = 0; i < weights.length - 1; i++) {
            ours.add(weights[i] * sign);
        }
        return new LinearFit(ours, weights[ours.size()] * sign);
    }

    private static Model train(List<Row> rows, int columns, Parameter parameter) {
        Problem problem = new Problem();
        problem.l = rows.size();
        problem.n = columns + 1;
        problem.bias = 1;
        problem.x = rows.stream().map(row -> features(row, columns)).toArray(Feature[][]::new);
        problem.y = rows.stream().mapToDouble(Row::target).toArray();
        Linear.disableDebugOutput();
        return Linear.train(problem, parameter);
    }

    private static Feature[] features(Row row, int columns) {
        int size = row.cells().size();
        Feature[] features = new Feature[size + 1];
        for (int i = 0; i < size; i++) {
            Cell cell = row.cells().get(i);
            features[i] = new FeatureNode(cell.column() + 1, cell.number());
        }
        features[size] = new FeatureNode(columns + 1, 1);
        return features;
    }
}
