package dev.quayside.http.message;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a proxy in front says of how a client came. Only its own word counts, which is the last one: what stands before
/// it came with the request, and a proxy that adds instead of replacing passes it on.
///
/// Source: RFC 7239; the `X-Forwarded-` fields are older, and nowhere defined.
public final class Forwarded {
    private Forwarded() {}

    /// The client's address, without a port.
    public static Optional<String> address(Headers headers) {
        return said(headers, "for", "X-Forwarded-For")
                .map(Forwarded::withoutPort)
                .filter(text -> !text.isEmpty());
    }

    /// The protocol by which the client reached the proxy.
    public static Optional<String> proto(Headers headers) {
        return said(headers, "proto", "X-Forwarded-Proto");
    }

    /// The host that the client asked for.
    public static Optional<String> host(Headers headers) {
        return said(headers, "host", "X-Forwarded-Host");
    }

    private static Optional<String> said(Headers headers, String parameter, String field) {
        List<String> standard = headers.all("Forwarded");
        return standard.isEmpty()
                ? last(headers.all(field))
                : last(standard).flatMap(element -> parameter(element, parameter));
    }

    private static Optional<String> last(List<String> values) {
        if (values.isEmpty()) {
            return Optional.empty();
        }
        String all = values.getLast();
        return Optional.of(all.substring(all.lastIndexOf(',') + 1).strip()).filter(text -> !text.isEmpty());
    }

    private static Optional<String> parameter(String element, String name) {
        Matcher found = Pattern.compile("(?i)(?:^|;)\\s*" + name + "=(?:\"([^\"]*)\"|([^;\"\\s]*))")
                .matcher(element);
        return found.find() ? Optional.of(found.group(1) == null ? found.group(2) : found.group(1)) : Optional.empty();
    }

    /// `[2001:db8::1]:4711` and `192.0.2.1:4711` have one; `2001:db8::1` has none.
    private static String withoutPort(String address) {
        if (address.startsWith("[")) {
            int end = address.indexOf(']');
            return end < 0 ? "" : address.substring(1, end);
        }
        int colon = address.indexOf(':');
        return colon >= 0 && colon == address.lastIndexOf(':') ? address.substring(0, colon) : address;
    }
}
