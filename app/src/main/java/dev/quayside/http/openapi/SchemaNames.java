package dev.quayside.http.openapi;

/// What a record is called in the document.
final class SchemaNames {
    private static final String ROUTES = "Routes";

    private SchemaNames() {}

    /// The name of the class; one that is declared within the routes of a feature has the feature before it, because
    /// every feature has its `Item` and its `Page`.
    static String of(Class<?> type) {
        Class<?> around = type.getEnclosingClass();
        String name = type.getSimpleName();
        if (around == null || !around.getSimpleName().endsWith(ROUTES)) {
            return name;
        }
        String routes = around.getSimpleName();
        String feature = routes.substring(0, routes.length() - ROUTES.length());
        return name.startsWith(feature) ? name : feature + name;
    }
}
