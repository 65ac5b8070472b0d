package dev.quayside.document;

import dev.quayside.base.Json;
import dev.quayside.database.Database;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// What was found out about files, as rows of the table `document_result`.
final class ResultTable {
    private final Database database;

    ResultTable(Database database) {
        this.database = database;
    }

    Optional<ObjectNode> find(Results.Question question) {
        return database.with(handle -> handle.createQuery("""
                        select result::text from document_result
                         where owner = :owner and operation = :operation and sha256 = :sha256 and options = :options
                        """)
                .bind("owner", question.owner())
                .bind("operation", question.operation())
                .bind("sha256", question.content().hex())
                .bind("options", question.options().hex())
                .mapTo(String.class)
                .findOne()
                .map(text -> (ObjectNode) Json.parse(text)));
    }

    void put(Results.Question question, ObjectNode result, Instant now) {
        database.use(handle -> handle.createUpdate("""
                        insert into document_result (owner, operation, sha256, options, result, created_at)
                        values (:owner, :operation, :sha256, :options, :result::json, :now)
                        on conflict (owner, operation, sha256, options) do update
                           set result = excluded.result, created_at = excluded.created_at
                        """)
                .bind("owner", question.owner())
                .bind("operation", question.operation())
                .bind("sha256", question.content().hex())
                .bind("options", question.options().hex())
                .bind("result", Json.write(result))
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .execute());
    }

    void removeBefore(Instant moment) {
        database.use(handle -> handle.createUpdate("delete from document_result where created_at < :moment")
                .bind("moment", moment.atOffset(ZoneOffset.UTC))
                .execute());
    }
}
