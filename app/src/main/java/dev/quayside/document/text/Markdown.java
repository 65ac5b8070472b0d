package dev.quayside.document.text;

import java.util.List;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/// Markdown as HTML; HTML within it is not passed on. Source: CommonMark 0.30 with GitHub's tables.
public final class Markdown {
    private static final List<Extension> EXTENSIONS = List.of(TablesExtension.create());
    private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();
    private static final HtmlRenderer RENDERER = HtmlRenderer.builder()
            .extensions(EXTENSIONS)
            .escapeHtml(true)
            .sanitizeUrls(true)
            .build();

    private Markdown() {}

    /// A whole HTML document.
    public static String toHtml(String markdown) {
        return "<!DOCTYPE html><html><head><meta charset=\"utf-8\"></head><body>"
                + RENDERER.render(PARSER.parse(markdown)) + "</body></html>";
    }
}
