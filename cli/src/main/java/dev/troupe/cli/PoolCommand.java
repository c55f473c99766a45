package dev.troupe.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** To come. */
@Command(name = "pool", description = "To come.")
final class PoolCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common;

    PoolCommand(Console console) {}

    @Override
    public Integer call() {
        throw new FailureException("not built yet");
    }
}
