package dev.troupe.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** To come. */
@Command(name = "wasm2wat", description = "To come.")
final class Wasm2WatCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common;

    Wasm2WatCommand(Console console) {}

    @Override
    public Integer call() {
        throw new FailureException("not built yet");
    }
}
