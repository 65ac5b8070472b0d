package dev.quayside.document.convert;

import dev.quayside.base.Pause;
import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One process of LibreOffice with a profile of its own, waiting for orders on a pipe. Macros, links to other files and
/// everything else that a document could start are off.
final class OfficeProcess implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final int LOOKS = 3_000;

    /// With which LibreOffice asks to be started again, after it has made its profile.
    /// Source: desktop/source/inc/exithelper.h of LibreOffice.
    private static final int START_AGAIN = 81;

    private static final List<Path> PIPE_FOLDERS = List.of(Path.of("/tmp"), Path.of("/var/tmp"));
    private static final Path PRLIMIT = Path.of("/usr/bin/prlimit");

    private static final String SETTINGS = """
            <?xml version="1.0" encoding="UTF-8"?>
            <oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
             xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
            <item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
            <item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
            <item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
            <item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
            <item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
            <item oor:path="/org.openoffice.Office.Calc/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
            <item oor:path="/org.openoffice.Office.Recovery/AutoSave"><prop oor:name="Enabled" oor:op="fuse"><value>false</value></prop></item>
            <item oor:path="/org.openoffice.Setup/Office"><prop oor:name="ooSetupInstCompleted" oor:op="fuse"><value>true</value></prop></item>
            </oor:items>
            """;

    private final Process process;

    private OfficeProcess(Process process) {
        this.process = process;
    }

    /// A process and the wire to it.
    record Started(OfficeProcess process, OfficePipe pipe) {}

    /// Starts a process and connects to it.
    ///
    /// @param folder an empty folder of our own
    /// @throws ProblemException `document.office-failed`
    static Started start(Path soffice, Path folder, long memoryBytes) throws InterruptedException {
        String name = "quayside" + ProcessHandle.current().pid();
        try {
            prepare(folder);
            OfficeProcess office = new OfficeProcess(launch(soffice, folder, name, memoryBytes));
            for (int look = 0; look < LOOKS; look++) {
                Optional<Path> socket = socket(name);
                if (socket.isPresent()) {
                    return new Started(office, OfficePipe.connect(socket.get()));
                }
                if (!office.process.isAlive()) {
                    if (office.process.exitValue() != START_AGAIN) {
                        throw failed("it ended with status " + office.process.exitValue(), folder);
                    }
                    office = new OfficeProcess(launch(soffice, folder, name, memoryBytes));
                }
                Pause.REAL.sleep(LOOK);
            }
            office.close();
            throw failed("it does not answer", folder);
        } catch (IOException e) {
            throw new ProblemException(
                    new Problem("document.office-failed", "LibreOffice does not start: " + e.getMessage()), e);
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
    }

    boolean alive() {
        return process.isAlive();
    }

    private static void prepare(Path folder) throws IOException {
        Path user = Files.createDirectories(folder.resolve("profile/user"));
        Path settings = user.resolve("registrymodifications.xcu");
        if (!Files.exists(settings)) {
            Files.writeString(settings, SETTINGS);
        }
        Files.createDirectories(folder.resolve("tmp"));
    }

    private static Process launch(Path soffice, Path folder, String name, long memoryBytes) throws IOException {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(PRLIMIT)) {
            command.addAll(List.of(PRLIMIT.toString(), "--data=" + memoryBytes));
        }
        command.addAll(List.of(
                soffice.toString(),
                "--headless",
                "--invisible",
                "--nologo",
                "--nodefault",
                "--norestore",
                "--nolockcheck",
                "--nofirststartwizard",
                "--accept=pipe,name=" + name + ";urp;StarOffice.ComponentContext",
                "-env:UserInstallation=" + folder.resolve("profile").toUri()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said.txt").toFile());
        builder.environment().put("HOME", folder.toString());
        builder.environment().put("TMPDIR", folder.resolve("tmp").toString());
        builder.environment().put("SAL_USE_VCLPLUGIN", "svp");
        return builder.start();
    }

    private static Optional<Path> socket(String name) throws IOException {
        for (Path folder : PIPE_FOLDERS) {
            if (!Files.isDirectory(folder)) {
                continue;
            }
            try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "OSL_PIPE_*" + name)) {
                for (Path socket : found) {
                    return Optional.of(socket);
                }
            }
        }
        return Optional.empty();
    }

    private static ProblemException failed(String why, Path folder) throws IOException {
        byte[] said = Files.readAllBytes(folder.resolve("said.txt"));
        String words = new String(said, 0, Math.min(said.length, 500), StandardCharsets.UTF_8).strip();
        return new ProblemException(
                "document.office-failed",
                "LibreOffice does not start: " + why + (words.isEmpty() ? "" : "; it said: " + words));
    }
}
