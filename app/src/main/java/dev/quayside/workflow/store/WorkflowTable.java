package dev.quayside.workflow.store;

import dev.quayside.base.Json;
import dev.quayside.base.Page;
import dev.quayside.base.Uuids;
import dev.quayside.database.Database;
import dev.quayside.event.Actor;
import dev.quayside.event.Event;
import dev.quayside.event.Events;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Workflows and the versions of their definitions, as rows of `workflow` and `workflow_version`.
final class WorkflowTable {
    private static final String SELECT = """
            select w.id, w.name, w.description, w.is_active, w.is_scheduled, w.created_by, w.created_at, w.updated_at,
                   w.revision, v.version, v.definition
              from workflow w
              join lateral (select version, definition from workflow_version
                             where workflow = w.id order by version desc limit 1) v on true
             where w.deleted_at is null and not w.built_in
            """;

    private static final String FILTER = """
             and (:name::text is null or position(lower(:name) in lower(w.name)) > 0)
             and (:active::boolean is null or w.is_active = :active)
             and (:scheduled::boolean is null or w.is_scheduled = :scheduled)
            """;

    private final Database database;
    private final Events events;

    WorkflowTable(Database database, Events events) {
        this.database = database;
        this.events = events;
    }

    /// Brings a workflow of the program up to what the program has now.
    ///
    /// @return its newest version
    WorkflowVersion putBuiltIn(UUID id, String name, JsonNode definition, Actor actor) {
        return database.inTransaction(handle -> {
            handle.createUpdate("""
                            insert into workflow (id, name, is_active, is_scheduled, created_by, built_in)
                            values (:id, :name, true, false, :by, true)
                            on conflict (id) do nothing
                            """)
                    .bind("id", id)
                    .bind("name", name)
                    .bind("by", actor.user())
                    .execute();
            handle.createQuery("select id from workflow where id = :id for update")
                    .bind("id", id)
                    .mapTo(UUID.class)
                    .one();
            return new WorkflowVersion(id, addVersion(handle, id, definition, actor));
        });
    }

    /// Adds a workflow with its first version.
    UUID add(Workflow.Draft draft, Actor actor) {
        UUID id = Uuids.next();
        database.useTransaction(handle -> add(handle, id, draft, actor));
        events.appended();
        return id;
    }

    private void add(Handle handle, UUID id, Workflow.Draft draft, Actor actor) {
        handle.createUpdate("""
                        insert into workflow (id, name, description, is_active, is_scheduled, created_by)
                        values (:id, :name, :description, :active, :scheduled, :by)
                        """)
                .bind("id", id)
                .bind("name", draft.name())
                .bind("description", draft.description())
                .bind("active", draft.active())
                .bind("scheduled", draft.scheduled())
                .bind("by", actor.user())
                .execute();
        addVersion(handle, id, draft.definition(), actor);
        record(handle, "workflow.create", actor, id, draft.name());
    }

    /// Adds a version, unless the newest one is the same.
    ///
    /// @return the number of the newest version now
    private static int addVersion(Handle handle, UUID workflow, JsonNode definition, Actor actor) {
        return handle.createQuery("""
                        with newest as (
                            select version, definition::text = :definition as same
                              from workflow_version
                             where workflow = :workflow
                             order by version desc
                             limit 1),
                        added as (
                            insert into workflow_version (workflow, version, definition, created_by)
                            select :workflow, coalesce((select version from newest), 0) + 1, :definition::json, :by
                             where not coalesce((select same from newest), false)
                            returning version)
                        select coalesce((select version from added), (select version from newest))
                        """)
                .bind("workflow", workflow)
                .bind("definition", Json.write(definition))
                .bind("by", actor.user())
                .mapTo(Integer.class)
                .one();
    }

    private void record(Handle handle, String type, Actor actor, UUID workflow, String name) {
        events.append(
                handle,
                new Event(
                        type,
                        actor,
                        Json.object().put("workflow_id", workflow.toString()).put("workflow_name", name)));
    }

    /// Stores a definition under a name: as a new workflow, as a new version of the newest one of that name, or not
    /// at all where its newest version is the same already.
    Workflows.Stored.Done put(Workflow.Draft draft, Actor actor) {
        Workflows.Stored.Done stored = database.inTransaction(handle -> {
            handle.createQuery("select pg_advisory_xact_lock(hashtextextended(:name, 11))::text")
                    .bind("name", draft.name())
                    .mapTo(String.class)
                    .one();
            Optional<Workflow> known = find(handle, draft.name());
            if (known.isEmpty()) {
                UUID id = Uuids.next();
                add(handle, id, draft, actor);
                return new Workflows.Stored.Done(new WorkflowVersion(id, 1), true);
            }
            Workflow before = known.get();
            int version = addVersion(handle, before.id(), draft.definition(), actor);
            boolean changed =
                    version != before.version() || !java.util.Objects.equals(draft.description(), before.description());
            if (changed) {
                handle.execute(
                        "update workflow set description = ?, updated_at = clock_timestamp(), revision = revision + 1 where id = ?",
                        draft.description(),
                        before.id());
                record(handle, "workflow.update", actor, before.id(), before.name());
            }
            return new Workflows.Stored.Done(new WorkflowVersion(before.id(), version), changed);
        });
        events.appended();
        return stored;
    }

