package dev.troupe.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** To come. */
@Command(name = "node", description = "To come.")
final class NodeCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common;

    NodeCommand(Console console) {}

    @Override
    public Integer call() {
        throw new FailureException("not built yet");
    }
}
