package dev.quayside.document.child;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What JVMs of our own are made of. Immutable.
///
/// @param entries as in `-cp`
/// @param places the files and folders that they are found in; each costs mounts when a child is started
record ClassPath(List<Path> entries, List<Path> places) {
    ClassPath {
        entries = List.copyOf(entries);
        places = List.copyOf(places);
    }

    /// That of this JVM. Where the program is installed, all of it lies in one folder.
    static ClassPath running() {
        List<Path> entries = Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(System.getProperty("java.class.path", ""))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath().normalize())
                .filter(Files::exists)
                .toList();
        List<Path> folders = entries.stream().map(Path::getParent).distinct().toList();
        return new ClassPath(entries, folders.size() == 1 ? folders : entries);
    }

    /// The same with all files under names of their own in a new folder, if files can be linked to there; else
    /// unchanged. For a program that runs from where it was built: its libraries lie in a hundred folders.
    ClassPath gathered(Path folder) throws IOException {
        if (places.size() == 1) {
            return this;
        }
        Files.createDirectory(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<Path> gathered = new ArrayList<>();
        try {
            for (Path entry : entries) {
                gathered.add(
                        Files.isDirectory(entry)
                                ? entry
                                : Files.createLink(folder.resolve(gathered.size() + ".jar"), entry.toRealPath()));
            }
        } catch (IOException | UnsupportedOperationException _) {
            return this; // another disk, or a system that does not let us
        }
        Stream<Path> directories = entries.stream().filter(Files::isDirectory);
        return new ClassPath(
                gathered, Stream.concat(directories, Stream.of(folder)).toList());
    }
}
