package dev.quayside;

import dev.quayside.action.http.HttpSettings;
import dev.quayside.action.script.ScriptSettings;
import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import dev.quayside.config.Secret;
import dev.quayside.config.Settings;
import dev.quayside.document.DocumentSettings;
import dev.quayside.document.queue.QueueSettings;
import dev.quayside.document.queue.WorkerSettings;
import dev.quayside.http.server.ServerSettings;
import dev.quayside.identity.account.AccountSettings;
import dev.quayside.identity.session.SessionSettings;
import dev.quayside.identity.token.TokenSettings;
import dev.quayside.storage.StorageSettings;
import dev.quayside.storage.blob.S3Settings;
import dev.quayside.workflow.job.JobSettings;
import dev.quayside.workflow.run.EngineSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// All settings of the program, read once at its start.
///
/// @param data the data folder, absolute
/// @param databaseUrl where the database is; empty for one of our own in the data folder
/// @param environmentName development, staging, production or a name of your own
/// @param docs whether the API's documentation is served
/// @param secretKey what everything secret is derived from; empty for a generated one in the data folder
/// @param environment the process's environment, for the variables that workflows may read
public record AppSettings(
        Path data,
        Optional<String> databaseUrl,
        HttpSettings http,
        ScriptSettings scripts,
        DocumentSettings documents,
        JobSettings jobs,
        EngineSettings engine,
        ServerSettings server,
        String environmentName,
        boolean docs,
        Secret secretKey,
        TokenSettings tokens,
        AccountSettings accounts,
        StorageSettings storage,
        QueueSettings queue,
        Map<String, String> environment) {
    private static final String PRODUCTION = "production";

    public AppSettings {
        if (queue.remote() && storage.bucket().isEmpty()) {
            throw new IllegalArgumentException(
                    "queue.mode sqs needs storage.blob s3 or r2: workers fetch the files from the bucket");
        }
    }

    /// Variables of ours that are no settings: the command line and the start script read them.
    private static final Settings.Aliases NAMES = new Settings.Aliases(
            Map.ofEntries(
                    Map.entry("auth.oidc.algorithms", List.of("AUTH0_ALGORITHMS")),
                    Map.entry("auth.oidc.audience", List.of("AUTH0_AUDIENCE")),
                    Map.entry("auth.oidc.domain", List.of("AUTH0_DOMAIN")),
                    Map.entry("auth.oidc.issuer", List.of("AUTH0_ISSUER")),
                    Map.entry("database.url", List.of("DATABASE_URL")),
                    Map.entry("docs.enabled", List.of("DOCS_ENABLED")),
                    Map.entry("http.allow-private", List.of("QUAYSIDE_ALLOW_PRIVATE")),
                    Map.entry("queue.access-key", List.of("AWS_ACCESS_KEY_ID")),
                    Map.entry("queue.analysis-url", List.of("AWS_SQS_QUEUE_ANALYSIS_URL")),
                    Map.entry("queue.analysis-webhook", List.of("ANALYSIS_WEBHOOK_URL")),
                    Map.entry("queue.converter-url", List.of("AWS_SQS_QUEUE_CONVERTER_URL")),
                    Map.entry("queue.converter-webhook", List.of("CONVERTER_WEBHOOK_URL")),
                    Map.entry("queue.parser-webhook", List.of("FILE_PARSER_WEBHOOK_URL")),
                    Map.entry("queue.region", List.of("AWS_REGION")),
                    Map.entry("queue.secret-key", List.of("AWS_SECRET_ACCESS_KEY")),
                    Map.entry("queue.session-token", List.of("AWS_SESSION_TOKEN")),
                    Map.entry("queue.url", List.of("AWS_SQS_QUEUE_URL")),
                    Map.entry("secret.key", List.of("SECRET_KEY")),
                    Map.entry("server.cors-origins", List.of("CORS_ORIGINS")),
                    Map.entry("server.environment", List.of("ENVIRONMENT")),
                    Map.entry("server.more-ports", List.of("COMPAT_PORTS")),
                    Map.entry("server.port", List.of("PORT")),
                    Map.entry("storage.r2.access-key", List.of("CLOUDFLARE_R2_ACCESS_KEY_ID")),
                    Map.entry("storage.r2.account-id", List.of("CLOUDFLARE_ACCOUNT_ID")),
                    Map.entry("storage.r2.bucket", List.of("R2_BUCKET_NAME")),
                    Map.entry("storage.r2.secret-key", List.of("CLOUDFLARE_R2_SECRET_ACCESS_KEY")),
                    Map.entry("storage.s3.access-key", List.of("AWS_ACCESS_KEY_ID")),
                    Map.entry("storage.s3.bucket", List.of("AWS_S3_BUCKET_NAME")),
                    Map.entry("storage.s3.region", List.of("AWS_REGION")),
                    Map.entry("storage.s3.secret-key", List.of("AWS_SECRET_ACCESS_KEY")),
                    Map.entry("storage.s3.session-token", List.of("AWS_SESSION_TOKEN")),
                    Map.entry("workflow.retention-days", List.of("EXECUTION_RETENTION_DAYS"))),
            Set.of(
                    "QUAYSIDE_ALLOW_PRIVATE",
                    "QUAYSIDE_DATA",
                    "QUAYSIDE_HOME",
                    "QUAYSIDE_JAVA_OPTS",
                    "QUAYSIDE_LOG_FORMAT",
                    "QUAYSIDE_LOG_LEVEL",
                    "QUAYSIDE_REQUIRE_ALL",
                    "QUAYSIDE_SHARED",
                    "QUAYSIDE_TEST_DATABASE_URL",
                    "QUAYSIDE_TOKEN",
                    "QUAYSIDE_URL"));

    /// Reads `quayside.yaml` in the data folder, if it is there, and the environment, which wins.
    ///
    /// @throws ProblemException a code under `config.` that names the key, the place and what is expected
    public static AppSettings read(Path data, Map<String, String> environment) {
        Path file = data.resolve("quayside.yaml");
        String yaml = "";
        if (Files.exists(file)) {
            try {
                yaml = Files.readString(file);
            } catch (IOException e) {
                throw new ProblemException(
                        new Problem(
                                "config.unreadable-file",
                                "The settings in " + file + " cannot be read: " + e.getMessage()),
                        e);
            }
        }
        Settings settings = Settings.of(file.toString(), yaml, environment, NAMES);
        try {
            String environmentName =
                    settings.text("server.environment", "development").toLowerCase(Locale.ROOT);
            AppSettings read = new AppSettings(
                    data,
                    settings.findText("database.url"),
                    http(settings),
                    scripts(settings),
                    documents(settings),
                    jobs(settings),
                    engine(settings),
                    server(settings),
                    environmentName,
                    settings.flag("docs.enabled", !environmentName.equals(PRODUCTION)),
                    settings.secret("secret.key"),
                    tokens(settings),
                    accounts(settings, data),
                    storage(settings, data),
                    queue(settings),
                    environment);
            settings.requireAllRead();
            return read;
        } catch (IllegalArgumentException e) {
            throw new ProblemException(new Problem("config.invalid-value", String.valueOf(e.getMessage())), e);
        }
    }

    /// The same with a database of its own, and with requests to this machine allowed: a demonstration talks to itself.
    public AppSettings forDemo() {
        var open = new HttpSettings(true, http.allow(), http.maxBytes(), http.maxTimeout());
        return new AppSettings(
                data,
                Optional.empty(),
                open,
                scripts,
                documents,
                jobs,
                engine,
                server.withPort(0),
                environmentName,
                docs,
                secretKey,
                tokens,
                accounts,
                storage,
                queue,
                environment);
    }

    /// The same, listening on another port.
    public AppSettings withPort(int port) {
        return new AppSettings(
                data,
                databaseUrl,
                http,
                scripts,
                documents,
                jobs,
                engine,
                server.withPort(port),
                environmentName,
                docs,
                secretKey,
                tokens,
                accounts,
                storage,
                queue,
                environment);
    }

    private static ServerSettings server(Settings settings) {
        ServerSettings byDefault = ServerSettings.DEFAULT;
        return new ServerSettings(
                settings.text("server.host", byDefault.host()),
                settings.number("server.port", byDefault.port()),
                settings.list("server.more-ports", List.of()).stream()
                        .map(AppSettings::port)
                        .toList(),
                settings.duration("server.idle-timeout", byDefault.idleTimeout()),
                settings.number("server.max-header-bytes", byDefault.maxHeaderBytes()),
                settings.number("server.max-body-bytes", byDefault.maxBodyBytes()),
                settings.number("server.max-connections", byDefault.maxConnections()),
                settings.flag("server.trust-forwarded", byDefault.trustForwarded()),
                origins(settings.list("server.cors-origins", byDefault.corsOrigins())),
                settings.duration("server.stop-patience", byDefault.stopPatience()));
    }

    private static int port(String text) {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("server.more-ports must be port numbers, but one is '" + text + "'", e);
        }
    }

    /// Some write the list as JSON: `["http://localhost:3000"]`.
    private static List<String> origins(List<String> given) {
        return given.stream()
                .map(origin -> origin.replaceAll("^[\\[\\s\"]+|[\\]\\s\"]+$", ""))
                .filter(origin -> !origin.isEmpty())
                .toList();
    }

    /// Whether mistakes that are fine while somebody tries things out stop the start.
    public boolean production() {
        return environmentName.equals(PRODUCTION);
    }

    /// Where the data is and nothing else: the environment holds secrets.
    @Override
    public String toString() {
        return "AppSettings[data=" + data + "]";
    }

    private static TokenSettings tokens(Settings settings) {
        return new TokenSettings(
                settings.findText("auth.issuer"),
                settings.duration("auth.max-token-ttl", TokenSettings.DEFAULT.maxTtl()),
                TokenSettings.Provider.of(
                        settings.findText("auth.oidc.domain"),
                        settings.findText("auth.oidc.issuer"),
                        settings.findText("auth.oidc.audience"),
                        settings.list("auth.oidc.algorithms", List.of("RS256")),
                        settings.findText("auth.oidc.jwks-url"),
                        settings.flag("auth.oidc.allow-http", false)));
    }

    private static AccountSettings accounts(Settings settings, Path data) {
        AccountSettings byDefault = AccountSettings.DEFAULT;
        return new AccountSettings(
                AccountSettings.registration(settings.text("auth.registration", "open")),
                settings.findText("auth.common-passwords").map(data::resolve),
                settings.findText("auth.pwned-passwords-url").map(AccountSettings::service),
                settings.flag("auth.secure-cookies", byDefault.secureCookies()),
                new SessionSettings(
                        settings.duration(
                                "auth.session-idle", byDefault.sessions().idle()),
                        settings.duration(
                                "auth.session-limit", byDefault.sessions().limit())),
                settings.duration("auth.max-token-ttl", byDefault.longestKey()),
                byDefault.cost());
    }

    private static StorageSettings storage(Settings settings, Path data) {
        StorageSettings byDefault = StorageSettings.in(data.resolve("files"));
        Optional<String> bucket = settings.findText("storage.s3.bucket");
        String kind = settings.text("storage.blob", bucket.isPresent() ? "s3" : "disk");
        S3Settings.Origin s3 = new S3Settings.Origin(
                settings.findText("storage.s3.endpoint"),
                settings.text("storage.s3.region", "eu-north-1"),
                bucket.orElse(""),
                settings.flag("storage.s3.path-style", false),
                settings.text("storage.s3.access-key", ""),
                settings.secret("storage.s3.secret-key"),
                settings.secret("storage.s3.session-token"));
        S3Settings.Account r2 = new S3Settings.Account(
                settings.text("storage.r2.account-id", ""),
                settings.findText("storage.r2.endpoint"),
                settings.text("storage.r2.bucket", "jsonocel"),
                settings.text("storage.r2.access-key", ""),
                settings.secret("storage.r2.secret-key"));
        return new StorageSettings(
                data.resolve(settings.text("storage.folder", "files")),
                switch (kind) {
                    case "disk" -> Optional.empty();
                    case "s3" -> Optional.of(S3Settings.of(s3));
                    case "r2" -> Optional.of(S3Settings.of(r2));
                    default ->
                        throw new IllegalArgumentException("storage.blob must be disk, s3 or r2, was '" + kind + "'");
                },
                (long) settings.number("storage.max-upload-mb", (int) (byDefault.maxUploadBytes() >> 20)) << 20,
                (long) settings.number("storage.max-file-mb", (int) (byDefault.maxFileBytes() >> 20)) << 20,
                (long) settings.number("storage.quota-mb", (int) (byDefault.quotaBytes() >> 20)) << 20,
                Duration.ofDays(settings.number(
                        "storage.trash-days", (int) byDefault.trash().toDays())));
    }

    private static QueueSettings queue(Settings settings) {
        QueueSettings byDefault = QueueSettings.DEFAULT;
        WorkerSettings worker = byDefault.worker();
        return new QueueSettings(
                QueueSettings.remote(settings.text("queue.mode", "local")),
                QueueSettings.Access.of(
                        settings.findText("queue.endpoint"),
                        settings.text("queue.region", byDefault.access().region()),
                        settings.text("queue.access-key", ""),
                        settings.secret("queue.secret-key"),
                        settings.secret("queue.session-token")),
                QueueSettings.Queues.of(
                        settings.findText("queue.url"),
                        settings.findText("queue.converter-url"),
                        settings.findText("queue.analysis-url")),
                QueueSettings.Hooks.of(
                        settings.findText("queue.callback-url"),
                        settings.findText("queue.converter-webhook"),
                        settings.findText("queue.parser-webhook"),
                        settings.findText("queue.analysis-webhook")),
                settings.secret("queue.webhook-secret"),
                settings.duration("queue.patience", byDefault.patience()),
                new WorkerSettings(
                        settings.number("queue.worker-jobs", worker.atOnce()),
                        settings.number("queue.max-receives", worker.receives()),
                        settings.duration("queue.visibility", worker.visibility()),
                        worker.poll()));
    }

    private static HttpSettings http(Settings settings) {
        HttpSettings byDefault = HttpSettings.DEFAULT;
        return new HttpSettings(
                settings.flag("http.allow-private", byDefault.allowPrivate()),
                settings.list("http.allow", byDefault.allow()),
                settings.number("http.max-bytes", (int) byDefault.maxBytes()),
                settings.duration("http.max-timeout", byDefault.maxTimeout()));
    }

    private static ScriptSettings scripts(Settings settings) {
        ScriptSettings byDefault = ScriptSettings.DEFAULT;
        return new ScriptSettings(
                settings.text("scripts.python", byDefault.python()),
                settings.number("scripts.workers", byDefault.workers()),
                settings.flag("scripts.allow-unisolated", byDefault.allowUnisolated()),
                settings.duration("scripts.max-timeout", byDefault.maxTimeout()),
                settings.number("scripts.max-memory-mb", (int) (byDefault.maxMemoryBytes() >> 20)) * (1L << 20),
                settings.number("scripts.max-output-bytes", (int) byDefault.maxOutputBytes()));
    }

    private static JobSettings jobs(Settings settings) {
        JobSettings byDefault = JobSettings.DEFAULT;
        return new JobSettings(
                settings.number("document.max-jobs", byDefault.maxOpen()),
                settings.duration("document.patience", byDefault.patience()));
    }

    private static DocumentSettings documents(Settings settings) {
        DocumentSettings byDefault = DocumentSettings.DEFAULT;
        return new DocumentSettings(
                settings.number("document.children", byDefault.children()),
                settings.number("document.memory-mb", (int) (byDefault.memoryBytes() >> 20)) * (1L << 20),
                settings.duration("document.timeout", byDefault.timeout()),
                settings.number("document.max-file-mb", (int) (byDefault.maxFileBytes() >> 20)) * (1L << 20),
                settings.number("document.max-chars", byDefault.maxChars()),
                settings.text("document.soffice", byDefault.soffice()));
    }

    private static EngineSettings engine(Settings settings) {
        EngineSettings byDefault = EngineSettings.DEFAULT;
        return new EngineSettings(
                settings.duration("workflow.lease", byDefault.lease()),
                settings.number("workflow.runs-in-memory", byDefault.runsInMemory()),
                settings.duration("workflow.rest-after", byDefault.restAfter()),
                settings.number("workflow.spill-bytes", byDefault.spillBytes()),
                settings.number("workflow.max-output-bytes", byDefault.maxOutputBytes()),
                settings.number("workflow.max-items", byDefault.maxItems()),
                settings.number("workflow.max-depth", byDefault.maxDepth()),
                Duration.ofDays(settings.number(
                        "workflow.retention-days", (int) byDefault.retention().toDays())),
                settings.duration("server.stop-patience", byDefault.stopPatience()),
                Map.of(
                        "http",
                        settings.number("http.at-once", byDefault.stepsAtOnce().getOrDefault("http", 200))),
                settings.list("workflow.environment", byDefault.environment()));
    }
}
