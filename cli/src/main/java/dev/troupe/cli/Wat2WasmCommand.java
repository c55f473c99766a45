package dev.troupe.cli;

import dev.troupe.engine.Modules;
import dev.troupe.engine.text.TextParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code troupe wat2wasm}: from the text format to the binary format. */
@Command(name = "wat2wasm", description = "Translate a module from the text format to the binary format.")
final class Wat2WasmCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to write the module; - for standard output (default: the input's name with .wasm).")
    private String output;

    @Parameters(paramLabel = "FILE", description = "A module in the text format; - for standard input.")
    private String file;

    Wat2WasmCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        var binary = ModuleFiles.with(file, console, text -> Modules.encode(TextParser.parse(text)));
        var target = output != null ? output : file.equals("-") ? "-" : file.replaceFirst("\\.wat$", "") + ".wasm";
        if (target.equals("-")) {
            console.out().write(binary);
            console.out().flush();
        } else {
            Files.write(Path.of(target), binary);
        }
        return ExitCode.OK;
    }
}
