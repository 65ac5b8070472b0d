package dev.quayside.document;

import dev.quayside.document.keyword.Keywords;
import dev.quayside.document.language.Languages;
import dev.quayside.document.language.StopWords;
import dev.quayside.document.tonality.Tonality;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The models for texts, each read when it is needed first; two that need it at once may both read it. Safe for several
/// threads.
final class TextModels {
    private final StopWords stopWords = new StopWords();
    private final Languages languages = new Languages(stopWords);
    private final AtomicReference<@Nullable Tonality> tonality = new AtomicReference<>();
    private final AtomicReference<@Nullable Keywords> keywords = new AtomicReference<>();

    Tonality tonality() {
        return read(tonality, () -> new Tonality(Tonality.shippedModel(), languages));
    }

    Keywords keywords() {
        return read(keywords, () -> new Keywords(Keywords.shippedModel(), languages, stopWords));
    }

    Languages languages() {
        return languages;
    }

    private static <T> T read(AtomicReference<@Nullable T> holder, Supplier<T> reader) {
        T known = holder.get();
        if (known == null) {
            known = reader.get();
            holder.set(known);
        }
        return known;
    }
}
