package dev.quayside.document.queue;

import dev.quayside.base.Json;
import dev.quayside.base.ProblemException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A piece of work as it lies in a queue: in the format of the File Processing API, and with a `job_id`. Immutable.
///
/// @param key of the file in the bucket
/// @param order what is to be done with it
/// @param job names the run; empty in messages of older servers
/// @param callback where the result is to be posted to
record Message(String key, Order order, String job, URI callback) {
    /// What is to be done.
    sealed interface Order {
        /// Both formats as extensions.
        record Convert(String from, String to) implements Order {}

        record Sentences(List<String> keywords) implements Order {
            public Sentences {
                keywords = List.copyOf(keywords);
            }
        }

        record Tonality() implements Order {}
    }

    String write() {
        ObjectNode message = Json.object().put("s3_key", key);
        switch (order) {
            case Order.Convert(String from, String to) ->
                message.put("format_from", from).put("format_to", to);
            case Order.Sentences(List<String> keywords) -> {
                ArrayNode list = message.putArray("keywords");
                keywords.forEach(list::add);
            }
            case Order.Tonality _ -> {}
        }
        return Json.write(message.put("callback_url", callback.toString()).put("job_id", job));
    }

    /// Reads what lies in a queue; empty if it is no message, or says not where its result belongs.
    static Optional<Message> read(String text) {
        JsonNode message;
        try {
            message = Json.parse(text);
        } catch (ProblemException e) {
            return Optional.empty();
        }
        String key = message.path("s3_key").asString("");
        String callback = message.path("callback_url").asString("");
        if (key.isEmpty() || !callback.matches("https?://[^\\s\"<>\\\\^`{|}]+")) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Message(key, order(message), message.path("job_id").asString(""), URI.create(callback)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Order order(JsonNode message) {
        if (message.hasNonNull("format_from") && message.hasNonNull("format_to")) {
            return new Order.Convert(
                    message.path("format_from").asString(""),
                    message.path("format_to").asString(""));
        }
        return message.hasNonNull("keywords")
                ? new Order.Sentences(message.path("keywords")
                        .valueStream()
                        .map(word -> word.asString(""))
                        .toList())
                : new Order.Tonality();
    }
}
