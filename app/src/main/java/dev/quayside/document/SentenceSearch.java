package dev.quayside.document;

import dev.quayside.base.Json;
import dev.quayside.base.Progress;
import dev.quayside.document.sentence.KeywordSearch;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Sentences with all of some words, as steps tell them.
final class SentenceSearch {
    private SentenceSearch() {}

    static ObjectNode of(List<String> keywords, List<String> parts, Progress progress) {
        KeywordSearch search = new KeywordSearch(keywords);
        ObjectNode answer = Json.object();
        ArrayNode sentences = Json.mapper().createArrayNode();
        search.in(parts, progress).forEach(sentences::add);
        return answer.put("count", sentences.size()).set("sentences", sentences);
    }
}
