package dev.quayside.document.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.parser.txt.Icu4jEncodingDetector;
import org.apache.tika.parser.txt.UniversalEncodingDetector;

/// Reads plain text whose encoding nobody told: by its byte order mark, as UTF-8 if it is that without a fault, as
/// UTF-16 if every other byte is zero, else as what two detectors make of its letters.
public final class Charsets {
    private Charsets() {}

    /// The whole text, without a byte order mark.
    public static String read(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        if (starts(bytes, 0xEF, 0xBB, 0xBF)) {
            return new String(bytes, 3, bytes.length - 3, StandardCharsets.UTF_8);
        }
        if (starts(bytes, 0xFF, 0xFE)) {
            return new String(bytes, 2, bytes.length - 2, StandardCharsets.UTF_16LE);
        }
        if (starts(bytes, 0xFE, 0xFF)) {
            return new String(bytes, 2, bytes.length - 2, StandardCharsets.UTF_16BE);
        }
        Optional<Charset> wide = wide(bytes);
        if (wide.isPresent()) {
            return new String(bytes, wide.get());
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException _) {
            return new String(bytes, detected(file));
        }
    }

    /// Letters of Latin, Greek and Cyrillic have a zero or a small number in every other byte of UTF-16.
    private static Optional<Charset> wide(byte[] bytes) {
        int seen = Math.min(bytes.length, 4_096) & ~1;
        int[] zeros = new int[2];
        for (int i = 0; i < seen; i++) {
            zeros[i & 1] += bytes[i] == 0 ? 1 : 0;
        }
        if (seen < 4 || Math.max(zeros[0], zeros[1]) < seen / 8) {
            return Optional.empty();
        }
        return Optional.of(zeros[0] > zeros[1] ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE);
    }

    private static Charset detected(Path file) throws IOException {
        try (InputStream stream = TikaInputStream.get(file)) {
            Charset universal = new UniversalEncodingDetector().detect(stream, new Metadata());
            if (universal != null) {
                return universal;
            }
            Charset icu = new Icu4jEncodingDetector().detect(stream, new Metadata());
            return icu == null ? Charset.forName("windows-1252") : icu;
        }
    }

    private static boolean starts(byte[] bytes, int... with) {
        if (bytes.length < with.length) {
            return false;
        }
        for (int i = 0; i < with.length; i++) {
            if ((bytes[i] & 0xFF) != with[i]) {
                return false;
            }
        }
        return true;
    }
}
