package dev.quayside.document.text;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.tika.exception.TikaException;
import org.apache.tika.extractor.EmbeddedDocumentExtractor;
import org.apache.tika.metadata.HttpHeaders;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.parser.html.JSoupParser;
import org.apache.tika.parser.txt.TXTParser;
import org.apache.tika.sax.BodyContentHandler;
import org.apache.tika.sax.EmbeddedContentHandler;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;

/// Reads the parts of a letter that are its text, and leaves out what is attached.
final class MailParts implements EmbeddedDocumentExtractor {
    @Override
    public boolean shouldParseEmbedded(Metadata metadata) {
        return metadata.get(TikaCoreProperties.RESOURCE_NAME_KEY) == null
                && type(metadata).startsWith("text/");
    }

    @Override
    public void parseEmbedded(InputStream stream, ContentHandler handler, Metadata metadata, boolean outputHtml)
            throws SAXException, IOException {
        Parser parser = type(metadata).startsWith("text/html") ? new JSoupParser() : new TXTParser();
        try {
            parser.parse(
                    stream, new EmbeddedContentHandler(new BodyContentHandler(handler)), metadata, new ParseContext());
        } catch (TikaException e) {
            throw new IOException("a part of the letter cannot be read", e);
        }
    }

    private static String type(Metadata metadata) {
        return Optional.ofNullable(metadata.get(TikaCoreProperties.CONTENT_TYPE_PARSER_OVERRIDE))
                .or(() -> Optional.ofNullable(metadata.get(HttpHeaders.CONTENT_TYPE)))
                .orElse("");
    }
}
