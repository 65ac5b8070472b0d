package dev.quayside.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.action.http.AddressGuard;
import dev.quayside.action.http.HttpSettings;
import dev.quayside.action.http.Resolver;
import dev.quayside.action.script.ScriptSettings;
import dev.quayside.step.StepCatalogue;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class ActionsTest {
    @Test
    void offersEveryStepOnce() {
        try (var actions = new Actions(
                HttpSettings.DEFAULT,
                new AddressGuard(HttpSettings.DEFAULT, Resolver.SYSTEM),
                ScriptSettings.DEFAULT,
                InstantSource.system())) {
            actions.start();

            assertThat(new StepCatalogue(actions.types()).names())
                    .containsExactly("branch", "condition", "delay", "http", "script", "transform");
        }
    }
}
