package dev.quayside.document.text;

import dev.quayside.base.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import javax.xml.stream.XMLStreamException;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/// Opens OpenDocument files that are protected by a password: writes what is read of them into a plain archive.
///
/// Source: OpenDocument 1.3 part 2, 4.16 and 5, with the algorithms of LibreOffice since 3.5: SHA-256 of the password,
/// PBKDF2 with HMAC-SHA-1, AES-256 in CBC. Each part has a key of its own, which takes a tenth of a second to find.
final class OdfDecryption {
    private static final int CHECKED_BYTES = 1_024;

    private OdfDecryption() {}

    /// Writes the parts that hold text.
    ///
    /// @throws ProblemException `document.wrong-password`, or `document.unsupported` for other algorithms
    /// @throws IOException if the file is damaged
    static void open(Path file, String password, Path plain) throws IOException {
        try (ZipFile from = ZipFile.builder().setPath(file).get();
                OutputStream out = Files.newOutputStream(plain);
                ZipOutputStream to = new ZipOutputStream(out)) {
            copy(to, "mimetype", content(from, "mimetype"));
            byte[] start = MessageDigest.getInstance("SHA-256").digest(password.getBytes(StandardCharsets.UTF_8));
            for (SealedPart part : SealedPart.read(content(from, "META-INF/manifest.xml"))) {
                if (part.path().matches("(?:.*/)?(?:content|styles)\\.xml")) {
                    copy(to, part.path(), opened(part, content(from, part.path()), start));
                }
            }
        } catch (GeneralSecurityException | XMLStreamException e) {
            throw new IOException("its encryption cannot be understood: " + e.getMessage(), e);
        }
    }

    private static byte[] content(ZipFile zip, String name) throws IOException {
        ZipArchiveEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new IOException("the part " + name + " is missing");
        }
        try (InputStream stream = zip.getInputStream(entry)) {
            return stream.readAllBytes();
        }
    }

    private static void copy(ZipOutputStream to, String name, byte[] content) throws IOException {
        copy(to, name, new ByteArrayInputStream(content));
    }

    private static void copy(ZipOutputStream to, String name, InputStream content) throws IOException {
        to.putNextEntry(new ZipEntry(name));
        content.transferTo(to);
        to.closeEntry();
    }

    private static InputStream opened(SealedPart part, byte[] sealed, byte[] start) throws GeneralSecurityException {
        if (!part.known()) {
            throw new ProblemException(
                    "document.unsupported",
                    "The file is encrypted in a way that is not known here; remove the password, or save it with"
                            + " LibreOffice");
        }
        byte[] deflated;
        try {
            Cipher cipher = Cipher.getInstance("AES/CBC/ISO10126Padding");
            SecretKeySpec key = new SecretKeySpec(key(start, part), "AES");
            cipher.init(Cipher.DECRYPT_MODE, key, new IvParameterSpec(bytes(part.vector())));
            deflated = cipher.doFinal(sealed);
        } catch (BadPaddingException _) {
            throw TextReader.wrongPassword();
        }
        byte[] checked = Arrays.copyOf(deflated, Math.min(deflated.length, CHECKED_BYTES));
        if (!Arrays.equals(MessageDigest.getInstance("SHA-256").digest(checked), bytes(part.checksum()))) {
            throw TextReader.wrongPassword();
        }
        return new InflaterInputStream(new ByteArrayInputStream(deflated), new Inflater(true));
    }

    /// PBKDF2. The JDK's takes letters only, and this secret is a hash. Source: RFC 8018, 5.2.
    private static byte[] key(byte[] secret, SealedPart part) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(secret, "HmacSHA1"));
        byte[] salt = bytes(part.salt());
        byte[] key = new byte[SealedPart.KEY_BYTES];
        for (int block = 0; block * mac.getMacLength() < key.length; block++) {
            mac.update(salt);
            byte[] link = mac.doFinal(new byte[] {0, 0, 0, (byte) (block + 1)});
            byte[] sum = link.clone();
            for (int round = 1; round < part.rounds(); round++) {
                link = mac.doFinal(link);
                for (int i = 0; i < sum.length; i++) {
                    sum[i] ^= link[i];
                }
            }
            int at = block * sum.length;
            System.arraycopy(sum, 0, key, at, Math.min(sum.length, key.length - at));
        }
        return key;
    }

    private static byte[] bytes(String base64) {
        return Base64.getDecoder().decode(base64);
    }
}
