package dev.quayside.storage.content;

import dev.quayside.base.ProblemException;

/// A file is not taken: its name, its size, its format or its content is not as it may be. Nothing of it was kept.
public final class RefusedFile extends ProblemException {
    private static final long serialVersionUID = 1L;

    public RefusedFile(String code, String detail) {
        super(code, detail);
    }
}
