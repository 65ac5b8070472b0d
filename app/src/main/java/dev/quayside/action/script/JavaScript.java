package dev.quayside.action.script;

import dev.quayside.action.script.javascript.JavaScriptWorker;
import dev.quayside.base.ProblemException;
import dev.quayside.process.JavaHome;
import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// GraalJS, in a JVM of its own that has nothing of the server's on its class path. Immutable.
///
/// *Memory.* A JVM runs one script at a time. Its heap may grow to the most that any step may ask for and a little
/// more;
/// the worker looks every 50 ms at what is left in use after a collection and stops the script above what it asked for.
/// One that is quicker than that ends the JVM, and no other script with it.
///
/// @param settings the bounds that hold
record JavaScript(ScriptSettings settings) implements Language {
    /// Heap beyond the scripts' own, for the engine.
    private static final long ENGINE_BYTES = 96L << 20;

    /// One class of each library that the interpreter consists of. The optimizing runtime is left out: it would have to
    /// unpack and load a native library, for which the walls have no place.
    private static final List<String> LIBRARIES = List.of(
            "org/graalvm/polyglot/Context.class",
            "org/graalvm/collections/EconomicMap.class",
            "org/graalvm/nativeimage/ImageInfo.class",
            "org/graalvm/word/WordBase.class",
            "com/oracle/truffle/js/lang/JavaScriptLanguage.class",
            "com/oracle/truffle/regex/RegexLanguage.class",
            "com/oracle/truffle/api/Truffle.class",
            "org/graalvm/shadowed/com/ibm/icu/text/Collator.class",
            "org/graalvm/shadowed/org/tukaani/xz/XZ.class");

    @Override
    public String name() {
        return "javascript";
    }

    @Override
    public Launch launch() {
        JavaHome home = JavaHome.current();
        Set<Path> classes = new LinkedHashSet<>();
        classes.add(required(JavaScriptWorker.class.getName().replace('.', '/') + ".class"));
        LIBRARIES.stream().map(JavaScript::place).flatMap(Stream::ofNullable).forEach(classes::add);
        List<String> command = List.of(
                home.program().toString(),
                "-Xmx" + (settings.maxMemoryBytes() + ENGINE_BYTES) / 1_024 + "k",
                "-XX:+UseSerialGC",
                "-Duser.home=/tmp",
                "-XX:-UsePerfData",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dpolyglot.engine.WarnInterpreterOnly=false",
                "-cp",
                classes.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                JavaScriptWorker.class.getName());
        List<Path> readable = new ArrayList<>(classes);
        readable.addAll(home.readable());
        return new Launch(command, readable);
    }

    private static Path required(String resource) {
        Path place = place(resource);
        if (place == null) {
            throw new ProblemException(
                    "script.unavailable", "The program is not complete: " + resource + " is missing");
        }
        return place;
    }

    /// The jar or folder that holds a resource of the class path.
    private static @Nullable Path place(String resource) {
        URL found = JavaScript.class.getClassLoader().getResource(resource);
        if (found == null) {
            return null;
        }
        String url = found.toString();
        String outer = url.startsWith("jar:")
                ? url.substring("jar:".length(), url.indexOf("!/"))
                : url.substring(0, url.length() - resource.length());
        try {
            return Path.of(new URI(outer));
        } catch (URISyntaxException e) {
            throw new IllegalStateException("no place: " + url, e);
        }
    }
}
