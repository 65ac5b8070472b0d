package dev.quayside.workflow.run;

import dev.quayside.base.Json;
import dev.quayside.base.Uuids;
import dev.quayside.database.Database;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// Workflows and the versions of their definitions, as rows of `workflow` and `workflow_version`.
final class WorkflowTable {
    /// A version of a workflow.
    record Version(UUID workflow, int version) {}

    private final Database database;

    WorkflowTable(Database database) {
        this.database = database;
    }

    /// Stores a definition under a name: as a new workflow, as a new version, or not at all where the newest
    /// version is the same already.
    Version put(String name, JsonNode definition) {
        String json = Json.write(definition);
        return database.inTransaction(handle -> {
            handle.createQuery("select pg_advisory_xact_lock(hashtextextended(:name, 11))::text")
                    .bind("name", name)
                    .mapTo(String.class)
                    .one();
            Optional<UUID> known = find(handle, name);
            UUID workflow = known.orElseGet(Uuids::next);
            if (known.isEmpty()) {
                handle.execute("insert into workflow (id, name) values (?, ?)", workflow, name);
            }
            return handle.createQuery("""
                            with newest as (
                                select version, definition::text = :definition as same
                                  from workflow_version
                                 where workflow = :workflow
                                 order by version desc
                                 limit 1),
                            added as (
                                insert into workflow_version (workflow, version, definition)
                                select :workflow, coalesce((select version from newest), 0) + 1, :definition::json
                                 where not coalesce((select same from newest), false)
                                returning version)
                            select coalesce((select version from added), (select version from newest))
                            """)
                    .bind("workflow", workflow)
                    .bind("definition", json)
                    .map((row, _) -> new Version(workflow, row.getInt(1)))
                    .one();
        });
    }

    /// The newest version of the workflow of that name or id.
    Optional<Version> findNewest(String nameOrId) {
        return database.with(handle -> {
            Optional<UUID> workflow = find(handle, nameOrId);
            return workflow.flatMap(id -> handle.createQuery(
                            "select max(version) from workflow_version where workflow = :id having count(*) > 0")
                    .bind("id", id)
                    .mapTo(Integer.class)
                    .findOne()
                    .map(version -> new Version(id, version)));
        });
    }

    private static Optional<UUID> find(org.jdbi.v3.core.Handle handle, String nameOrId) {
        return handle.createQuery("""
                        select id from workflow
                         where name = :name or id::text = :name
                         order by created_at desc
                         limit 1
                        """).bind("name", nameOrId).mapTo(UUID.class).findOne();
    }

    Optional<JsonNode> definition(UUID workflow, int version) {
        return database.with(handle -> handle.createQuery(
                        "select definition from workflow_version where workflow = :workflow and version = :version")
                .bind("workflow", workflow)
                .bind("version", version)
                .mapTo(String.class)
                .findOne()
                .map(Json::parse));
    }

    Optional<String> name(UUID workflow) {
        return database.with(handle -> handle.createQuery("select name from workflow where id = :id")
                .bind("id", workflow)
                .mapTo(String.class)
                .findOne());
    }
}
