package dev.quayside.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `aot-train`: does what starts do, so that the build can write down which classes to keep ready.
///
/// Called by `app/src/main/dist/assemble` on an empty data folder. What it plays is given by `dev.quayside.Main`.
@Command(name = "aot-train", hidden = true, description = "Play the starts that the AOT cache is made for")
final class AotTrainCommand implements Callable<Integer> {
    private final Training training;

    @Mixin
    private ServerOptions server = new ServerOptions();

    AotTrainCommand(Training training) {
        this.training = training;
    }

    @Override
    public Integer call() throws Exception {
        training.play(server.data());
        return ExitCode.OK.number();
    }
}
