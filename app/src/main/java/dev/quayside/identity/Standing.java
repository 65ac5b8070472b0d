package dev.quayside.identity;

import java.util.Optional;

/// Whether people may still have done what goes on while they are not there: runs of schedules, runs that wait.
/// Safe for several threads.
@FunctionalInterface
public interface Standing {
    /// Everybody may have everything done; where nobody has an account.
    Standing GOOD = (_, _) -> Optional.empty();

    /// Why nothing that needs a permission may be done for somebody, as the end of a sentence that names them; empty if
    /// it may. Of people without an account nothing is known but that their tokens were good.
    Optional<String> refusal(String subject, Permission permission);
}
