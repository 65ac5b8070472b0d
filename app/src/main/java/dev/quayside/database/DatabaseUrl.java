package dev.quayside.database;

import dev.quayside.base.ProblemException;
import dev.quayside.config.Secret;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/// Where a PostgreSQL database is, and who we are to it.
///
/// Immutable. The password is in [#properties] only, never in [#jdbc] or [#toString].
///
/// @param servers `host:port`, several joined by commas (tried in turn); an IPv6 address stands in brackets
/// @param database the name, decoded
/// @param user may be empty: the driver then takes the name of the operating system's user
/// @param options of the PostgreSQL JDBC driver, under the driver's names
public record DatabaseUrl(String servers, String database, String user, Secret password, Map<String, String> options) {
    private static final String DEFAULT_PORT = "5432";
    private static final String FORM = "postgresql://user:password@host:5432/name";

    /// What libpq and SQLAlchemy's drivers call things, and what the JDBC driver calls them.
    /// Source: PostgreSQL 18 documentation, 32.1.2; pgJDBC documentation, connection parameters.
    private static final Map<String, String> DRIVER_NAMES = Map.of(
            "connect_timeout", "connectTimeout",
            "application_name", "ApplicationName",
            "channel_binding", "channelBinding",
            "gssencmode", "gssEncMode",
            "ssl", "sslmode",
            "client_encoding", "");

    public DatabaseUrl {
        options = Map.copyOf(options);
    }

    /// Reads `postgresql://`, `postgres://`, `postgresql+asyncpg://` (and SQLAlchemy's other drivers) and
    /// `jdbc:postgresql://`. User, password, name and options may be percent-encoded.
    ///
    /// @throws ProblemException `database.url` if it is none of them; the message never holds the password
    public static DatabaseUrl parse(String text) {
        String url = text.strip();
        boolean jdbc = url.regionMatches(true, 0, "jdbc:", 0, 5);
        String plain = jdbc ? url.substring(5) : url;
        int colon = plain.indexOf("://");
        String scheme = scheme(plain);
        if (colon < 0 || !(scheme.equals("postgresql") || scheme.equals("postgres"))) {
            throw unusable(scheme);
        }
        String rest = plain.substring(colon + 3);
        int question = rest.indexOf('?', Math.max(0, rest.lastIndexOf('@')));
        String query = question < 0 ? "" : rest.substring(question + 1);
        String beforeQuery = question < 0 ? rest : rest.substring(0, question);
        return read(beforeQuery, options(query, jdbc));
    }

    private static DatabaseUrl read(String beforeQuery, Map<String, String> options) {
        int at = beforeQuery.lastIndexOf('@');
        String userInfo = at < 0 ? "" : beforeQuery.substring(0, at);
        String place = beforeQuery.substring(at + 1);
        int slash = place.indexOf('/');
        String database = decode(slash < 0 ? "" : place.substring(slash + 1));
        int colon = userInfo.indexOf(':');
        String user = decode(colon < 0 ? userInfo : userInfo.substring(0, colon));
        String password = decode(colon < 0 ? "" : userInfo.substring(colon + 1));
        Map<String, String> others = new TreeMap<>(options);
        String optionUser = others.remove("user");
        String optionPassword = others.remove("password");
        String actualUser = user.isEmpty() && optionUser != null ? optionUser : user;
        return new DatabaseUrl(
                servers(slash < 0 ? place : place.substring(0, slash)),
                database.isEmpty() ? actualUser : database,
                actualUser,
                new Secret(password.isEmpty() && optionPassword != null ? optionPassword : password),
                others);
    }

    /// A database on this machine's loopback, reached without encryption.
    public static DatabaseUrl local(int port, String database, String user, Secret password) {
        return new DatabaseUrl("127.0.0.1:" + port, database, user, password, Map.of("sslmode", "disable"));
    }

    /// The same server and user, another database.
    public DatabaseUrl withDatabase(String name) {
        return new DatabaseUrl(servers, name, user, password, options);
    }

