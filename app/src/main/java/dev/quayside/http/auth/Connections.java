package dev.quayside.http.auth;

import dev.quayside.http.message.Forwarded;
import dev.quayside.http.message.Headers;
import dev.quayside.http.message.Request;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/// How clients reach the server: what a request says about it is believed only if a proxy in front is trusted to have
/// said it. Immutable.
///
/// @param trustForwarded whether a proxy in front says how the client came
/// @param alwaysSecure whether the connection is encrypted for sure, by whomever
/// @param origins whose pages may send requests with a cookie, besides our own
public record Connections(boolean trustForwarded, boolean alwaysSecure, List<String> origins) {
    private static final Pattern AUTHORITY = Pattern.compile("[A-Za-z0-9.-]+(?::\\d+)?|\\[[0-9A-Fa-f:.]+](?::\\d+)?");

    public Connections {
        origins = List.copyOf(origins);
    }

    /// Whether the client's connection is encrypted.
    public boolean secure(Request request) {
        return alwaysSecure
                || said(Forwarded::proto, request)
                        .filter("https"::equalsIgnoreCase)
                        .isPresent();
    }

    /// Where the client found us, as `https://files.example.com`.
    public String base(Request request) {
        String host = said(Forwarded::host, request)
                .or(() -> request.headers().find("Host"))
                .filter(given -> AUTHORITY.matcher(given).matches())
                .orElse("localhost");
        return (secure(request) ? "https://" : "http://") + host;
    }

    /// Whether a page of `origin` is one of ours, or of those that may call.
    ///
    /// @param origin as the header `Origin` has it
    boolean known(String origin, Request request) {
        if (origins.contains(origin)) {
            return true;
        }
        String lower = origin.toLowerCase(Locale.ROOT);
        boolean secure = secure(request);
        if (!lower.startsWith("https://") && (secure || !lower.startsWith("http://"))) {
            return false;
        }
        String wanted = plain(lower.substring(lower.indexOf("//") + 2), lower.startsWith("https"));
        return said(Forwarded::host, request)
                .or(() -> request.headers().find("Host"))
                .map(host -> plain(host.toLowerCase(Locale.ROOT), lower.startsWith("https")))
                .filter(wanted::equals)
                .isPresent();
    }

    private static String plain(String authority, boolean secure) {
        return authority.strip().replaceFirst(secure ? ":443$" : ":80$", "");
    }

    private Optional<String> said(Function<Headers, Optional<String>> what, Request request) {
        return trustForwarded ? what.apply(request.headers()) : Optional.empty();
    }
}
