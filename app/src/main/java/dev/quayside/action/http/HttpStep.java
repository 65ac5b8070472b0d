package dev.quayside.action.http;

import dev.quayside.base.ProblemException;
import dev.quayside.step.Outcome;
import dev.quayside.step.Step;
import dev.quayside.step.StepContext;
import dev.quayside.step.StepType;
import java.io.IOException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/// The step `http`: sends one request and gives on what was answered.
///
/// Redirects are followed, at most five, each target checked like the first. Safe for several threads.
public final class HttpStep implements Step, AutoCloseable {
    private static final int MAX_REDIRECTS = 5;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    /// Statuses that may be different soon. Source: RFC 9110 (408, 5xx), RFC 8470 (425), RFC 6585 (429).
    private static final Set<Integer> PASSING = Set.of(408, 425, 429);

    private final HttpSettings settings;
    private final Wire wire;

    public HttpStep(HttpSettings settings, AddressGuard guard) {
        this.settings = settings;
        this.wire = new Wire(guard);
    }

    /// Makes the step ready; opens no connection.
    public void start() {
        wire.start();
    }

    /// Ends all requests under way.
    @Override
    public void close() {
        wire.close();
    }

    public StepType type() {
        return new HttpConfig(settings).type(this);
    }

    @Override
    public Outcome run(StepContext context) throws InterruptedException {
        Order order;
        try {
            order = Order.from(context, settings);
        } catch (IllegalArgumentException e) {
            return new Outcome.Failed("http.invalid", "Cannot send the request: " + e.getMessage(), false);
        }
        try {
            return outcome(order, exchange(order));
        } catch (ProblemException e) {
            return new Outcome.Failed(e.problem(), e.problem().code().equals("http.unreachable"));
        } catch (ExecutionException e) {
            return failed(order, e);
        }
    }

    private Answer exchange(Order first) throws ExecutionException, InterruptedException {
        long end = System.nanoTime() + first.timeout().toNanos();
        Order order = first;
        for (int redirects = 0; ; redirects++) {
            Duration left = Duration.ofNanos(Math.max(1_000_000, end - System.nanoTime()));
            Answer answer = wire.send(order, left);
            String location = answer.header("location");
            if (!REDIRECTS.contains(answer.status())
                    || location.isEmpty()
                    || order.accepted().names(answer.status())) {
                return answer;
            }
            if (redirects == MAX_REDIRECTS) {
                throw new ProblemException(
                        "http.too-many-redirects",
                        "Gave up after " + MAX_REDIRECTS + " redirects, the last one at "
                                + order.address().uri().getRawAuthority());
            }
            order = order.redirected(answer.status(), target(order, location));
        }
    }

    private static Address target(Order order, String location) {
        try {
            return order.address().resolve(location);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    "http.address-refused",
                    order.address().uri().getRawAuthority() + " redirects to where requests may not go: "
                            + e.getMessage());
        }
    }

    private static Outcome outcome(Order order, Answer answer) {
        if (order.accepted().anything() || order.accepted().names(answer.status())) {
            return new Outcome.Succeeded(answer.output());
        }
        String wait = answer.header("retry-after");
        return new Outcome.Failed(
                "http.status",
                order.method() + " " + place(order) + " answered " + answer.status() + ", expected "
                        + order.accepted().list()
                        + (wait.isEmpty() ? "" : "; the server asks to wait (Retry-After: " + wait + ")"),
                PASSING.contains(answer.status()) || answer.status() >= 500);
    }

    private static Outcome failed(Order order, ExecutionException e) {
        Throwable cause = e.getCause();
        if (cause instanceof ProblemException problem) {
            return new Outcome.Failed(
                    problem.problem(), problem.problem().code().equals("http.unreachable"));
        }
        if (cause instanceof TimeoutException) {
            return new Outcome.Failed(
                    "http.timeout",
                    "No complete answer from " + place(order) + " within "
                            + order.timeout().toMillis() + " ms",
                    true);
        }
        String reason = cause instanceof SSLException ? "no secure connection: " : "";
        if (cause instanceof IOException || cause instanceof UnresolvedAddressException) {
            return new Outcome.Failed(
                    "http.unreachable", place(order) + " cannot be reached: " + reason + cause.getMessage(), true);
        }
        return new Outcome.Failed("http.protocol", place(order) + " does not answer in HTTP: " + cause, false);
    }

    /// Scheme, host and port: the rest of a URL may hold secrets.
    private static String place(Order order) {
        return order.address().uri().getScheme() + "://" + order.address().uri().getRawAuthority();
    }
}
