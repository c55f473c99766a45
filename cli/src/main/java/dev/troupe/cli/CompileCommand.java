package dev.troupe.cli;

import dev.troupe.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code troupe compile}: all code of a module, made before it is needed. */
@Command(
        name = "compile",
        description = "Compile a module ahead of time, into a jar that `troupe run` and Engine.load take.",
        footer = {
            "",
            "The jar holds the module and all its code. An engine of another version compiles the module in it again. The same module and"
                    + " version give the same bytes."
        })
final class CompileCommand implements Callable<Integer> {
    @Option(names = {"-o", "--output"}, paramLabel = "OUT", required = true,
            description = "A .jar to write, or a folder of classes, such as target/classes, to put the files into.")
    private Path output;

    @Option(names = "--name", paramLabel = "NAME",
            description = "By which Engine.load finds the module on the class path (default: the file's name without its ending, with"
                    + " hyphens for all but letters, digits, dots and underscores).")
    private String name;

    @Parameters(index = "0", paramLabel = "FILE",
            description = "A module in the binary format, .wat in the text format, or the .jar of an earlier run.")
    private Path file;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        var fileName = file.getFileName().toString();
        var usedName = name != null ? name : nameOf(fileName);
        checkFolder();
        ModuleFiles.with(file, bytes -> {
            compile(ModuleFiles.toBinary(fileName, bytes), usedName);
            return null;
        });
        return ExitCode.OK;
    }

    private static String nameOf(String fileName) {
        return fileName.replaceFirst("\\.(wasm|wat|jar)$", "").replaceAll("[^A-Za-z0-9._-]", "-").replaceFirst("^([.-]|$)", "_");
    }

    private void checkFolder() {
        var folder = output.toAbsolutePath().getParent();
        if (output.toString().endsWith(".jar") && folder != null && !Files.isDirectory(folder)) {
            throw new FailureException("cannot write " + output + ": there is no folder " + folder);
        }
    }

    private void compile(byte[] module, String usedName) {
        try {
            Engine.create().compileAhead(module, usedName, output);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage());
        } catch (IOException e) {
            throw new FailureException("cannot write " + output + ": " + Failures.describe(e));
        }
    }
}
