package dev.quayside.document;

import dev.quayside.secret.Sealer;
import dev.quayside.step.StepContext;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// Passwords of documents on their way to the step that needs them: sealed, because the inputs of runs are kept and
/// shown. Safe for several threads.
public final class SealedPasswords {
    private static final String MARK = "sealed:";
    private static final String PURPOSE = "document-password";

    private final Sealer sealer;

    public SealedPasswords(Sealer sealer) {
        this.sealer = sealer;
    }

    /// What is kept in the place of a password.
    public String seal(String password) {
        byte[] sealed = sealer.seal(password.getBytes(StandardCharsets.UTF_8), PURPOSE);
        return MARK + Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    }

    /// The password that a step was given, sealed or as a workflow has it; empty for none.
    ///
    /// @throws dev.quayside.base.ProblemException `secret.other-key`, `secret.damaged`
    Optional<String> of(StepContext context) {
        String given = context.text("password");
        return given.isEmpty() ? Optional.empty() : Optional.of(given.startsWith(MARK) ? open(given) : given);
    }

    private String open(String given) {
        byte[] sealed;
        try {
            sealed = Base64.getUrlDecoder().decode(given.substring(MARK.length()));
        } catch (IllegalArgumentException _) {
            return given; // somebody's password begins like this
        }
        return new String(sealer.open(sealed, PURPOSE), StandardCharsets.UTF_8);
    }
}
