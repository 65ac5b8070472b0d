package dev.quayside.document.text;

import dev.quayside.base.ProblemException;
import dev.quayside.base.Progress;
import dev.quayside.document.format.Format;
import dev.quayside.document.format.Sniffer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.poi.UnsupportedFileFormatException;
import org.apache.poi.hssf.record.crypto.Biff8EncryptionKey;
import org.apache.tika.exception.EncryptedDocumentException;
import org.apache.tika.exception.TikaException;
import org.apache.tika.extractor.EmbeddedDocumentExtractor;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.HttpHeaders;
import org.apache.tika.metadata.Message;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.parser.PasswordProvider;
import org.apache.tika.parser.html.HtmlMapper;
import org.apache.tika.parser.html.IdentityHtmlMapper;
import org.apache.tika.parser.html.JSoupParser;
import org.apache.tika.parser.mail.RFC822Parser;
import org.apache.tika.parser.microsoft.OfficeParser;
import org.apache.tika.parser.microsoft.OfficeParserConfig;
import org.apache.tika.parser.microsoft.OldExcelParser;
import org.apache.tika.parser.microsoft.ooxml.OOXMLParser;
import org.apache.tika.parser.odf.OpenDocumentParser;
import org.apache.tika.parser.pdf.PDFParser;
import org.apache.tika.parser.pdf.PDFParserConfig;
import org.jspecify.annotations.Nullable;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;

/// Reads documents of all kinds. Runs in a child process: the parsers it uses say themselves that a hostile file can
/// make them take all memory or never end. Documents within documents are left out.
public final class TextReader {
    private TextReader() {}

    /// What is wanted of a document.
    ///
    /// @param name what the file is called; its extension decides among kinds of plain text
    /// @param maxChars where to stop
    public record Wish(String name, Optional<String> password, int maxChars) {}

    /// Reads a file.
    ///
    /// @throws ProblemException a code under `document.`
    /// @throws IOException if the file is damaged
    public static DocumentText read(Path file, Wish wish) throws IOException {
        return read(file, wish, Progress.NONE);
    }

