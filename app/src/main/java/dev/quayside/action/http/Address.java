package dev.quayside.action.http;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A URL that may be asked for: `http` or `https`, no user name in it, and a host spelt in the one way that every
/// reader understands alike.
///
/// @param uri absolute; the host is lower-case ASCII
record Address(URI uri) {
    private static final Pattern FORM = Pattern.compile("(?i)(https?)://([^/?#]*)([^#]*)(?:#.*)?");
    private static final Pattern AUTHORITY = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^:\\[\\]]+)(?::(\\d{1,5}))?");
    private static final Pattern NAME = Pattern.compile("[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?\\.?");
    private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(?:.*\\.)?(?:\\d+|0x[0-9a-f]*)\\.?");
    private static final Pattern FOUR_NUMBERS =
            Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");

    /// Reads a URL. Blanks and letters beyond ASCII in path and query are percent-encoded.
    ///
    /// @throws IllegalArgumentException with a sentence for the user
    static Address parse(String text) {
        if (text.indexOf('\\') >= 0 || text.chars().anyMatch(c -> c < ' ' || c == 0x7F)) {
            throw new IllegalArgumentException("a URL has no backslash and no control character");
        }
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException("the URL must begin with http:// or https://");
        }
        if (form.group(2).contains("@")) {
            throw new IllegalArgumentException(
                    "the URL must not hold a user name or password; send the header Authorization instead");
        }
        Matcher authority = AUTHORITY.matcher(form.group(2));
        if (!authority.matches()) {
            throw new IllegalArgumentException("the URL has no readable host: '" + form.group(2) + "'");
        }
        String port = authority.group(2) == null ? "" : ":" + port(authority.group(2));
        String rest = form.group(3).startsWith("/") ? form.group(3) : "/" + form.group(3);
        return new Address(
                uri(form.group(1).toLowerCase(Locale.ROOT) + "://" + host(authority.group(1)) + port + encode(rest)));
    }

    /// Where a redirect from here to `location` leads.
    ///
    /// @throws IllegalArgumentException as [#parse]
    Address resolve(String location) {
        if (location.matches("(?i)[a-z][a-z0-9+.-]*:.*")) {
            return parse(location);
        }
        if (location.startsWith("//")) {
            return parse(uri.getScheme() + ":" + location);
        }
        return parse(uri.resolve(uri(encode(location))).toString());
    }

    boolean sameOrigin(Address other) {
        return uri.getScheme().equals(other.uri.getScheme())
                && uri.getRawAuthority().equals(other.uri.getRawAuthority());
    }

    private static String host(String spelt) {
        if (spelt.startsWith("[")) {
            return spelt.toLowerCase(Locale.ROOT);
        }
        String host;
        try {
            host = IDN.toASCII(spelt).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException("'" + spelt + "' is not a host name");
        }
        if (!NAME.matcher(host).matches()) {
            throw new IllegalArgumentException("'" + spelt + "' is not a host name");
        }
        if (ENDS_IN_NUMBER.matcher(host).matches()
                && !FOUR_NUMBERS.matcher(host).matches()) {
            throw new IllegalArgumentException("write the address " + spelt + " as four decimal numbers");
        }
        return host;
    }

    private static int port(String digits) {
        int port = Integer.parseInt(digits);
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("there is no port " + digits);
        }
        return port;
    }

    private static String encode(String text) {
        StringBuilder encoded = new StringBuilder(text.length());
        for (byte part : text.getBytes(StandardCharsets.UTF_8)) {
            if (part <= ' ' || "\"<>^`{|}".indexOf(part) >= 0) {
                encoded.append(String.format(Locale.ROOT, "%%%02X", part & 0xFF));
            } else {
                encoded.append((char) part);
            }
        }
        return encoded.toString();
    }

    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not a URL: " + e.getReason(), e);
        }
    }
}
