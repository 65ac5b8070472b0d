package dev.quayside.training;

import dev.quayside.document.keyword.CandidateVector;
import dev.quayside.document.keyword.KeywordModel;
import dev.quayside.document.keyword.WordRarity;
import dev.quayside.document.language.Language;
import dev.quayside.document.language.StopWords;
import dev.quayside.document.weights.FeatureHash;
import dev.quayside.document.weights.Weights;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Learns which candidates are keywords. The numbers were chosen by cross-validation among the documents to train on.
final class KeywordTraining {
    private static final double COST = 0.005;

    /// A feature must occur this often to be learned.
    private static final int FEWEST = 4;

    /// In texts with more candidates than this, few of those that occur once and are no keywords are learned from.
    private static final int MANY_CANDIDATES = 3_000;
    private static final int ONE_IN = 10;

    /// Of words that no or one text had.
    private static final float UNKNOWN_RARITY = 10;

    private final StopWords stopWords;

    KeywordTraining(StopWords stopWords) {
        this.stopWords = stopWords;
    }

    /// Trains on English documents.
    KeywordModel train(List<JudgedDocument> documents) {
        WordRarity rarity = rarity(documents);
        List<Judged> candidates = documents.stream()
                .flatMap(document -> candidates(document, rarity).stream())
                .toList();
        SortedMap<Long, Integer> columns = columns(candidates);
        List<LinearFit.Row> rows =
                candidates.stream().map(judged -> row(judged, columns)).toList();
        LinearFit fit = LinearFit.separation(rows, columns.size(), COST);
        SortedMap<Long, float[]> weights = new TreeMap<>();
        columns.forEach((feature, column) ->
                weights.put(feature, new float[] {fit.weights().get(column).floatValue()}));
        return new KeywordModel(rarity, Weights.of(1, weights), (float) fit.constant());
    }

    private record Judged(CandidateVector candidate, boolean keyword) {}

    private WordRarity rarity(List<JudgedDocument> documents) {
        SortedMap<String, Integer> counts = new TreeMap<>();
        for (JudgedDocument document : documents) {
            CandidateVector.words(document.text(), Language.ENGLISH, stopWords)
                    .forEach(stem -> counts.merge(stem, 1, Integer::sum));
        }
        SortedMap<Long, float[]> rows = new TreeMap<>();
        counts.forEach((stem, count) -> {
            if (count > 1) {
                double rarity = StrictMath.log(documents.size() / (double) count) / StrictMath.log(2);
                rows.put(FeatureHash.of(stem), new float[] {(float) rarity});
            }
        });
        return new WordRarity(Weights.of(1, rows), UNKNOWN_RARITY);
    }

    private List<Judged> candidates(JudgedDocument document, WordRarity rarity) {
        Set<String> keywords = document.keywords().stream()
                .map(keyword -> CandidateVector.stems(keyword, Language.ENGLISH, stopWords))
                .collect(Collectors.toSet());
        List<CandidateVector> candidates = CandidateVector.of(document.text(), Language.ENGLISH, stopWords, rarity);
        boolean many = candidates.size() > MANY_CANDIDATES;
        List<Judged> judged = new ArrayList<>();
        for (CandidateVector candidate : candidates) {
            boolean keyword = keywords.contains(candidate.stems());
            if (!many || keyword || candidate.count() > 1 || candidate.stems().hashCode() % ONE_IN == 0) {
                judged.add(new Judged(candidate, keyword));
            }
        }
        return judged;
    }

    private static SortedMap<Long, Integer> columns(List<Judged> candidates) {
        SortedMap<Long, Integer> counts = new TreeMap<>();
        for (Judged judged : candidates) {
            new HashSet<>(judged.candidate().features()).forEach(feature -> counts.merge(feature, 1, Integer::sum));
        }
        SortedMap<Long, Integer> columns = new TreeMap<>();
        counts.forEach((feature, count) -> {
            if (count >= FEWEST) {
                columns.put(feature, columns.size());
            }
        });
        return columns;
    }

    private static LinearFit.Row row(Judged judged, SortedMap<Long, Integer> columns) {
        SortedMap<Integer, Double> row = new TreeMap<>();
        for (long feature : judged.candidate().features()) {
            Integer column = columns.get(feature);
            if (column != null) {
                row.merge(column, 1.0, Double::sum);
            }
        }
        return LinearFit.Row.of(judged.keyword() ? 1 : -1, row);
    }
}
