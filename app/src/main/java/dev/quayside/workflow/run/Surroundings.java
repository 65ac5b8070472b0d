package dev.quayside.workflow.run;

import dev.quayside.base.ProblemException;
import dev.quayside.identity.Permission;
import dev.quayside.identity.Standing;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.StringNode;

/// What lies around the engine: the process's environment, as far as workflows may see it, and how people stand for
/// whom runs work. Immutable.
///
/// Every value of the environment that may be seen counts as a secret: it is masked in logs and in what is shown.
public final class Surroundings {
    private final Map<String, String> environment;
    private final List<String> allowed;
    private final Masker masker;
    private final Standing standing;

    /// @param allowed the names that templates may read
    public Surroundings(Map<String, String> environment, List<String> allowed, Standing standing) {
        this.standing = standing;
        this.environment = Map.copyOf(environment);
        this.allowed = List.copyOf(allowed);
        this.masker = new Masker(
                allowed.stream().map(name -> environment.getOrDefault(name, "")).toList());
    }

    /// The value of a variable; missing if it is allowed and not set.
    ///
    /// @throws ProblemException `template.env-denied` if the name is not allowed
    JsonNode environment(String name) {
        if (!allowed.contains(name)) {
            throw new ProblemException(
                    "template.env-denied",
                    "The environment variable " + name + " is not open to workflows; add it to the setting"
                            + " workflow.environment (QUAYSIDE_WORKFLOW_ENVIRONMENT) to allow it");
        }
        String value = environment.get(name);
        return value == null ? MissingNode.getInstance() : StringNode.valueOf(value);
    }

    /// Asks whether somebody may have something done by a run.
    ///
    /// @throws ProblemException `run.denied` if not
    void require(String user, Permission permission) {
        standing.refusal(user, permission).ifPresent(who -> {
            throw new ProblemException("run.denied", "The run works for " + who);
        });
    }

    /// Takes the allowed values out of texts.
    public Masker masker() {
        return masker;
    }
}
