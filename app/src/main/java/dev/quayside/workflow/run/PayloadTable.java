package dev.quayside.workflow.run;

import dev.quayside.base.Json;
import dev.quayside.base.ProblemException;
import dev.quayside.base.Uuids;
import dev.quayside.database.Database;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Outputs too big for the journal, as rows of the table `payload`; the journal holds a reference instead.
final class PayloadTable {
    /// The only field of a reference.
    private static final String MARK = "__payload";

    private static final String SUMMARY = "summary";

    private final Database database;
    private final OutputSummary summaries;

    PayloadTable(Database database, OutputSummary summaries) {
        this.database = database;
        this.summaries = summaries;
    }

    /// Stores `json`, which becomes durable at once.
    ///
    /// @return the reference to put in its place; it keeps the field `branch`, which decides how the run goes on
    JsonNode store(UUID run, JsonNode value, byte[] json) {
        UUID id = Uuids.next();
        database.with(handle -> handle.createUpdate("insert into payload (run_id, id, data) values (:run, :id, :data)")
                .bind("run", run)
                .bind("id", id)
                .bind("data", json)
                .execute());
        var reference = Json.object();
        reference
                .putObject(MARK)
                .put("id", id.toString())
                .put("bytes", json.length)
                .set(SUMMARY, summaries.of(value));
        if (value.path("branch").isString()) {
            reference.put("branch", value.path("branch").stringValue());
        }
        return reference;
    }

    /// `value` itself, or what it refers to.
    JsonNode load(UUID run, JsonNode value) {
        JsonNode id = value.path(MARK).path("id");
        if (!id.isString()) {
            return value;
        }
        byte[] json =
                database.with(handle -> handle.createQuery("select data from payload where run_id = :run and id = :id")
                        .bind("run", run)
                        .bind("id", UUID.fromString(id.stringValue()))
                        .mapTo(byte[].class)
                        .findOne()
                        .orElseThrow(() -> new ProblemException(
                                "payload.missing", "The output " + id.stringValue() + " of run " + run + " is gone")));
        return Json.parse(json);
    }

    /// What `value`, or what it refers to, is in a few words; what it refers to is not loaded for that.
    ObjectNode summary(JsonNode value) {
        if (!isReference(value)) {
            return summaries.of(value);
        }
        return value.path(MARK).path(SUMMARY) instanceof ObjectNode summary ? summary : Json.object();
    }

    /// Whether `value` is a reference.
    static boolean isReference(JsonNode value) {
        return value.path(MARK).path("id").isString();
    }
}