    /// The address for the JDBC driver, without user, password and options; those are in [#properties].
    public String jdbc() {
        return "jdbc:postgresql://" + servers + "/" + encode(database);
    }

    /// User, password and options for the JDBC driver; a new object at each call.
    public Properties properties() {
        var properties = new Properties();
        options.forEach(properties::setProperty);
        if (!user.isEmpty()) {
            properties.setProperty("user", user);
        }
        if (!password.isEmpty()) {
            properties.setProperty("password", password.value());
        }
        return properties;
    }

    /// The whole address in PostgreSQL's own form, with the password: for a child process or a file of mode 0600,
    /// never for a log.
    public String reveal() {
        return write(encode(password.value()));
    }

    /// The address in PostgreSQL's own form, with the password masked.
    @Override
    public String toString() {
        return write("***");
    }

    private String write(String shownPassword) {
        var url = new StringBuilder("postgresql://").append(encode(user));
        if (!password.isEmpty()) {
            url.append(':').append(shownPassword);
        }
        url.append(user.isEmpty() && password.isEmpty() ? "" : "@")
                .append(servers)
                .append('/')
                .append(encode(database));
        String separator = "?";
        for (Map.Entry<String, String> option : new TreeMap<>(options).entrySet()) {
            boolean hidden = shownPassword.equals("***")
                    && option.getKey().toLowerCase(Locale.ROOT).contains("password");
            url.append(separator)
                    .append(encode(option.getKey()))
                    .append('=')
                    .append(hidden ? "***" : encode(option.getValue()));
            separator = "&";
        }
        return url.toString();
    }

    private static String scheme(String url) {
        int colon = url.indexOf(':');
        String scheme = colon < 0 ? "" : url.substring(0, colon).toLowerCase(Locale.ROOT);
        int plus = scheme.indexOf('+');
        return plus < 0 ? scheme : scheme.substring(0, plus);
    }

    private static String servers(String text) {
        List<String> servers = new ArrayList<>();
        for (String server : decode(text.isEmpty() ? "localhost" : text).split(",", -1)) {
            if (server.startsWith("/")) {
                throw new ProblemException(
                        "database.url", "PostgreSQL is reached over TCP only: give host and port, as in " + FORM);
            }
            int colon = server.lastIndexOf(':');
            boolean hasPort = colon > server.lastIndexOf(']');
            String host = hasPort ? server.substring(0, colon) : server;
            String port = hasPort ? server.substring(colon + 1) : DEFAULT_PORT;
            if (!port.matches("\\d{1,5}") || Integer.parseInt(port) > 65_535) {
                throw new ProblemException(
                        "database.url",
                        "The database address has no valid port after '" + host + ":'; write " + FORM
                                + " and percent-encode special signs in the password");
            }
            servers.add((host.isEmpty() ? "localhost" : host) + ":" + port);
        }
        return String.join(",", servers);
    }

    private static Map<String, String> options(String query, boolean jdbc) {
        Map<String, String> options = new TreeMap<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                String name = decode(pair.substring(0, equals));
                String value = decode(pair.substring(equals + 1));
                String driverName = jdbc ? name : DRIVER_NAMES.getOrDefault(name, name);
                boolean sslFlag = !jdbc && name.equals("ssl") && value.equalsIgnoreCase("true");
                options.put(driverName, sslFlag ? "require" : value);
            }
        }
        options.remove("");
        return options;
    }

    private static ProblemException unusable(String scheme) {
        String found = scheme.matches("[a-z][a-z0-9.-]*") ? "one of '" + scheme + "'" : "something else";
        return new ProblemException(
                "database.url",
                "Quayside needs PostgreSQL; the database address given is " + found + ". Write " + FORM
                        + ", or give none to use the embedded PostgreSQL");
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw new ProblemException(
                    "database.url",
                    "The database address holds a '%' that is not percent-encoding; write a '%' in a password as %25");
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
