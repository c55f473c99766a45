package dev.troupe.cli;

import dev.troupe.engine.Engine;
import dev.troupe.engine.Features;
import dev.troupe.engine.script.ScriptReport;
import dev.troupe.engine.script.ScriptRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code troupe wast}: scripts of the official test suite. */
@Command(
        name = "wast",
        description = "Run test scripts in the format of the WebAssembly test suite.",
        footer = {
            "",
            "Scripts of proposals are written for the language of their time: an assert_malformed or assert_invalid that holds in an older"
                    + " language only counts as passed, and is told.",
            "",
            "Exit code: 0 if no assertion failed, else 1."
        })
final class WastCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Scripts (.wast).")
    private List<Path> files = new ArrayList<>();

    WastCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        var runner = ScriptRunner.of(Engine.create())
                .withLanguage(Features.ALL)
                .withOlderLanguages(List.of(Features.WASM_3, Features.THREADS_PROPOSAL))
                .withPrint(console.out()::println);
        var total = new ScriptReport();
        for (var file : files) {
            var report = runner.run(file.toString(), Files.readAllBytes(file));
            report.failures().forEach(console.err()::println);
            report.onlyInOlderLanguages().forEach(note -> console.err().println(note + " (passed: it holds in an older language)"));
            if (files.size() > 1) {
                console.out().println(file + ": " + report);
            }
            total.add(report);
        }
        console.out().println(total);
        return total.failed() == 0 ? ExitCode.OK : ExitCode.FAILURE;
    }
}