    /// Reads a file, and says how far it is where that can be known: in pages of a PDF.
    ///
    /// @throws ProblemException a code under `document.`
    /// @throws IOException if the file is damaged
    public static DocumentText read(Path file, Wish wish, Progress progress) throws IOException {
        try {
            return found(file, wish, progress);
        } catch (TikaException | SAXException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static DocumentText found(Path file, Wish wish, Progress progress)
            throws IOException, TikaException, SAXException {
        Sniffer.Finding found = Sniffer.sniff(file, Format.ofFileName(wish.name()));
        if (found.encrypted() && wish.password().isEmpty()) {
            throw encrypted();
        }
        if (found.encrypted() && found.format().family() == Format.Family.ODF) {
            return decrypted(file, wish, progress);
        }
        return switch (found.format()) {
            case PNG, JPG ->
                throw new ProblemException(
                        "document.unsupported", "The file is a picture; the text in pictures is not read");
            case TXT -> plain(found.format(), Charsets.read(file), wish);
            case MD -> html(found.format(), Markdown.toHtml(Charsets.read(file)), wish);
            case CSV -> rows(Charsets.read(file), wish);
            case ODT -> OdtReader.read(file, wish.maxChars());
            case RTF -> RtfReader.read(file, wish.maxChars());
            case PDF -> pdf(file, found, wish, progress);
            default -> parsed(file, found, wish);
        };
    }

    private static DocumentText decrypted(Path file, Wish wish, Progress progress)
            throws IOException, TikaException, SAXException {
        Path plain = Files.createTempFile("opened", "");
        try {
            OdfDecryption.open(file, wish.password().orElseThrow(), plain);
            return found(plain, new Wish(wish.name(), Optional.empty(), wish.maxChars()), progress);
        } finally {
            Files.delete(plain);
        }
    }

    private static DocumentText plain(Format format, String text, Wish wish) {
        boolean truncated = text.length() > wish.maxChars();
        String kept = (truncated ? text.substring(0, wish.maxChars()) : text).replace("\r\n", "\n");
        List<Block> blocks = kept.isBlank() ? List.of() : List.of(new Block(Block.Kind.PARAGRAPH, 0, kept));
        return new DocumentText(format, blocks, truncated);
    }

    private static DocumentText rows(String text, Wish wish) {
        DocumentText cut = plain(Format.CSV, text, wish);
        List<Block> blocks = CsvRows.read(cut.plain()).stream()
                .map(cells -> new Block(Block.Kind.ROW, 1, String.join("\t", cells)))
                .filter(block -> !block.text().isBlank())
                .toList();
        return new DocumentText(Format.CSV, blocks, cut.truncated());
    }

    private static DocumentText html(Format format, String html, Wish wish)
            throws IOException, TikaException, SAXException {
        try (TikaInputStream stream = TikaInputStream.get(html.getBytes(StandardCharsets.UTF_8))) {
            return collected(format, stream, new JSoupParser(), wish);
        }
    }

    private static DocumentText pdf(Path file, Sniffer.Finding found, Wish wish, Progress progress)
            throws IOException, TikaException, SAXException {
        try {
            Optional<DocumentText> text = PdfReader.read(file, wish.password(), wish.maxChars(), progress);
            return text.isPresent() ? text.get() : parsed(file, found, wish);
        } catch (InvalidPasswordException _) {
            throw refused(wish);
        }
    }

    private static DocumentText parsed(Path file, Sniffer.Finding found, Wish wish)
            throws IOException, TikaException, SAXException {
        Format format = found.format();
        try {
            return parsed(file, format, found.encrypted() ? new OfficeParser() : parser(format), wish);
        } catch (UnsupportedFileFormatException | TikaException e) {
            if (format != Format.XLS || !oldFormat(e)) {
                throw e;
            }
            return parsed(file, format, new OldExcelParser(), wish);
        }
    }

    private static DocumentText parsed(Path file, Format format, Parser parser, Wish wish)
            throws IOException, TikaException, SAXException {
        Biff8EncryptionKey.setCurrentUserPassword(wish.password().orElse(null)); // Tika forgets doc and ppt
        try (TikaInputStream stream = TikaInputStream.get(file)) {
            return collected(format, stream, parser, wish);
        } catch (UnreadablePackage e) {
            if (format == Format.DOCX) {
                return DocxBody.read(file, wish.maxChars());
            }
            throw e;
        } catch (EncryptedDocumentException _) {
            throw refused(wish);
        } finally {
            Biff8EncryptionKey.setCurrentUserPassword(null);
        }
    }

    private static DocumentText collected(Format format, InputStream stream, Parser parser, Wish wish)
            throws IOException, TikaException, SAXException {
        Metadata metadata = new Metadata();
        metadata.set(TikaCoreProperties.RESOURCE_NAME_KEY, wish.name());
        BlockCollector collector = new BlockCollector(wish.maxChars());
        boolean truncated = false;
        try {
            parser.parse(stream, collector, metadata, context(format, wish));
        } catch (SAXException | TikaException e) {
            truncated = isFull(e);
            if (!truncated) {
                throw e;
            }
        }
        if (format.family() == Format.Family.OOXML && metadata.get(HttpHeaders.CONTENT_TYPE) == null) {
            throw new UnreadablePackage();
        }
        List<Block> blocks = collector.blocks();
        return new DocumentText(
                format,
                format == Format.EML
                        ? Stream.concat(headers(metadata), blocks.stream()).toList()
                        : blocks,
                truncated);
    }

    private static Parser parser(Format format) {
        return switch (format) {
            case DOCX, XLSX, XLSB, PPTX -> new OOXMLParser();
            case DOC, XLS, PPT -> new OfficeParser();
            case ODS, ODP -> new OpenDocumentParser();
            case PDF -> pdf();
            case EML -> new RFC822Parser();
            case HTML -> new JSoupParser();
            case TXT, MD, CSV, ODT, RTF, PNG, JPG -> throw new IllegalArgumentException("read otherwise: " + format);
        };
    }

    /// For those with a form in XML alone. Pictures are not read, and letters at an angle are put together.
    private static Parser pdf() {
        PDFParser parser = new PDFParser();
        PDFParserConfig config = parser.getPDFParserConfig();
        config.setOcrStrategy(PDFParserConfig.OCR_STRATEGY.NO_OCR);
        config.setDetectAngles(true);
        return parser;
    }

    private static ParseContext context(Format format, Wish wish) {
        ParseContext context = new ParseContext();
        context.set(EmbeddedDocumentExtractor.class, format == Format.EML ? new MailParts() : new Nothing());
        context.set(HtmlMapper.class, IdentityHtmlMapper.INSTANCE);
        wish.password().ifPresent(password -> context.set(PasswordProvider.class, _ -> password));
        OfficeParserConfig office = new OfficeParserConfig();
        office.setIncludeDeletedContent(false);
        office.setConcatenatePhoneticRuns(false);
        context.set(OfficeParserConfig.class, office);
        return context;
    }

    /// What stands at the head of a letter.
    private static Stream<Block> headers(Metadata metadata) {
        return Stream.of(
                        line("Subject", metadata.get(TikaCoreProperties.TITLE)),
                        line("From", metadata.get(Message.MESSAGE_FROM)),
                        line("To", metadata.get(Message.MESSAGE_TO)),
                        line("Date", metadata.get(TikaCoreProperties.CREATED)))
                .flatMap(Optional::stream);
    }

    private static Optional<Block> line(String name, @Nullable String value) {
        return value == null || value.isBlank()
                ? Optional.empty()
                : Optional.of(new Block(Block.Kind.MARGIN, 0, name + ": " + value.strip()));
    }

    private static boolean isFull(Throwable thrown) {
        return thrown instanceof BlockCollector.Full || (thrown.getCause() != null && isFull(thrown.getCause()));
    }

    private static boolean oldFormat(Throwable thrown) {
        return thrown instanceof UnsupportedFileFormatException
                || (thrown.getCause() != null && oldFormat(thrown.getCause()));
    }

    private static ProblemException refused(Wish wish) {
        return wish.password().isEmpty() ? encrypted() : wrongPassword();
    }

    private static ProblemException encrypted() {
        return new ProblemException(
                "document.encrypted", "The file is protected by a password; give it with the file, or remove it there");
    }

    static ProblemException wrongPassword() {
        return new ProblemException("document.wrong-password", "The password does not open the file");
    }

    /// The list of the parts of an Office Open XML file breaks the rules, so that nothing was read, without a word.
    private static final class UnreadablePackage extends IOException {
        private static final long serialVersionUID = 1L;

        UnreadablePackage() {
            super("the list of its parts cannot be read, or names none");
        }
    }

    /// Leaves out what is embedded.
    private static final class Nothing implements EmbeddedDocumentExtractor {
        @Override
        public boolean shouldParseEmbedded(Metadata metadata) {
            return false;
        }

        @Override
        public void parseEmbedded(InputStream stream, ContentHandler handler, Metadata metadata, boolean outputHtml) {}
    }
}
