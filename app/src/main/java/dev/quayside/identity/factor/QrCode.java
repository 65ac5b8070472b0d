package dev.quayside.identity.factor;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// A text as the picture of a QR code.
///
/// Source of the picture's form: PNG (W3C, third edition), one bit a pixel, without interlacing.
public final class QrCode {
    private static final int PIXELS = 264;
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

    private QrCode() {}

    /// A PNG, black on white.
    ///
    /// @throws IllegalArgumentException if the text is too long for a QR code
    public static byte[] png(String text) {
        BitMatrix dots = dots(text);
        ByteBuffer head = ByteBuffer.allocate(13)
                .putInt(dots.getWidth())
                .putInt(dots.getHeight())
                .put((byte) 1); // one bit a pixel; the rest is 0: grey, deflate, no filter, no interlacing
        var out = new ByteArrayOutputStream();
        out.writeBytes(SIGNATURE);
        chunk(out, "IHDR", head.array());
        chunk(out, "IDAT", deflated(rows(dots)));
        chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    private static BitMatrix dots(String text) {
        try {
            return new QRCodeWriter()
                    .encode(
                            text,
                            BarcodeFormat.QR_CODE,
                            PIXELS,
                            PIXELS,
                            Map.of(EncodeHintType.CHARACTER_SET, "UTF-8", EncodeHintType.MARGIN, 4));
        } catch (WriterException e) {
            throw new IllegalArgumentException("too long for a QR code: " + text.length() + " characters", e);
        }
    }

    private static byte[] rows(BitMatrix dots) {
        int width = (dots.getWidth() + 7) / 8;
        byte[] rows = new byte[(width + 1) * dots.getHeight()];
        for (int y = 0; y < dots.getHeight(); y++) {
            for (int x = 0; x < dots.getWidth(); x++) {
                if (!dots.get(x, y)) {
                    rows[y * (width + 1) + 1 + x / 8] |= (byte) (0x80 >> (x % 8));
                }
            }
        }
        return rows;
    }

    private static byte[] deflated(byte[] bytes) {
        try (var deflater = new Deflater()) {
            deflater.setInput(bytes);
            deflater.finish();
            var out = new ByteArrayOutputStream();
            byte[] buffer = new byte[4_096];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        }
    }

    private static void chunk(ByteArrayOutputStream out, String name, byte[] content) {
        byte[] type = name.getBytes(StandardCharsets.US_ASCII);
        var sum = new CRC32();
        sum.update(type);
        sum.update(content);
        out.writeBytes(ByteBuffer.allocate(4).putInt(content.length).array());
        out.writeBytes(type);
        out.writeBytes(content);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
    }
}
