package dev.quayside.http.message;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The part of an address behind the question mark.
public final class Query {
    /// Most parameters looked at; what comes behind them is not there.
    private static final int MOST = 200;

    private Query() {}

    /// Decodes `name=value&name=value`; what is not decodable stays as it is.
    public static Map<String, List<String>> parse(String text) {
        Map<String, List<String>> query = new LinkedHashMap<>();
        int count = 0;
        for (String pair : text.split("&", MOST + 1)) {
            if (pair.isEmpty() || count++ >= MOST) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
            query.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
        }
        return query;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
