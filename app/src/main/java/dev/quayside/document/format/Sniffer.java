package dev.quayside.document.format;

import dev.quayside.base.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.poi.poifs.filesystem.DirectoryNode;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;

/// Finds out what a file is from what is in it. The name decides only among kinds of plain text, which look alike.
public final class Sniffer {
    private static final int HEAD_BYTES = 4_096;
    private static final byte[] OLE2 = {(byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0, (byte) 0xA1, (byte) 0xB1};
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    private static final byte[] JPEG = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF};
    private static final byte[] ZIP = {'P', 'K', 3, 4};
    private static final Pattern HTML = Pattern.compile(
            "^\\s*(?:<\\?xml[^>]*>\\s*)?(?:<!--.*?-->\\s*)*<(?:!doctype\\s+html|html|head|body)\\b",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern MAIL_HEADER = Pattern.compile(
            "^(?:From|To|Subject|Date|Received|Return-Path|Message-ID|MIME-Version|Delivered-To|X-[\\w-]+):\\s",
            Pattern.CASE_INSENSITIVE);

    private Sniffer() {}

    /// What a file is.
    ///
    /// @param format as found in the content
    /// @param encrypted whether it opens with a password only
    public record Finding(Format format, boolean encrypted) {}

    /// Looks at a file.
    ///
    /// @param promised what its name says
    /// @throws ProblemException `document.empty`, `document.unsupported` or `document.corrupt`
    /// @throws IOException if an archive in it is broken
    public static Finding sniff(Path file, Optional<Format> promised) throws IOException {
        byte[] head = head(file);
        if (head.length == 0) {
            throw new ProblemException("document.empty", "The file is empty");
        }
        if (starts(head, ZIP)) {
            return archive(file);
        }
        if (starts(head, OLE2)) {
            return compound(file, promised);
        }
        Optional<Format> found = bySignature(head);
        if (found.isPresent()) {
            return new Finding(found.get(), false);
        }
        if (promised.isPresent() && promised.get().family() != Format.Family.PLAIN) {
            return unlikePromise(head, promised.get());
        }
        return new Finding(text(head, promised), false);
    }

    private static Optional<Format> bySignature(byte[] head) {
        String latin = new String(head, 0, Math.min(head.length, 1_024), StandardCharsets.ISO_8859_1);
        if (latin.contains("%PDF-")) {
            return Optional.of(Format.PDF);
        }
        if (latin.stripLeading().startsWith("{\\rtf")) {
            return Optional.of(Format.RTF);
        }
        if (starts(head, PNG)) {
            return Optional.of(Format.PNG);
        }
        return starts(head, JPEG) ? Optional.of(Format.JPG) : Optional.empty();
    }

    /// Word up to version 6 had formats of its own, without a compound file.
    private static Finding unlikePromise(byte[] head, Format promised) {
        boolean oldWord = head.length > 2 && (head[0] & 0xFF) == 0xDB && head[1] == (byte) 0xA5;
        if (promised == Format.DOC && oldWord) {
            return new Finding(Format.DOC, false);
        }
        throw new ProblemException(
                "document.corrupt",
                "The file's name says " + promised.extension() + ", but its content is "
                        + (looksBinary(head) ? "something else" : "plain text") + " or damaged");
    }

    private static Format text(byte[] head, Optional<Format> promised) {
        if (looksBinary(head)) {
            throw new ProblemException("document.unsupported", "The file is no document of a kind that can be read");
        }
        String text = new String(head, StandardCharsets.ISO_8859_1).replace("\0", "");
        if (promised.isPresent() && promised.get() != Format.RTF) {
            return promised.get();
        }
        if (HTML.matcher(text).find()) {
            return Format.HTML;
        }
        return MAIL_HEADER.matcher(text).find() ? Format.EML : Format.TXT;
    }

    /// Text holds no control characters but those of lines; in UTF-16, every other byte may be zero.
    private static boolean looksBinary(byte[] head) {
        if (head.length >= 2
                && (starts(head, new byte[] {(byte) 0xFF, (byte) 0xFE})
                        || starts(head, new byte[] {(byte) 0xFE, (byte) 0xFF}))) {
            return false;
        }
        int[] zeros = new int[2];
        int controls = 0;
        for (int i = 0; i < head.length; i++) {
            if (head[i] == 0) {
                zeros[i % 2]++;
            } else if (head[i] > 0 && head[i] < 32 && "\t\n\r\f\u001b\u001a\b".indexOf(head[i]) < 0) {
                controls++;
            }
        }
        boolean wide =
                Math.max(zeros[0], zeros[1]) > head.length / 8 && Math.min(zeros[0], zeros[1]) <= head.length / 64;
        return controls > head.length / 50 || (zeros[0] + zeros[1] > head.length / 100 && !wide);
    }

    private static Finding archive(Path file) throws IOException {
        ArchiveCheck.requireHarmless(file);
        try (ZipFile zip = ZipFile.builder().setPath(file).get()) {
            ZipArchiveEntry types = zip.getEntry("[Content_Types].xml");
            if (types != null) {
                return new Finding(ooxml(text(zip, types)), false);
            }
            ZipArchiveEntry mediaType = zip.getEntry("mimetype");
            if (mediaType != null) {
                Format format = odf(text(zip, mediaType).strip());
                ZipArchiveEntry manifest = zip.getEntry("META-INF/manifest.xml");
                boolean encrypted = manifest != null && text(zip, manifest).contains("encryption-data");
                return new Finding(format, encrypted);
            }
        }
        throw new ProblemException(
                "document.unsupported", "The file is a ZIP archive and no document; unpack it and send what is in it");
    }

    private static Format ooxml(String types) {
        String lower = types.toLowerCase(Locale.ROOT);
        if (lower.contains("wordprocessingml")) {
            return Format.DOCX;
        }
        if (lower.contains("presentationml")) {
            return Format.PPTX;
        }
        if (lower.contains("ms-excel.sheet.binary")) {
            return Format.XLSB;
        }
        if (lower.contains("spreadsheetml")) {
            return Format.XLSX;
        }
        throw new ProblemException(
                "document.unsupported", "The file is of Office Open XML, but no text, sheet or presentation");
    }

    private static Format odf(String mediaType) {
        for (Format format : Set.of(Format.ODT, Format.ODS, Format.ODP)) {
            if (mediaType.startsWith(format.mediaType())) {
                return format;
            }
        }
        throw new ProblemException("document.unsupported", "Documents of the kind '" + mediaType + "' cannot be read");
    }

    private static Finding compound(Path file, Optional<Format> promised) throws IOException {
        try (POIFSFileSystem system = new POIFSFileSystem(file.toFile(), true)) {
            DirectoryNode root = system.getRoot();
            if (root.hasEntryCaseInsensitive("EncryptedPackage")) {
                return new Finding(
                        promised.filter(f -> f.family() == Format.Family.OOXML).orElse(Format.DOCX), true);
            }
            if (root.hasEntryCaseInsensitive("WordDocument")) {
                return new Finding(Format.DOC, false);
            }
            if (root.hasEntryCaseInsensitive("Workbook") || root.hasEntryCaseInsensitive("Book")) {
                return new Finding(Format.XLS, false);
            }
            if (root.hasEntryCaseInsensitive("PowerPoint Document")) {
                return new Finding(Format.PPT, false);
            }
        }
        throw new ProblemException(
                "document.unsupported", "The file is a compound file, but no text, sheet or presentation");
    }

    private static String text(ZipFile zip, ZipArchiveEntry entry) throws IOException {
        try (InputStream stream = zip.getInputStream(entry)) {
            return new String(stream.readNBytes(1 << 20), StandardCharsets.UTF_8);
        }
    }

    private static byte[] head(Path file) throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            return stream.readNBytes(HEAD_BYTES);
        }
    }

    private static boolean starts(byte[] bytes, byte[] with) {
        return bytes.length >= with.length && java.util.Arrays.equals(bytes, 0, with.length, with, 0, with.length);
    }
}
