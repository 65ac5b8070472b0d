package dev.quayside.http.server;

import dev.quayside.http.message.HttpError;
import dev.quayside.http.message.Method;
import dev.quayside.http.message.Parameter;
import dev.quayside.http.message.Request;
import dev.quayside.http.message.Response;
import dev.quayside.identity.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One thing that the API can do: where, who may, what goes in and out, and the function that does it. What the API's
/// document says is made of the same values. Immutable.
///
/// @param path with variables in braces; a slash at the end makes no difference to what is served
/// @param aliases further paths, served alike; only the first spelling of each is in the document
/// @param permission that callers need; null if any caller may
/// @param access how callers say who they are
/// @param early whether it is served also while the program starts and stops
/// @param body what a request carries; null for nothing
/// @param answers by status
/// @param talks for a WebSocket: makes the server's side of the conversation; null for HTTP
public record Route(
        Method method,
        String path,
        List<String> aliases,
        String tag,
        String summary,
        String description,
        @Nullable Permission permission,
        Access access,
        boolean early,
        List<Parameter<?>> parameters,
        @Nullable BodyDoc body,
        SortedMap<Integer, Answer> answers,
        ErrorStyle errors,
        Handling handling,
        @Nullable Function<Request, Conversation> talks) {
    /// How callers say who they are.
    public enum Access {
        /// They do not: everybody may.
        OPEN,
        /// By a bearer token or an API key. A cookie is no good.
        TOKEN,
        /// By the cookie of a session, and by nothing else.
        SESSION,
        /// By the cookie of a session, or by an API key of the account.
        ACCOUNT
    }

    /// What a request or an answer carries.
    ///
    /// @param type the media type
    /// @param record whose JSON Schema describes it; null if the example has to do
    public record BodyDoc(
            String type,
            @Nullable Class<?> record,
            @Nullable JsonNode example,
            boolean required) {}

    /// What an answer means.
    ///
    /// @param body null for an answer without content, and for a refusal in the route's error style
    /// @param headers what its header fields mean, by name
    public record Answer(String description, @Nullable BodyDoc body, SortedMap<String, String> headers) {
        /// Without header fields.
        public Answer(String description, @Nullable BodyDoc body) {
            this(description, body, new TreeMap<>());
        }
    }

    public static Builder get(String path) {
        return new Builder(Method.GET, path);
    }

    public static Builder post(String path) {
        return new Builder(Method.POST, path);
    }

    public static Builder put(String path) {
        return new Builder(Method.PUT, path);
    }

    public static Builder delete(String path) {
        return new Builder(Method.DELETE, path);
    }

    public static Builder patch(String path) {
        return new Builder(Method.PATCH, path);
    }

    public static Builder head(String path) {
        return new Builder(Method.HEAD, path);
    }

    public static Builder options(String path) {
        return new Builder(Method.OPTIONS, path);
    }

    /// All paths that it is served at.
    public List<String> paths() {
        List<String> all = new ArrayList<>();
        all.add(path);
        all.addAll(aliases);
        return all;
    }

    /// Writes a route down. One thread at a time.
    public static final class Builder {
        private final Method method;
        private final String path;
        private final List<String> aliases = new ArrayList<>();
        private final List<Parameter<?>> parameters = new ArrayList<>();
        private final SortedMap<Integer, Answer> answers = new TreeMap<>();
        private String tag = "";
        private String summary = "";
        private String description = "";
        private @Nullable Permission permission;
        private Access access = Access.TOKEN;
        private boolean early;
        private @Nullable BodyDoc body;
        private ErrorStyle errors = ErrorStyle.DETAIL;

        private Builder(Method method, String path) {
            this.method = method;
            this.path = path;
        }

        /// A further path with the same variables.
        public Builder also(String alias) {
            aliases.add(alias);
            return this;
        }

        /// The group and the one line that the document shows.
        public Builder doc(String group, String line) {
            tag = group;
            summary = line;
            return this;
        }

        /// More about it, in Markdown.
        public Builder more(String text) {
            description = text;
            return this;
        }

        public Builder needs(Permission needed) {
            permission = needed;
            return this;
        }

        /// Everybody may, without saying who they are.
        public Builder open() {
            access = Access.OPEN;
            return this;
        }

        /// Callers show the cookie of a session.
        public Builder session() {
            access = Access.SESSION;
            return this;
        }

        /// Callers show the cookie of a session, or an API key of their account.
        public Builder account() {
            access = Access.ACCOUNT;
            return this;
        }

        /// As [#open], also while the program starts and stops.
        public Builder early() {
            early = true;
            return open();
        }

        public Builder takes(Parameter<?>... more) {
            parameters.addAll(List.of(more));
            return this;
        }

        /// A JSON body.
        ///
        /// @param record whose components are its fields
        public Builder body(Class<?> record, @Nullable JsonNode example) {
            body = new BodyDoc("application/json", record, example, true);
            return this;
        }

        /// A JSON body that may be left out.
        public Builder bodyIfAny(Class<?> record, @Nullable JsonNode example) {
            body = new BodyDoc("application/json", record, example, false);
            return this;
        }

        /// A body of another media type, which the function reads as it comes: no limit but its own holds for it.
        public Builder bodyOf(String type) {
            body = new BodyDoc(type, null, null, true);
            return this;
        }

        /// A JSON answer.
        public Builder answers(int status, Class<?> record, String meaning) {
            answers.put(status, new Answer(meaning, new BodyDoc("application/json", record, null, true)));
            return this;
        }

        /// An answer of another media type, or a refusal.
        public Builder answers(int status, String type, String meaning) {
            answers.put(status, new Answer(meaning, new BodyDoc(type, null, null, true)));
            return this;
        }

        /// A refusal in the route's error style, or an answer without content.
        public Builder answers(int status, String meaning) {
            answers.put(status, new Answer(meaning, null));
            return this;
        }

        /// A header field of an answer that was described before.
        public Builder sends(int status, String header, String meaning) {
            Answer answer = answers.get(status);
            if (answer == null) {
                throw new IllegalArgumentException("the route has no answer " + status);
            }
            SortedMap<String, String> headers = new TreeMap<>(answer.headers());
            headers.put(header, meaning);
            answers.put(status, new Answer(answer.description(), answer.body(), headers));
            return this;
        }

        public Builder errors(ErrorStyle style) {
            errors = style;
            return this;
        }

        public Route handledBy(Handling handling) {
            return new Route(
                    method,
                    path,
                    List.copyOf(aliases),
                    tag,
                    summary,
                    description,
                    permission,
                    access,
                    early,
                    List.copyOf(parameters),
                    body,
                    answers,
                    errors,
                    handling,
                    null);
        }

        /// A WebSocket. Who calls is not checked before: a browser sees why only if the server accepts and then closes,
        /// so the conversation does it.
        public Route talks(Function<Request, Conversation> conversation) {
            return new Route(
                    method,
                    path,
                    List.copyOf(aliases),
                    tag,
                    summary,
                    description,
                    permission,
                    Access.OPEN,
                    early,
                    List.copyOf(parameters),
                    body,
                    answers,
                    errors,
                    Route::refuseWithoutUpgrade,
                    conversation);
        }
    }

    private static Response refuseWithoutUpgrade(Request request) {
        throw new HttpError(426, "request.upgrade-required", "This address is for WebSocket clients")
                .with("Upgrade", "websocket")
                .with("Connection", "Upgrade");
    }
}
