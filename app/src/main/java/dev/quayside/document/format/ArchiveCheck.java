package dev.quayside.document.format;

import dev.quayside.base.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/// Tells whether an archive may be unpacked: by its number of entries, their sizes, names and places, and by what its
/// XML parts declare. Nothing is kept of what is unpacked to find out.
final class ArchiveCheck {
    private static final int MAX_ENTRIES = 20_000;
    private static final long MAX_BYTES = 1L << 30;

    /// Archives that unpack to less are harmless whatever their ratio.
    private static final long SMALL_BYTES = 32L << 20;

    /// XML shrinks to a twentieth, at most to a hundredth; bombs to a thousandth.
    private static final int MAX_RATIO = 150;

    private static final Pattern LEADS_OUT = Pattern.compile("^/|^[A-Za-z]:|\\\\|(?:^|/)\\.\\.(?:/|$)");

    private static final int END_BYTES = 22;
    private static final int MAX_COMMENT_BYTES = 65_535;

    private ArchiveCheck() {}

    /// Refuses an archive that might do harm.
    ///
    /// @throws ProblemException `document.bomb`, `document.unsafe` or `document.corrupt`
    static void requireHarmless(Path file) throws IOException {
        requireFewEntries(file);
        try (ZipFile zip =
                ZipFile.builder().setPath(file).setIgnoreLocalFileHeader(true).get()) {
            List<ZipArchiveEntry> entries = Collections.list(zip.getEntries());
            requireSmall(entries, Files.size(file));
            entries.forEach(ArchiveCheck::requirePlainName);
            requireApart(entries);
            requireHonestSizes(zip, entries, Files.size(file));
            boolean openDocument = zip.getEntry("mimetype") != null;
            for (ZipArchiveEntry entry : entries) {
                if (isXml(entry.getName())) {
                    requireNoDeclarations(zip, entry, openDocument);
                }
            }
        }
    }

    /// Asked of the archive's last record, before any library reads the list: a million entries fill the memory.
    private static void requireFewEntries(Path file) throws IOException {
        try (var access = new RandomAccessFile(file.toFile(), "r")) {
            int length = (int) Math.min(access.length(), END_BYTES + MAX_COMMENT_BYTES);
            byte[] tail = new byte[length];
            access.seek(access.length() - length);
            access.readFully(tail);
            for (int i = length - END_BYTES; i >= 0; i--) {
                if (tail[i] == 'P' && tail[i + 1] == 'K' && tail[i + 2] == 5 && tail[i + 3] == 6) {
                    int count = (tail[i + 10] & 0xFF) | (tail[i + 11] & 0xFF) << 8;
                    long listBytes = (tail[i + 12] & 0xFFL)
                            | (tail[i + 13] & 0xFFL) << 8
                            | (tail[i + 14] & 0xFFL) << 16
                            | (tail[i + 15] & 0xFFL) << 24;
                    if (count > MAX_ENTRIES || listBytes > MAX_ENTRIES * 512L) {
                        throw bomb("it holds more than " + MAX_ENTRIES + " files");
                    }
                    return;
                }
            }
        }
        throw new ProblemException(
                "document.corrupt", "The file is damaged or was cut off: its end is missing. Send it again");
    }

    private static void requireSmall(List<ZipArchiveEntry> entries, long fileBytes) {
        if (entries.size() > MAX_ENTRIES) {
            throw bomb("it holds more than " + MAX_ENTRIES + " files");
        }
        long total = 0;
        for (ZipArchiveEntry entry : entries) {
            total += Math.clamp(entry.getSize(), 0, MAX_BYTES);
            requireBound(total, fileBytes);
        }
    }

    private static void requireBound(long unpacked, long fileBytes) {
        if (unpacked >= MAX_BYTES) {
            throw bomb("it unpacks to more than " + (MAX_BYTES >> 20) + " MB");
        }
        if (unpacked > SMALL_BYTES && unpacked / MAX_RATIO > fileBytes) {
            throw bomb("it unpacks to more than " + MAX_RATIO + " times its size");
        }
    }

    private static void requirePlainName(ZipArchiveEntry entry) {
        String name = entry.getName();
        if (LEADS_OUT.matcher(name).find()) {
            throw new ProblemException(
                    "document.unsafe", "The file holds a part whose name leads out of it: " + shown(name));
        }
        if (entry.isUnixSymlink()) {
            throw new ProblemException("document.unsafe", "The file holds a link to another file: " + shown(name));
        }
    }

    /// Entries that share bytes are how a small archive names the same data many times.
    private static void requireApart(List<ZipArchiveEntry> entries) {
        List<ZipArchiveEntry> inOrder = entries.stream()
                .sorted(Comparator.comparingLong(ZipArchiveEntry::getLocalHeaderOffset))
                .toList();
        long end = 0;
        for (ZipArchiveEntry entry : inOrder) {
            if (entry.getLocalHeaderOffset() < end) {
                throw bomb("its parts overlap");
            }
            end = entry.getLocalHeaderOffset() + 30 + Math.max(0, entry.getCompressedSize());
        }
    }

    /// What the list of entries says about sizes need not be true.
    private static void requireHonestSizes(ZipFile zip, List<ZipArchiveEntry> entries, long fileBytes)
            throws IOException {
        byte[] buffer = new byte[65_536];
        long total = 0;
        for (ZipArchiveEntry entry : entries) {
            if (!zip.canReadEntryData(entry)) {
                throw new ProblemException(
                        entry.getGeneralPurposeBit().usesEncryption() ? "document.encrypted" : "document.corrupt",
                        "A part of the file cannot be read: " + shown(entry.getName()));
            }
            try (InputStream stream = zip.getInputStream(entry)) {
                for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
                    total += read;
                    requireBound(total, fileBytes);
                }
            }
        }
    }

    /// Office documents declare no entities. Office Open XML forbids any document type; an old OpenDocument may
    /// name one, which is never fetched. Source: ECMA-376 part 2, 8.1.4 (no DTD in packages).
    private static void requireNoDeclarations(ZipFile zip, ZipArchiveEntry entry, boolean openDocument)
            throws IOException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, true); // only so that it is shown to us
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setXMLResolver((_, _, _, _) -> InputStream.nullInputStream());
        try (InputStream stream = zip.getInputStream(entry)) {
            XMLStreamReader reader = factory.createXMLStreamReader(stream);
            for (int event = 0; event != XMLStreamConstants.START_ELEMENT; event = reader.next()) {
                if (event == XMLStreamConstants.DTD && !(openDocument && namesOnly(reader.getText()))) {
                    throw new ProblemException(
                            "document.unsafe",
                            "The file declares a document type in " + shown(entry.getName())
                                    + ", which such documents do not do; it can be used to read other files or to fill"
                                    + " the memory");
                }
            }
        } catch (XMLStreamException _) {
            // Not well-formed: whoever reads this part says so, if it is needed at all.
        }
    }

    /// Whether a document type is named and nothing declared.
    private static boolean namesOnly(String declaration) {
        return !declaration.contains("[");
    }

    private static boolean isXml(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".xml") || lower.endsWith(".rels") || lower.endsWith(".svg") || lower.endsWith(".vml");
    }

    private static ProblemException bomb(String why) {
        return new ProblemException("document.bomb", "The file was not opened: " + why);
    }

    private static String shown(String name) {
        return name.substring(0, Math.min(name.length(), 100));
    }
}
