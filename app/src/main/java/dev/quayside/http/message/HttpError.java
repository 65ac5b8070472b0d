package dev.quayside.http.message;

import dev.quayside.base.Problem;
import org.jspecify.annotations.Nullable;

/// A request is refused. The router turns it into the error body of the route's [ErrorStyle].
public class HttpError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Problem problem;
    private final transient Headers headers;

    public HttpError(int status, Problem problem, Headers headers, @Nullable Throwable cause) {
        super(status + " " + problem, cause, false, cause != null);
        this.status = status;
        this.problem = problem;
        this.headers = headers;
    }

    public HttpError(int status, String code, String detail) {
        this(status, new Problem(code, detail), Headers.NONE, null);
    }

    public HttpError(int status, String code, String detail, Throwable cause) {
        this(status, new Problem(code, detail), Headers.NONE, cause);
    }

    /// The same with a header field for the client.
    public final HttpError with(String name, String value) {
        return new HttpError(status, problem, headers.with(name, value), getCause());
    }

    public final int status() {
        return status;
    }

    public final Problem problem() {
        return problem;
    }

    public final Headers headers() {
        return headers;
    }
}
