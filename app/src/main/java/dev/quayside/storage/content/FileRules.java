package dev.quayside.storage.content;

import java.util.Set;

/// Which files are taken. Immutable.
///
/// @param maxBytes of one
/// @param formats empty for any, also those that we do not know
public record FileRules(long maxBytes, Set<FileFormat> formats) {
    public FileRules {
        formats = Set.copyOf(formats);
    }

    /// Checks a name before any bytes come.
    ///
    /// @throws RefusedFile `file.format`
    public void check(FileName name) {
        if (!formats.isEmpty() && FileFormat.of(name).filter(formats::contains).isEmpty()) {
            throw new RefusedFile(
                    "file.format", "Files with the extension '" + name.extension() + "' are not taken here");
        }
    }
}