    /// Changes a workflow, if it is still at the revision that is expected.
    ///
    /// @param expected null for whatever it is at
    /// @return how it is then; empty if there is no such workflow, or it is at another revision
    Optional<Workflow> change(UUID id, Workflow.Change change, @Nullable Integer expected, Actor actor) {
        Optional<Workflow> changed = database.inTransaction(handle -> {
            boolean keepsDescription = change.description().isMissingNode();
            Optional<String> name = handle.createQuery("""
                            update workflow
                               set name = coalesce(:name, name),
                                   description = case when :keepsDescription then description else :description end,
                                   is_active = coalesce(:active, is_active),
                                   is_scheduled = coalesce(:scheduled, is_scheduled),
                                   updated_at = clock_timestamp(),
                                   revision = revision + 1
                             where id = :id and deleted_at is null and (:expected::int is null or revision = :expected)
                            returning name
                            """)
                    .bind("id", id)
                    .bind("name", change.name())
                    .bind("keepsDescription", keepsDescription)
                    .bind("description", change.description().asStringOpt().orElse(null))
                    .bind("active", change.active())
                    .bind("scheduled", change.scheduled())
                    .bind("expected", expected)
                    .mapTo(String.class)
                    .findOne();
            if (name.isEmpty()) {
                return Optional.<Workflow>empty();
            }
            if (change.definition() != null) {
                int _ = addVersion(handle, id, change.definition(), actor);
            }
            record(handle, "workflow.update", actor, id, name.get());
            return find(handle, id);
        });
        events.appended();
        return changed;
    }

    /// Hides a workflow; [#removeDeleted] takes its rows away later.
    ///
    /// @param expected null for whatever revision it is at
    boolean delete(UUID id, @Nullable Integer expected, Actor actor) {
        boolean deleted = database.inTransaction(handle -> {
            Optional<String> name = handle.createQuery("""
                            update workflow set deleted_at = clock_timestamp()
                             where id = :id and deleted_at is null and (:expected::int is null or revision = :expected)
                            returning name
                            """)
                    .bind("id", id)
                    .bind("expected", expected)
                    .mapTo(String.class)
                    .findOne();
            name.ifPresent(found -> record(handle, "workflow.delete", actor, id, found));
            return name.isPresent();
        });
        events.appended();
        return deleted;
    }

    /// Removes deleted workflows that have no runs any more.
    int removeDeleted() {
        return database.with(handle -> handle.execute("""
                delete from workflow w
                 where deleted_at is not null and not exists (select 1 from run where run.workflow = w.id)
                """));
    }

    Optional<Workflow> find(UUID id) {
        return database.with(handle -> find(handle, id));
    }

    private static Optional<Workflow> find(Handle handle, UUID id) {
        return handle.createQuery(SELECT + " and w.id = :id")
                .bind("id", id)
                .map((row, _) -> workflow(row))
                .findOne();
    }

    /// The workflow of that id, or the newest of that name.
    Optional<Workflow> find(String nameOrId) {
        return database.with(handle -> find(handle, nameOrId));
    }

    private static Optional<Workflow> find(Handle handle, String nameOrId) {
        return handle.createQuery(SELECT + """
                         and (w.name = :name or w.id::text = :name)
                         order by w.id::text = :name desc, w.created_at desc, w.id desc
                         limit 1
                        """)
                .bind("name", nameOrId)
                .map((row, _) -> workflow(row))
                .findOne();
    }

    /// The newest first.
    Page<Workflow> page(Workflow.Filter filter, int skip, int limit) {
        return database.with(handle -> {
            long total = handle.createQuery(
                            "select count(*) from workflow w where deleted_at is null and not built_in " + FILTER)
                    .bind("name", filter.name())
                    .bind("active", filter.active())
                    .bind("scheduled", filter.scheduled())
                    .mapTo(Long.class)
                    .one();
            List<Workflow> items = handle.createQuery(
                            SELECT + FILTER + " order by w.created_at desc, w.id desc offset :skip limit :limit")
                    .bind("name", filter.name())
                    .bind("active", filter.active())
                    .bind("scheduled", filter.scheduled())
                    .bind("skip", skip)
                    .bind("limit", limit)
                    .map((row, _) -> workflow(row))
                    .list();
            return new Page<>(total, items, skip, limit);
        });
    }

    /// The newest first.
    List<Workflow.Version> versions(UUID workflow) {
        return database.with(handle -> handle.createQuery("""
                        select version, created_at, created_by from workflow_version
                         where workflow = :workflow
                         order by version desc
                        """)
                .bind("workflow", workflow)
                .map((row, _) -> new Workflow.Version(
                        row.getInt(1), row.getObject(2, OffsetDateTime.class).toInstant(), row.getString(3)))
                .list());
    }

    /// A definition, also of a workflow that was deleted: its runs go on.
    Optional<JsonNode> definition(UUID workflow, int version) {
        return database.with(handle -> handle.createQuery(
                        "select definition from workflow_version where workflow = :workflow and version = :version")
                .bind("workflow", workflow)
                .bind("version", version)
                .mapTo(String.class)
                .findOne()
                .map(Json::parse));
    }

    /// The name, also of a workflow that was deleted.
    Optional<String> name(UUID workflow) {
        return database.with(handle -> handle.createQuery("select name from workflow where id = :id")
                .bind("id", workflow)
                .mapTo(String.class)
                .findOne());
    }

    private static Workflow workflow(ResultSet row) throws SQLException {
        return new Workflow(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("description"),
                row.getInt("version"),
                Json.parse(row.getString("definition")),
                row.getBoolean("is_active"),
                row.getBoolean("is_scheduled"),
                row.getString("created_by"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant(),
                row.getInt("revision"));
    }
}
