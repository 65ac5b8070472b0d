package dev.quayside.http.api;

import dev.quayside.base.Uuids;
import dev.quayside.http.message.HttpError;
import dev.quayside.http.message.Parameter;
import dev.quayside.http.message.Request;
import dev.quayside.http.message.Response;
import dev.quayside.http.server.ErrorStyle;
import dev.quayside.http.server.Route;
import dev.quayside.identity.Permission;
import dev.quayside.identity.audit.Audit;
import dev.quayside.identity.audit.AuditCheck;
import dev.quayside.identity.audit.AuditEntry;
import dev.quayside.identity.audit.AuditFilter;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What people did: the routes of the audit. Safe for several threads.
public final class AuditRoutes {
    private static final String TAG = "Audit";
    private static final Parameter<String> TYPE = Parameter.text("event_type", "As `workflow.create`");
    private static final Parameter<String> USER = Parameter.text("user_id", "Who did it");
    private static final Parameter<Instant> START = Parameter.moment("start_time", "The earliest moment");
    private static final Parameter<Instant> END = Parameter.moment("end_time", "The latest moment");
    private static final Parameter<String> RESOURCE =
            Parameter.text("resource_id", "The id of anything that was touched: a workflow, an execution, a schedule");

    private final Audit audit;

    public AuditRoutes(Audit audit) {
        this.audit = audit;
    }

    /// An entry, as clients see it.
    public record Item(
            String id,
            Instant timestamp,
            String eventType,
            String userId,
            JsonNode resourceData,
            @Nullable String ipAddress,
            @Nullable String userAgent) {
        static Item of(AuditEntry entry) {
            return new Item(
                    entry.id().toString(),
                    entry.at(),
                    entry.type(),
                    entry.user(),
                    entry.resourceData(),
                    entry.address(),
                    entry.agent());
        }
    }

    /// A part of all entries that were asked for.
    public record Page(long total, List<Item> items, int skip, int limit) {
        public Page {
            items = List.copyOf(items);
        }
    }

    /// What the check of the whole audit found.
    ///
    /// @param rows how many entries there are; null if something is wrong
    /// @param hash of the last of them, in hex
    /// @param firstBadRow where something is wrong
    public record Check(
            boolean intact,
            @Nullable Long rows,
            @Nullable String hash,
            @Nullable Long firstBadRow,
            @Nullable String reason) {}

    public List<Route> routes() {
        return List.of(
                Route.get("/api/v1/admin/audit/")
                        .doc(TAG, "List what people did, newest first")
                        .needs(Permission.ADMIN_ACCESS)
                        .takes(Listing.SKIP, Listing.LIMIT, TYPE, USER, START, END, RESOURCE)
                        .answers(200, Page.class, "The entries")
                        .handledBy(this::list),
                Route.get("/api/v1/admin/audit/verify")
                        .doc(TAG, "Check that nobody changed the audit")
                        .more(
                                "Reads every entry. Keep `rows` and `hash` elsewhere: they show later that nothing up to there was taken away.")
                        .needs(Permission.ADMIN_ACCESS)
                        .errors(ErrorStyle.PROBLEM)
                        .answers(200, Check.class, "What was found")
                        .handledBy(_ -> Response.json(200, check(audit.verify()))),
                Route.get("/api/v1/admin/audit/{log_id}")
                        .doc(TAG, "Get one entry")
                        .needs(Permission.ADMIN_ACCESS)
                        .answers(200, Item.class, "The entry")
                        .answers(404, "There is none with this id")
                        .handledBy(this::get));
    }

    private Response list(Request request) {
        var filter = new AuditFilter(
                request.find(TYPE).orElse(null),
                request.find(USER).orElse(null),
                request.find(START).orElse(null),
                request.find(END).orElse(null),
                request.find(RESOURCE).orElse(null));
        return Response.json(
                200, Listing.of(audit.list(filter, request.get(Listing.SKIP), request.get(Listing.LIMIT)), Item::of));
    }

    private Response get(Request request) {
        String id = request.variable("log_id");
        return Uuids.find(id)
                .flatMap(audit::find)
                .map(entry -> Response.json(200, Item.of(entry)))
                .orElseThrow(() -> new HttpError(404, "audit.unknown", "Audit log with ID " + id + " not found"));
    }

    private static Check check(AuditCheck check) {
        return switch (check) {
            case AuditCheck.Intact(long rows, String hash) -> new Check(true, rows, hash, null, null);
            case AuditCheck.Broken(long n, String reason) -> new Check(false, null, null, n, reason);
        };
    }
}
