package dev.troupe.tests.benchmarks.runners;

import java.io.OutputStream;
import run.endive.compiler.InterpreterFallback;
import run.endive.compiler.MachineFactoryCompiler;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.wasi.WasiExitException;
import run.endive.wasi.WasiOptions;
import run.endive.wasi.WasiPreview1;
import run.endive.wasm.Parser;

/** {@link RunLog} of Endive's compiler to JVM bytecode; what is too large for a method goes to its interpreter, as by default. */
final class EndiveRunner {
    private EndiveRunner() {}

    public static void main(String[] arguments) throws Exception {
        RunLog.run(arguments, file -> {
            var module = Parser.parse(file);
            var machine = MachineFactoryCompiler.builder(module).withInterpreterFallback(InterpreterFallback.WARN).compile();
            return (guest, root, output) -> {
                var options = WasiOptions.builder()
                        .withArguments(guest)
                        .withDirectory("/", root)
                        .withStdout(output)
                        .withStderr(OutputStream.nullOutputStream());
                RunLog.ENVIRONMENT.forEach(options::withEnvironment);
                try (var wasi = WasiPreview1.builder().withOptions(options.build()).build()) {
                    var imports = ImportValues.builder().addFunction(wasi.toHostFunctions()).build();
                    Instance.builder(module).withImportValues(imports).withMachineFactory(machine).build();
                    return 0;
                } catch (WasiExitException e) {
                    return e.exitCode();
                }
            };
        });
    }
}
