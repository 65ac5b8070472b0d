package dev.quayside.document.text;

import dev.quayside.document.format.Format;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/// Reads the paragraphs of a Word document whose package breaks the rules, where its body is in the usual place. Other
/// programs open such files, too.
final class DocxBody {
    private static final String BODY = "word/document.xml";
    private static final Set<String> DELETED = Set.of("delText", "instrText");

    private DocxBody() {}

    /// Reads the body.
    ///
    /// @throws IOException if there is none, or it is not well-formed
    static DocumentText read(Path file, int maxChars) throws IOException {
        try (ZipFile zip = ZipFile.builder().setPath(file).get()) {
            ZipArchiveEntry body = zip.getEntry(BODY);
            if (body == null) {
                throw new IOException("the list of its parts cannot be read, or names none");
            }
            XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
            factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
            factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
            try (InputStream stream = zip.getInputStream(body)) {
                return paragraphs(factory.createXMLStreamReader(stream), maxChars);
            }
        } catch (XMLStreamException e) {
            throw new IOException("the text is not well-formed: " + e.getMessage(), e);
        }
    }

    private static DocumentText paragraphs(XMLStreamReader xml, int maxChars) throws XMLStreamException {
        List<Block> blocks = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        int chars = 0;
        int silent = 0;
        while (xml.hasNext() && chars <= maxChars) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                silent += DELETED.contains(xml.getLocalName()) ? 1 : 0;
                text.append(
                        switch (xml.getLocalName()) {
                            case "tab" -> "\t";
                            case "br" -> "\n";
                            default -> "";
                        });
            } else if (event == XMLStreamConstants.CHARACTERS && silent == 0) {
                text.append(xml.getText());
                chars += xml.getTextLength();
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                silent -= DELETED.contains(xml.getLocalName()) ? 1 : 0;
                if (xml.getLocalName().equals("p")) {
                    if (!text.toString().isBlank()) {
                        blocks.add(new Block(
                                Block.Kind.PARAGRAPH, 0, text.toString().strip()));
                    }
                    text.setLength(0);
                }
            }
        }
        return new DocumentText(Format.DOCX, blocks, chars > maxChars);
    }
}
