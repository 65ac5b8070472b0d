package dev.quayside.identity.token;

import dev.quayside.base.Json;
import dev.quayside.base.ProblemException;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A token taken apart; nothing of it is believed yet.
///
/// Read by our own strict reader and not by a library's: a name that occurs twice is refused, and what the header
/// says about where a key may be found (`jwk`, `jku`, `x5u`, `x5c`) is never looked at. Immutable.
///
/// Source: RFC 7515, section 7.1 (the form) and 4.1 (the header); RFC 8725 (what to take care of).
///
/// @param signed header and claims as they were written, which is what the signature is over
record CompactToken(ObjectNode header, ObjectNode claims, String signed, String signature) {
    /// Longest token accepted, in characters.
    static final int MAX_LENGTH = 8_192;

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*");

    /// The text is not a token; the message is for whoever sent it.
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    static CompactToken parse(String text) throws Malformed {
        if (text.length() > MAX_LENGTH) {
            throw new Malformed("The token is longer than " + MAX_LENGTH + " characters", null);
        }
        if (!FORM.matcher(text).matches()) {
            throw new Malformed("Not enough segments", null);
        }
        int first = text.indexOf('.');
        int second = text.indexOf('.', first + 1);
        return new CompactToken(
                object(text.substring(0, first), "Error decoding token headers."),
                object(text.substring(first + 1, second), "Error decoding token claims."),
                text.substring(0, second),
                text.substring(second + 1));
    }

    /// A text of the header; null if it is not there or something else.
    @Nullable
    String headerText(String name) {
        return header.path(name)
                .asStringOpt()
                .filter(_ -> header.path(name).isString())
                .orElse(null);
    }

    private static ObjectNode object(String part, String otherwise) throws Malformed {
        try {
            JsonNode json = Json.parse(Base64.getUrlDecoder().decode(part));
            if (json instanceof ObjectNode object) {
                return object;
            }
            throw new Malformed(otherwise, null);
        } catch (IllegalArgumentException | ProblemException e) {
            throw new Malformed(otherwise, e);
        }
    }
}
