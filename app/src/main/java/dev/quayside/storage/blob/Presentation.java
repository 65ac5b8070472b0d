package dev.quayside.storage.blob;

import java.nio.charset.StandardCharsets;

/// How a download is to be presented to a browser: always as something to save, never as something to show.
///
/// @param name the file's name
/// @param contentType its media type
public record Presentation(String name, String contentType) {
    private static final String ATTR_CHARS = "!#$&+-.^_`|~";

    /// The header field `Content-Disposition`, with the name in ASCII for old clients and as it is for all others.
    ///
    /// Source: RFC 6266, section 4.3; RFC 8187, section 3.2.
    public String disposition() {
        StringBuilder ascii = new StringBuilder();
        StringBuilder encoded = new StringBuilder();
        name.codePoints()
                .forEach(c -> ascii.appendCodePoint(c < ' ' || c > '~' || c == '"' || c == '\\' || c == '%' ? '_' : c));
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            int c = b & 0xFF;
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || ATTR_CHARS.indexOf(c) >= 0);
            encoded.append(plain ? String.valueOf((char) c) : "%%%02X".formatted(c));
        }
        return "attachment; filename=\"" + ascii + "\"; filename*=UTF-8''" + encoded;
    }
}
