package dev.quayside.action;

import dev.quayside.action.http.AddressGuard;
import dev.quayside.action.http.HttpSettings;
import dev.quayside.action.http.HttpStep;
import dev.quayside.action.http.Resolver;
import dev.quayside.action.script.ScriptSettings;
import dev.quayside.action.script.ScriptStep;
import dev.quayside.step.StepType;
import java.time.InstantSource;
import java.util.List;

/// The steps without a domain: `http`, `script`, `transform`, `condition`, `branch`, `delay`.
public final class Actions implements AutoCloseable {
    private final HttpStep http;
    private final ScriptStep script;
    private final InstantSource clock;

    public Actions(HttpSettings http, ScriptSettings scripts, InstantSource clock) {
        this.http = new HttpStep(http, new AddressGuard(http, Resolver.SYSTEM));
        this.script = new ScriptStep(scripts);
        this.clock = clock;
    }

    /// All of them.
    public List<StepType> types() {
        return List.of(
                http.type(),
                script.type(),
                new TransformStep().type(),
                new ConditionStep().type(),
                new BranchStep().type(),
                new DelayStep(clock).type());
    }

    public void start() {
        http.start();
    }

    @Override
    public void close() {
        script.close();
        http.close();
    }
}
