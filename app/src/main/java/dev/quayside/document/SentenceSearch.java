package dev.quayside.document;

import dev.quayside.base.Json;
import dev.quayside.document.sentence.KeywordSearch;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Sentences with all of some words, as steps tell them.
final class SentenceSearch {
    private SentenceSearch() {}

    static ObjectNode of(List<String> keywords, List<String> parts) {
        KeywordSearch search = new KeywordSearch(keywords);
        ObjectNode answer = Json.object();
        ArrayNode sentences = Json.mapper().createArrayNode();
        parts.forEach(part -> search.in(part).forEach(sentences::add));
        return answer.put("count", sentences.size()).set("sentences", sentences);
    }
}
