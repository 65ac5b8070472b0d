package dev.quayside.document.convert;

import dev.quayside.document.text.Block;
import dev.quayside.document.text.DocumentText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Writes text as HTML with headings, lists and tables.
final class HtmlWriter {
    private HtmlWriter() {}

    static void write(DocumentText text, Path to) throws IOException {
        StringBuilder html = new StringBuilder("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"></head><body>\n");
        List<Block> blocks = text.blocks();
        for (int i = 0; i < blocks.size(); i++) {
            Block block = blocks.get(i);
            boolean opens = i == 0 || !together(blocks.get(i - 1), block);
            boolean closes = i + 1 == blocks.size() || !together(block, blocks.get(i + 1));
            block(html, block, opens, closes);
        }
        Files.writeString(to, html.append("</body></html>\n"));
    }

    /// Whether two blocks stand in the same table or list.
    private static boolean together(Block one, Block next) {
        return one.kind() == next.kind()
                && (one.kind() == Block.Kind.ITEM || (one.kind() == Block.Kind.ROW && one.level() == next.level()));
    }

    private static void block(StringBuilder html, Block block, boolean opens, boolean closes) {
        String text = XmlPackage.escaped(block.text());
        switch (block.kind()) {
            case HEADING -> {
                int level = Math.clamp(block.level(), 1, 6);
                html.append("<h")
                        .append(level)
                        .append('>')
                        .append(text)
                        .append("</h")
                        .append(level)
                        .append(">\n");
            }
            case ITEM ->
                html.append(opens ? "<ul>\n" : "")
                        .append("<li>")
                        .append(text)
                        .append("</li>\n")
                        .append(closes ? "</ul>\n" : "");
            case ROW ->
                html.append(opens ? "<table>\n" : "")
                        .append("<tr><td>")
                        .append(text.replace("\t", "</td><td>"))
                        .append("</td></tr>\n")
                        .append(closes ? "</table>\n" : "");
            case PARAGRAPH, MARGIN, PAGE ->
                html.append("<p>").append(text.replace("\n", "<br>\n")).append("</p>\n");
        }
    }
}
