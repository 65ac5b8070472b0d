package dev.quayside.action;

import dev.quayside.action.http.AddressGuard;
import dev.quayside.action.http.HttpSettings;
import dev.quayside.action.http.HttpStep;
import dev.quayside.action.script.ScriptSettings;
import dev.quayside.action.script.ScriptStep;
import dev.quayside.step.StepType;
import java.time.InstantSource;
import java.util.List;

/// All steps without a domain. Safe for several threads.
public final class Actions implements AutoCloseable {
    private final DelayStep delay;
    private final HttpStep http;
    private final ScriptStep script;

    /// @param guard where requests may go; the one that all outgoing requests of the server share
    public Actions(HttpSettings http, AddressGuard guard, ScriptSettings script, InstantSource clock) {
        this.delay = new DelayStep(clock);
        this.http = new HttpStep(http, guard);
        this.script = new ScriptStep(script);
    }

    /// The step types, for the catalogue.
    public List<StepType> types() {
        return List.of(
                new TransformStep().type(),
                new ConditionStep().type(),
                new BranchStep().type(),
                delay.type(),
                http.type(),
                script.type());
    }

    /// Makes the steps ready. Starts no process; the first script does.
    public void start() {
        http.start();
    }

    /// Ends requests under way and kills the processes of scripts.
    @Override
    public void close() {
        script.close();
        http.close();
    }
}
