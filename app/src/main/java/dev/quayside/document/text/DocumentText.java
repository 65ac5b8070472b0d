package dev.quayside.document.text;

import dev.quayside.base.Json;
import dev.quayside.document.format.Format;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// What a document says. Immutable.
///
/// @param format what the file turned out to be
/// @param blocks in the order of reading
/// @param truncated whether there was more than was asked for
public record DocumentText(Format format, List<Block> blocks, boolean truncated) {
    public DocumentText {
        blocks = List.copyOf(blocks);
    }

    /// All of it, one block after the other on lines of their own.
    public String plain() {
        return blocks.stream().map(Block::text).collect(Collectors.joining("\n"));
    }

    /// As it goes from one process to another.
    public JsonNode toJson() {
        ArrayNode list = Json.mapper().createArrayNode();
        blocks.forEach(block -> list.addObject()
                .put("kind", block.kind().name())
                .put("level", block.level())
                .put("text", block.text()));
        return Json.object()
                .put("format", format.extension())
                .put("truncated", truncated)
                .set("blocks", list);
    }

    /// What [#toJson] made.
    public static DocumentText fromJson(JsonNode json) {
        List<Block> blocks = json.path("blocks")
                .valueStream()
                .map(block -> new Block(
                        Block.Kind.valueOf(block.path("kind").asString().toUpperCase(Locale.ROOT)),
                        block.path("level").asInt(),
                        block.path("text").asString()))
                .toList();
        return new DocumentText(
                Format.require(json.path("format").asString()),
                blocks,
                json.path("truncated").asBoolean());
    }
}
