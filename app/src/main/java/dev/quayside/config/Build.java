package dev.quayside.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/// What the build wrote down about itself.
///
/// @param program the version of this program
/// @param postgresql the version of the PostgreSQL that it brings
public record Build(String program, String postgresql) {
    /// Reads it from beside this class.
    public static Build read() {
        Properties values = new Properties();
        try (InputStream file = Build.class.getResourceAsStream("version.properties")) {
            if (file != null) {
                values.load(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Build(values.getProperty("program", "unknown"), values.getProperty("postgresql", "unknown"));
    }
}
