package dev.quayside.identity;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What somebody may be allowed to do. The first eight are those of the Workflow Automation API.
public enum Permission {
    CREATE_WORKFLOWS("create:workflows"),
    READ_WORKFLOWS("read:workflows"),
    UPDATE_WORKFLOWS("update:workflows"),
    DELETE_WORKFLOWS("delete:workflows"),
    EXECUTE_WORKFLOWS("execute:workflows"),
    READ_EXECUTIONS("read:executions"),
    CANCEL_EXECUTIONS("cancel:executions"),
    READ_LOGS("read:logs"),
    READ_FILES("read:files"),
    WRITE_FILES("write:files"),
    MANAGE_CONNECTORS("manage:connectors"),
    READ_DISPATCH("read:dispatch"),
    WRITE_DISPATCH("write:dispatch"),
    RUN_SCRIPTS("run:scripts"),
    ADMIN_ACCESS("admin:access");

    private static final Map<String, Permission> BY_WORD =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Permission::word, Function.identity()));

    private final String word;

    Permission(String word) {
        this.word = word;
    }

    /// As tokens and settings write it: `read:workflows`.
    public String word() {
        return word;
    }

    public static Optional<Permission> find(String word) {
        return Optional.ofNullable(BY_WORD.get(word));
    }

    /// Those of `words` that are permissions of ours; a token may carry others.
    public static Set<Permission> known(Collection<String> words) {
        Set<Permission> known = EnumSet.noneOf(Permission.class);
        words.forEach(word -> find(word).ifPresent(known::add));
        return known;
    }

    /// Their words, sorted, with spaces between them.
    public static String words(Collection<Permission> permissions) {
        return permissions.stream().map(Permission::word).sorted().collect(Collectors.joining(" "));
    }

    public static Set<Permission> all() {
        return EnumSet.allOf(Permission.class);
    }

    @Override
    public String toString() {
        return word;
    }
}
