package dev.quayside.http.message;

import dev.quayside.base.Problem;
import java.util.List;
import java.util.stream.Collectors;

/// A request that cannot be understood, with everything that is wrong about it; answered with 422.
public final class InvalidRequest extends HttpError {
    private static final long serialVersionUID = 1L;

    private final transient List<Violation> violations;

    public InvalidRequest(List<Violation> violations) {
        super(422, new Problem("request.invalid", summary(violations)), Headers.NONE, null);
        this.violations = List.copyOf(violations);
    }

    public List<Violation> violations() {
        return violations;
    }

    private static String summary(List<Violation> violations) {
        return violations.stream()
                .map(violation ->
                        violation.location().stream().map(Object::toString).collect(Collectors.joining(".")) + ": "
                                + violation.message())
                .collect(Collectors.joining("; "));
    }
}
