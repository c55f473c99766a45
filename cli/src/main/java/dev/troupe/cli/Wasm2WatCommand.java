package dev.troupe.cli;

import dev.troupe.engine.Modules;
import dev.troupe.engine.text.TextPrinter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code troupe wasm2wat}: from the binary format to the text format. */
@Command(name = "wasm2wat", description = "Translate a module from the binary format to the text format.")
final class Wasm2WatCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            defaultValue = "-",
            description = "Where to write the text (default: standard output).")
    private String output;

    @Parameters(paramLabel = "FILE",
            description = "A module in the binary format, or .wat, which is printed anew; - for a binary from standard input.")
    private String file;

    Wasm2WatCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        var text = ModuleFiles.with(file, console, bytes -> TextPrinter.print(Modules.decode(ModuleFiles.toBinary(file, bytes))));
        if (output.equals("-")) {
            console.out().print(text);
            console.out().flush();
        } else {
            Files.writeString(Path.of(output), text);
        }
        return ExitCode.OK;
    }
}
