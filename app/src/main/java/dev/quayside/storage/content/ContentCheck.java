package dev.quayside.storage.content;

/// Looks at the bytes of a file while they pass. One thread at a time.
public interface ContentCheck {
    /// Takes everything.
    ContentCheck NONE = new ContentCheck() {
        @Override
        public void look(byte[] bytes, int offset, int length) {
            // Any bytes will do.
        }

        @Override
        public void end() {
            // So will any end.
        }
    };

    /// Takes the next bytes.
    ///
    /// @throws RefusedFile `file.wrong-content`
    void look(byte[] bytes, int offset, int length);

    /// There are no more.
    ///
    /// @throws RefusedFile `file.wrong-content`
    void end();

    /// The refusal of a file whose content is not what its name says.
    static RefusedFile wrong(String why) {
        return new RefusedFile("file.wrong-content", "The file's content is not what its name says: " + why);
    }
}
