package dev.troupe.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** To come. */
@Command(name = "demo", description = "To come.")
final class DemoCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common;

    DemoCommand(Console console) {}

    @Override
    public Integer call() {
        throw new FailureException("not built yet");
    }
}
