package dev.quayside.base;

/// The world outside failed, or what came from it could not be used; carries the [Problem] to show.
public class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(problem.toString());
        this.problem = problem;
    }

    public ProblemException(Problem problem, Throwable cause) {
        super(problem.toString(), cause);
        this.problem = problem;
    }

    public ProblemException(String code, String detail) {
        this(new Problem(code, detail));
    }

    public final Problem problem() {
        return problem;
    }
}
