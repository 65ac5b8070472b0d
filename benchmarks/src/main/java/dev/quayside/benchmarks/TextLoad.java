package dev.quayside.benchmarks;

import dev.quayside.document.keyword.Keywords;
import dev.quayside.document.language.Languages;
import dev.quayside.document.language.StopWords;
import dev.quayside.document.sentence.KeywordSearch;
import dev.quayside.document.tonality.Tonality;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;
import java.util.function.Supplier;

/// Works on texts in a JVM of its own, on one thread, and says how fast as [EngineLoad] does.
final class TextLoad {
    private static final int ROUNDS = 3;
    private static final int SENTENCES_OF_A_DOCUMENT = 200;

    private static final List<String> SENTENCES = List.of(
            "The meeting starts at 10 am in the large conference room on the second floor.",
            "I was really disappointed with the service, and the staff didn't seem to care at all.",
            "The new dashboard is fast, beautifully designed and a joy to use!",
            "Revenue rose by 4 percent in the third quarter, while costs stayed the same.",
            "Unfortunately the delivery was late again, but support answered within minutes :)",
            "The river flows through three states before it reaches the sea near the old harbour town.",
            "Not bad for the price, although the battery could last longer.",
            "The committee approved the proposal and asked the director for a detailed schedule.",
            "What a waste of money.",
            "A neural network was trained on 20,000 labelled images of printed circuit boards.");

    /// Of a language whose stop words are not known.
    private static final String POLISH = "Krótkie zdanie o niczym i o niczym innym";

    private TextLoad() {}

    /// Measures for as many seconds a round as the first argument says.
    public static void main(String... arguments) {
        long nanos = Long.parseLong(arguments[0]) * 1_000_000_000L;
        StopWords stopWords = new StopWords();
        Languages languages = new Languages(stopWords);
        Tonality tonality = loaded("tone", () -> new Tonality(Tonality.shippedModel(), languages));
        Keywords keywords = loaded("keyword", () -> new Keywords(Keywords.shippedModel(), languages, stopWords));
        Object _ = loaded("language", () -> languages.of(POLISH));

        String document = document();
        int words = document.split(" ", -1).length;
        KeywordSearch search = new KeywordSearch(List.of("delivery", "minutes", "support"));
        measure("tone.sentences_per_second", nanos, i -> {
            Object _ = tonality.score(SENTENCES.get(i % SENTENCES.size()));
            return 1;
        });
        measure(
                "tone.document_sentences_per_second",
                nanos,
                _ -> tonality.judge(document).sentences().size());
        measure(
                "keyword.words_per_second",
                nanos,
                _ -> keywords.of(document, 10).isEmpty() ? 0 : words);
        measure("search.sentences_per_second", nanos, i -> {
            boolean _ = search.matches(SENTENCES.get(i % SENTENCES.size()));
            return 1;
        });
        measureEach("language.clear_us", nanos, i -> languages.of(SENTENCES.get(i % SENTENCES.size())));
        measureEach("language.model_us", nanos, i -> languages.of(POLISH + " " + i));
    }

    private static String document() {
        StringBuilder document = new StringBuilder();
        for (int i = 0; i < SENTENCES_OF_A_DOCUMENT; i++) {
            document.append(SENTENCES.get(i % SENTENCES.size())).append(' ');
        }
        return document.toString();
    }

    private static <T> T loaded(String name, Supplier<T> loader) {
        long before = usedHeap();
        long start = System.nanoTime();
        T loaded = loader.get();
        say(name + ".load_ms", (System.nanoTime() - start) / 1e6);
        say(name + ".heap_mb", Math.max(0, usedHeap() - before) / 1e6);
        return loaded;
    }

    private static long usedHeap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /// Calls `work` for a round to warm up and then for three rounds; what it returns is counted.
    private static void measure(String key, long nanos, IntToLongFunction work) {
        for (int round = 0; round <= ROUNDS; round++) {
            double perSecond = perSecond(nanos, work);
            if (round > 0) {
                say(key, perSecond);
            }
        }
    }

    private static void measureEach(String key, long nanos, IntFunction<?> work) {
        for (int round = 0; round <= ROUNDS; round++) {
            double perSecond = perSecond(nanos, i -> {
                Object _ = work.apply(i);
                return 1;
            });
            if (round > 0) {
                say(key, 1e6 / perSecond);
            }
        }
    }

    private static double perSecond(long nanos, IntToLongFunction work) {
        long start = System.nanoTime();
        long done = 0;
        int i = 0;
        while (System.nanoTime() - start < nanos) {
            done += work.applyAsLong(i++);
        }
        return done * 1e9 / (System.nanoTime() - start);
    }

    private static void say(String key, double value) {
        System.out.println(EngineLoad.FIGURE + key + " " + String.format(Locale.ROOT, "%.4f", value));
    }
}
