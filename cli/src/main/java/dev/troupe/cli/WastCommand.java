package dev.troupe.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** To come. */
@Command(name = "wast", description = "To come.")
final class WastCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common;

    WastCommand(Console console) {}

    @Override
    public Integer call() {
        throw new FailureException("not built yet");
    }
}
