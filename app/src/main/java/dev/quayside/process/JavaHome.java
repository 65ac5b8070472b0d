package dev.quayside.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The JDK that runs this program, for JVMs of our own. Immutable.
public record JavaHome(Path folder) {
    /// The one we run on.
    public static JavaHome current() {
        return new JavaHome(Path.of(System.getProperty("java.home")));
    }

    public Path program() {
        return folder.resolve("bin/java");
    }

    /// What a JVM reads of it behind walls. The JDKs of some distributions keep elsewhere what `conf` links to.
    public List<Path> readable() {
        Stream<Path> linked = Stream.of(folder.resolve("conf/security"), folder.resolve("lib/security"))
                .filter(Files::exists)
                .map(path -> path.resolve("java.security"))
                .filter(Files::isSymbolicLink)
                .map(path -> path.normalize().getRoot().resolve("etc").resolve(String.valueOf(folder.getFileName())))
                .distinct();
        return Stream.concat(Stream.of(folder), linked).toList();
    }
}
