package dev.quayside.http.openapi;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a record is called in the document.
final class SchemaNames {
    private static final Pattern FEATURE = Pattern.compile("(.+)(?:Routes|Bodies|Body|View)");

    private SchemaNames() {}

    /// The name of the class; one that is declared within what belongs to a feature has the feature before it, because
    /// every feature has its `Item` and its `Page`.
    static String of(Class<?> type) {
        Class<?> around = type.getEnclosingClass();
        String name = type.getSimpleName();
        Matcher feature = FEATURE.matcher(around == null ? "" : around.getSimpleName());
        return !feature.matches() || name.startsWith(feature.group(1)) ? name : feature.group(1) + name;
    }
}
