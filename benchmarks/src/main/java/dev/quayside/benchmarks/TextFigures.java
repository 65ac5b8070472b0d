package dev.quayside.benchmarks;

import java.util.List;

/// What is made of texts: tone, keywords, sentences, language. One thread at a time.
final class TextFigures implements Benchmark {
    @Override
    public String name() {
        return "text";
    }

    @Override
    public String summary() {
        return "tone, keywords, matching sentences and language of texts, on one thread; loading of the models";
    }

    @Override
    public List<Figure> figures() {
        return List.of(
                new Figure("tone.sentences_per_second", "tone of single sentences", Figure.Unit.SENTENCES_PER_SECOND),
                new Figure(
                        "tone.document_sentences_per_second",
                        "tone of documents, with their words that weigh most",
                        Figure.Unit.SENTENCES_PER_SECOND),
                new Figure("keyword.words_per_second", "keywords of documents", Figure.Unit.WORDS_PER_SECOND),
                new Figure(
                        "search.sentences_per_second",
                        "sentences that match three keywords",
                        Figure.Unit.SENTENCES_PER_SECOND),
                new Figure("language.clear_us", "language, clear by its stop words", Figure.Unit.MICROSECONDS),
                new Figure("language.model_us", "language, asked of the model", Figure.Unit.MICROSECONDS),
                new Figure("tone.load_ms", "load the tonality model", Figure.Unit.MILLISECONDS),
                new Figure("keyword.load_ms", "load the keyword model", Figure.Unit.MILLISECONDS),
                new Figure("language.load_ms", "load the language model", Figure.Unit.MILLISECONDS),
                new Figure("tone.heap_mb", "heap of the tonality model", Figure.Unit.MEGABYTES),
                new Figure("keyword.heap_mb", "heap of the keyword model", Figure.Unit.MEGABYTES),
                new Figure("language.heap_mb", "heap of the language model", Figure.Unit.MEGABYTES));
    }

    @Override
    public Figures measure(Bench bench) throws InterruptedException {
        Figures figures = new Figures();
        Machine.describe(bench, figures);
        bench.say("Texts");
        String seconds = Integer.toString(bench.choose(1, 3));
        new LoadJvm(bench).measure(TextLoad.class, List.of(seconds), figures);
        return figures;
    }
}
