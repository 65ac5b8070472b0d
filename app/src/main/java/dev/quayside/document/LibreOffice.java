package dev.quayside.document;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Where LibreOffice lies on this machine. Immutable.
///
/// @param program what is started
/// @param readable what it needs to read besides the folders of the system
record LibreOffice(Path program, List<Path> readable) {
    private static final List<Path> USUAL = List.of(
            Path.of("/usr/lib/libreoffice/program/soffice"),
            Path.of("/opt/libreoffice/program/soffice"),
            Path.of("/Applications/LibreOffice.app/Contents/MacOS/soffice"));
    private static final List<Path> CONFIGURATION =
            List.of(Path.of("/etc/libreoffice"), Path.of("/etc/fonts"), Path.of("/var/cache/fontconfig"));

    LibreOffice {
        readable = List.copyOf(readable);
    }

    /// Looks for it.
    ///
    /// @param name a path, or a name to find on the PATH and in the usual places
    static Optional<LibreOffice> find(String name, String searchPath) {
        Stream<Path> candidates = name.contains("/")
                ? Stream.of(Path.of(name))
                : Stream.concat(
                        Pattern.compile(Pattern.quote(File.pathSeparator))
                                .splitAsStream(searchPath)
                                .filter(folder -> !folder.isEmpty())
                                .map(folder -> Path.of(folder, name)),
                        USUAL.stream());
        return candidates.filter(Files::isExecutable).findFirst().flatMap(LibreOffice::at);
    }

    /// What lies on the PATH is a script that starts the program; without it there is one process less to wait for.
    private static Optional<LibreOffice> at(Path found) {
        try {
            Path real = found.toRealPath();
            Path binary = real.resolveSibling("soffice.bin");
            Path program = Files.isExecutable(binary) ? binary : real;
            Path folder = program.resolveSibling(".").normalize();
            Path installation =
                    folder.endsWith("program") ? folder.resolveSibling(".").normalize() : folder;
            return Optional.of(new LibreOffice(
                    program,
                    Stream.concat(Stream.of(installation), CONFIGURATION.stream())
                            .filter(Files::exists)
                            .toList()));
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
