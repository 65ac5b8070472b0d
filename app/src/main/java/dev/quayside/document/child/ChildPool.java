package dev.quayside.document.child;

import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import dev.quayside.base.Progress;
import dev.quayside.process.JavaHome;
import dev.quayside.process.Resting;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;

/// The warm children of one kind: started when first needed, kept while they behave and are needed. Safe for
/// several threads.
public final class ChildPool implements AutoCloseable {
    private static final Path PRLIMIT = Path.of("/usr/bin/prlimit");

    private final ChildHome home;
    private final Launch launch;
    private final ChildLimits limits;
    private final Semaphore atOnce;
    private final Resting<Child> resting;
    private final Set<Child> busy = ConcurrentHashMap.newKeySet();
    private final AtomicLong started = new AtomicLong();
    private final AtomicBoolean closed = new AtomicBoolean();

    public ChildPool(ChildHome home, Launch launch, ChildLimits limits) {
        this.home = home;
        this.launch = launch;
        this.limits = limits;
        this.resting = new Resting<>(limits.rest());
        this.atOnce = new Semaphore(limits.children(), true);
    }

    /// Has a task done, by a child of its own while it lasts; waits for one if all are busy.
    ///
    /// @param progress told how far it is, as often as people can read it
    /// @return what the child answers
    /// @throws ProblemException what the child found, or what became of it
    /// @throws InterruptedException if the calling thread is interrupted; the child is killed then
    public JsonNode run(Task task, Progress progress) throws InterruptedException {
        atOnce.acquire();
        try {
            Child child = take();
            busy.add(child);
            try {
                return child.run(task, limits.maxFileBytes(), progress);
            } finally {
                busy.remove(child);
                resting.put(child);
            }
        } finally {
            atOnce.release();
        }
    }

    /// Kills all children; what they were doing ends as `document.crashed`.
    @Override
    public void close() {
        closed.set(true);
        busy.forEach(Child::close);
        resting.close();
    }

    private Child take() throws InterruptedException {
        Optional<Child> warm = resting.take();
        return warm.isPresent() ? warm.get() : start();
    }

    private Child start() throws InterruptedException {
        if (closed.get()) {
            throw new ProblemException("document.unavailable", "The server is stopping; send the file again later");
        }
        ChildHome.Place here = home.place();
        String name = launch.kind() + "-" + started.incrementAndGet();
        try {
            TaskFolder folder = TaskFolder.create(here.folder().resolve(name));
            Path root = Files.createDirectory(here.folder().resolve(name + ".root"));
            List<Path> readable = new ArrayList<>(here.classPath().places());
            readable.addAll(JavaHome.current().readable());
            readable.addAll(launch.readable());
            return Child.start(
                    here.isolation()
                            .command(
                                    root,
                                    readable,
                                    List.of(folder.root()),
                                    command(folder, here.classPath().entries())),
                    folder,
                    here.folder().resolve(name + ".txt"),
                    launch.tasks());
        } catch (IOException e) {
            throw new ProblemException(
                    new Problem("document.unavailable", "No folder for documents: " + e.getMessage()), e);
        }
    }

    private List<String> command(TaskFolder folder, List<Path> classPath) {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(PRLIMIT)) {
            command.addAll(List.of(PRLIMIT.toString(), "--fsize=" + limits.maxFileBytes(), "--core=0"));
        }
        command.addAll(List.of(
                JavaHome.current().program().toString(),
                "-Xmx" + launch.memoryBytes() / 1_024 + "k",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:MaxDirectMemorySize=64m",
                "-Xss2m",
                "-Djava.awt.headless=true",
                "-Dfile.encoding=UTF-8",
                "-Dquayside.log.level=OFF",
                "-Duser.home=" + folder.own(),
                "-Djava.io.tmpdir=" + folder.task(),
                "-Dpdfbox.fontcache=" + folder.own(),
                "-cp",
                String.join(
                        File.pathSeparator,
                        classPath.stream().map(Path::toString).toList()),
                launch.main().getName()));
        command.addAll(launch.arguments());
        command.add(folder.root().toString());
        return command;
    }
}
