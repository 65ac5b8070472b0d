package dev.quayside.http.api;

import dev.quayside.http.message.HttpError;
import dev.quayside.workflow.store.Workflow;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Entity tags of workflows: their revisions. Source: RFC 9110, section 13.
final class Tags {
    private Tags() {}

    static String of(Workflow workflow) {
        return "\"" + workflow.revision() + "\"";
    }

    /// Whether one of several tags is the workflow's; `*` is every one's.
    static boolean match(String tags, Workflow workflow) {
        return Arrays.stream(tags.split(",", -1))
                .map(String::strip)
                .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
                .anyMatch(tag -> tag.equals("*") || tag.equals(of(workflow)));
    }

    /// The revision that a change is to be based on; null for whatever it is.
    ///
    /// @param now looks the workflow up
    /// @throws HttpError 412 if `If-Match` names another
    static @Nullable Integer expected(Optional<String> ifMatch, Supplier<Workflow> now) {
        if (ifMatch.isEmpty() || ifMatch.get().strip().equals("*")) {
            return null;
        }
        Workflow workflow = now.get();
        if (!match(ifMatch.get(), workflow)) {
            throw stale(workflow);
        }
        return workflow.revision();
    }

    static HttpError stale(Workflow now) {
        return new HttpError(
                        412,
                        "workflow.changed",
                        "Workflow with ID " + now.id() + " was changed by somebody else; read it again, then repeat")
                .with("ETag", of(now));
    }
}
