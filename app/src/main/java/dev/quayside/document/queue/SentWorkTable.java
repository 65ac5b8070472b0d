package dev.quayside.document.queue;

import dev.quayside.base.Json;
import dev.quayside.base.Problem;
import dev.quayside.base.Sha256;
import dev.quayside.database.Database;
import dev.quayside.step.Outcome;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Work that was sent to workers, as rows of the table `sent_work`. They are found by the hash of the token, so that
/// the time of a search tells nothing about tokens.
final class SentWorkTable {
    private static final String COLUMNS =
            "token, run_id, owner, work, file_id, blob_key, name, target, sent_at, outcome::text as outcome";

    /// Old workers answer in their order, and nobody sends so much for one file.
    private static final int MOST_OPEN = 100;

    private final Database database;

    SentWorkTable(Database database) {
        this.database = database;
    }

    /// Notes a piece of work, unless it is noted already.
    void begin(SentWork sent) {
        database.use(handle -> handle.createUpdate("""
                        insert into sent_work (token_hash, token, run_id, owner, work, file_id, blob_key, name, target,
                                               sent_at)
                        values (:hash, :token, :run, :owner, :work, :file, :key, :name, :to, :sent)
                        on conflict (token_hash) do nothing
                        """)
                .bind("hash", hash(sent.token()))
                .bind("token", sent.token())
                .bind("run", sent.run())
                .bind("owner", sent.owner())
                .bind("work", word(sent.work()))
                .bind("file", sent.file())
                .bind("key", sent.key())
                .bind("name", sent.name())
                .bind("to", sent.to())
                .bind("sent", sent.sent().atOffset(ZoneOffset.UTC))
                .execute());
    }

    Optional<SentWork> find(String token) {
        return database.with(
                handle -> handle.createQuery("select " + COLUMNS + " from sent_work where token_hash = :hash")
                        .bind("hash", hash(token))
                        .map((row, _) -> sent(row))
                        .findOne());
    }

    /// What is waited for on files under that key, the oldest first.
    List<SentWork> open(Work work, String key) {
        return open("blob_key = :key", work, key, "");
    }

    /// Conversions that are waited for, of files whose key has that stem, into that format; the oldest first.
    List<SentWork> openConversions(String stem, String to) {
        return open("regexp_replace(blob_key, '[.][^.]*$', '') = :key and target = :to", Work.CONVERT, stem, to);
    }

    private List<SentWork> open(String condition, Work work, String key, String to) {
        return database.with(
                handle -> handle.createQuery("select " + COLUMNS + """
                          from sent_work
                         where outcome is null and work = :work and (:to = '' or target = :to) and
                        """ + condition + " order by sent_at limit :most")
                        .bind("work", word(work))
                        .bind("key", key)
                        .bind("to", to)
                        .bind("most", MOST_OPEN)
                        .map((row, _) -> sent(row))
                        .list());
    }

    /// Ends a piece of work, unless it has ended.
    ///
    /// @return whether this outcome counts
    boolean end(SentWork sent, Outcome outcome) {
        return database.inTransaction(handle -> end(handle, sent, outcome));
    }

    static boolean end(Handle handle, SentWork sent, Outcome outcome) {
        return handle.createUpdate("""
                        update sent_work set outcome = :outcome::json where token_hash = :hash and outcome is null
                        """)
                        .bind("hash", hash(sent.token()))
                        .bind("outcome", Json.write(json(outcome)))
                        .execute()
                == 1;
    }

    void removeBefore(Instant moment) {
        database.use(handle -> handle.createUpdate("delete from sent_work where sent_at < :moment")
                .bind("moment", moment.atOffset(ZoneOffset.UTC))
                .execute());
    }

    private static byte[] hash(String token) {
        return Sha256.digest().digest(token.getBytes(StandardCharsets.UTF_8));
    }

    private static String word(Work work) {
        return work.name().toLowerCase(Locale.ROOT);
    }

    private static SentWork sent(ResultSet row) throws SQLException {
        return new SentWork(
                row.getString("token"),
                row.getString("run_id"),
                row.getString("owner"),
                Work.valueOf(row.getString("work").toUpperCase(Locale.ROOT)),
                row.getLong("file_id"),
                row.getString("blob_key"),
                row.getString("name"),
                row.getString("target"),
                row.getObject("sent_at", OffsetDateTime.class).toInstant(),
                outcome(row.getString("outcome")));
    }

    private static JsonNode json(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Succeeded(JsonNode output) -> Json.object().set("output", output);
            case Outcome.Failed(Problem problem, boolean retryable) ->
                Json.object()
                        .put("code", problem.code())
                        .put("detail", problem.detail())
                        .put("retryable", retryable);
            case Outcome.Skipped _, Outcome.Parked _ ->
                throw new IllegalArgumentException("work ends well or badly, not as " + outcome);
        };
    }

    private static @Nullable Outcome outcome(@Nullable String text) {
        if (text == null) {
            return null;
        }
        JsonNode json = Json.parse(text);
        return json.has("output")
                ? new Outcome.Succeeded(json.path("output"))
                : new Outcome.Failed(
                        new Problem(
                                json.path("code").asString(""),
                                json.path("detail").asString("")),
                        json.path("retryable").asBoolean(false));
    }
}
