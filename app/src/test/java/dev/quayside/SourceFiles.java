package dev.quayside;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The Java sources of all modules, as text.
///
/// @param byName each file's lines, by its path below the project's folder
record SourceFiles(NavigableMap<String, List<String>> byName) {
    /// Reads the sources of the project that lies in `folder`.
    static SourceFiles of(Path folder) {
        Path project = folder.toAbsolutePath().normalize();
        NavigableMap<String, List<String>> byName = new TreeMap<>();
        try (Stream<Path> files = Files.walk(project)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = project.relativize(file).toString();
                if (name.matches("[a-z]+/src/.*\\.java")) {
                    byName.put(name, Files.readAllLines(file));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new SourceFiles(byName);
    }

    /// Files of more than `most` lines.
    List<String> longerThan(int most, Set<String> except) {
        return byName.entrySet().stream()
                .filter(file -> file.getValue().size() > most && !except.contains(file.getKey()))
                .map(file -> file.getKey() + ": " + file.getValue().size() + " lines")
                .toList();
    }

    /// Places where a `///` line is followed by a line of an ordinary comment.
    List<String> brokenDocComments() {
        return byName.entrySet().stream().flatMap(SourceFiles::broken).toList();
    }

    private static Stream<String> broken(Map.Entry<String, List<String>> file) {
        List<String> lines = file.getValue();
        return IntStream.range(1, lines.size())
                .filter(i -> lines.get(i - 1).strip().startsWith("///"))
                .filter(i -> lines.get(i).strip().matches("//(?!/).*"))
                .mapToObj(i -> file.getKey() + ":" + (i + 1));
    }
}
