package dev.quayside.document.tonality;

import dev.quayside.document.weights.FeatureHash;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// A sentence after the hand-written layer has gone over it. One thread at a time; does not change once made.
///
/// Negation reaches over the next words up to the end of the clause and turns the valence of words round, weakened;
/// emphasis, capitals and exclamation marks strengthen; what follows a "but" weighs more.
/// Source of the scheme and its amounts: Hutto and Gilbert, VADER, ICWSM 2014.
final class Reading {
    private static final int REACH_OF_NEGATION = 4;
    private static final double TURNED_ROUND = -0.74;
    private static final double SHOUTED = 0.733 / 4;
    private static final double EXCLAIMED = 0.292 / 4;
    private static final double BEFORE_TURN = 0.5;
    private static final double AFTER_TURN = 1.5;

    private final List<Token> tokens;
    private final long[] hashes;
    private final boolean[] negated;
    private final double[] valences;
    private final Map<Signal, Double> signals = new EnumMap<>(Signal.class);

    Reading(String sentence, Lexicon lexicon) {
        tokens = Tokenizer.tokens(sentence);
        hashes = new long[tokens.size()];
        negated = new boolean[tokens.size()];
        valences = new double[tokens.size()];
        int reach = 0;
        for (int i = 0; i < tokens.size(); i++) {
            String text = tokens.get(i).text();
            hashes[i] = FeatureHash.of(text);
            reach = Modifiers.endsClause(text) ? 0 : reach;
            negated[i] = reach > 0;
            reach = Modifiers.negates(text) ? REACH_OF_NEGATION : reach - 1;
        }
        judge(lexicon);
    }

    int size() {
        return tokens.size();
    }

    Token token(int i) {
        return tokens.get(i);
    }

    long hash(int i) {
        return hashes[i];
    }

    boolean negated(int i) {
        return negated[i];
    }

    /// How positive the word at `i` is where it stands.
    double valence(int i) {
        return valences[i];
    }

    /// Those that are not 0, in their order.
    Map<Signal, Double> signals() {
        return signals;
    }

    private void judge(Lexicon lexicon) {
        int turn = lastTurn();
        Sums sums = new Sums();
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            Lexicon.Prior prior = lexicon.find(hashes[i]);
            double weight = turn < 0 ? 1 : i > turn ? AFTER_TURN : BEFORE_TURN;
            double emoticon = token.isWord() ? 0 : Emoticon.meaning(token.text());
            valences[i] = emoticon == 0 ? valence(i, prior.valence()) : emoticon;
            sums.add(valences[i], weight, turn >= 0 && i > turn);
            sums.emoticons += emoticon;
            if (prior.known() > 0) {
                sums.addPolarity(negated[i] ? prior.polarity() * TURNED_ROUND : prior.polarity(), prior.subjectivity());
            }
            sums.shouted += token.shouted() ? 1 : 0;
            sums.stretched += token.stretched() ? 1 : 0;
            sums.exclaimed += token.text().equals("!!") ? 2 : token.text().equals("!") ? 1 : 0;
            sums.asked += token.text().startsWith("?") ? 1 : 0;
        }
        sums.writeTo(signals, tokens.size());
    }

    private int lastTurn() {
        for (int i = tokens.size() - 1; i >= 0; i--) {
            if (Modifiers.turns(tokens.get(i).text())) {
                return i;
            }
        }
        return -1;
    }

    private double valence(int i, double prior) {
        String text = tokens.get(i).text();
        if (prior == 0 || Modifiers.negates(text) || Modifiers.emphasis(text) != 0) {
            return 0;
        }
        double emphasis = (i > 0 ? Modifiers.emphasis(tokens.get(i - 1).text()) : 0)
                + (i > 1 ? 0.9 * Modifiers.emphasis(tokens.get(i - 2).text()) : 0)
                + (tokens.get(i).shouted() ? SHOUTED : 0);
        return (prior + Math.signum(prior) * emphasis) * (negated[i] ? TURNED_ROUND : 1);
    }

    /// What is added up over the words of a sentence.
    private static final class Sums {
        private double all;
        private double positive;
        private double negative;
        private double last;
        private double highest;
        private double lowest;
        private double afterTurn;
        private int valued;
        private double polarity;
        private double subjectivity;
        private int known;
        private double emoticons;
        private int shouted;
        private int stretched;
        private int exclaimed;
        private int asked;

        void add(double valence, double weight, boolean isAfterTurn) {
            if (valence == 0) {
                return;
            }
            all += valence * weight;
            positive += Math.max(0, valence);
            negative += Math.max(0, -valence);
            last = valence;
            highest = Math.max(highest, valence);
            lowest = Math.min(lowest, valence);
            afterTurn += isAfterTurn ? valence : 0;
            valued++;
        }

        void addPolarity(double value, double subjective) {
            polarity += value;
            subjectivity += subjective;
            known++;
        }

        void writeTo(Map<Signal, Double> signals, int tokens) {
            double marks = Math.min(exclaimed, 4);
            double sum = 4 * (all + Math.signum(all) * marks * EXCLAIMED);
            double compound = sum / Math.sqrt(sum * sum + 15);
            put(signals, Signal.COMPOUND, compound);
            put(signals, Signal.POSITIVE, Math.min(1, positive / 2));
            put(signals, Signal.NEGATIVE, Math.min(1, negative / 2));
            put(signals, Signal.LAST, last);
            put(signals, Signal.HIGHEST, highest);
            put(signals, Signal.LOWEST, lowest);
            put(signals, Signal.MEAN, valued == 0 ? 0 : all / valued);
            put(signals, Signal.AFTER_TURN, Math.clamp(afterTurn, -1, 1));
            put(signals, Signal.POLARITY, known == 0 ? 0 : polarity / known);
            put(signals, Signal.POLARITY_SUM, Math.clamp(polarity / 2, -1, 1));
            put(signals, Signal.SUBJECTIVITY, known == 0 ? 0 : subjectivity / known);
            put(signals, Signal.EMOTICONS, Math.clamp(emoticons, -1, 1));
            put(signals, Signal.NOTHING_KNOWN, valued + known == 0 ? 1 : 0);
            put(signals, Signal.KNOWN_WORDS, Math.min(valued, 6) / 6.0);
            put(signals, Signal.SHOUTED, Math.min(shouted, 3) / 3.0);
            put(signals, Signal.STRETCHED, Math.min(stretched, 2) / 2.0);
            put(signals, Signal.EXCLAMATION, marks / 4);
            put(signals, Signal.EMPHATIC, compound * marks / 4);
            put(signals, Signal.QUESTION, Math.min(asked, 1));
            put(signals, Signal.LENGTH, Math.min(tokens, 40) / 40.0);
        }

        private static void put(Map<Signal, Double> signals, Signal signal, double value) {
            if (value != 0) {
                signals.put(signal, value);
            }
        }
    }
}
