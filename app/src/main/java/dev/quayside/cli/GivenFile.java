package dev.quayside.cli;

import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// A file that is given to a command.
public final class GivenFile {
    private GivenFile() {}

    /// The text of a file.
    ///
    /// @throws ProblemException `file.not-found`, `file.encoding`, `file.unreadable`
    public static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new ProblemException(new Problem("file.not-found", "There is no file " + file), e);
        } catch (CharacterCodingException e) {
            throw new ProblemException(new Problem("file.encoding", "The file " + file + " is not UTF-8 text"), e);
        } catch (IOException e) {
            throw new ProblemException(
                    new Problem("file.unreadable", "The file " + file + " cannot be read: " + e.getMessage()), e);
        }
    }

    /// The file's name without its ending.
    public static String plainName(Path file) {
        Path last = file.getFileName();
        String name = last == null ? file.toString() : last.toString();
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }
}
