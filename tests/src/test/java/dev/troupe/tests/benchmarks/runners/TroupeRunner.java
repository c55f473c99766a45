package dev.troupe.tests.benchmarks.runners;

import dev.troupe.engine.Engine;
import dev.troupe.engine.wasi.WasiConfig;
import dev.troupe.engine.wasi.WasiProgram;

/** {@link RunLog} of this project's engine. */
final class TroupeRunner {
    private TroupeRunner() {}

    public static void main(String[] arguments) throws Exception {
        RunLog.run(arguments, file -> {
            var module = Engine.create().compile(file);
            return (guest, root, output) -> {
                var config = WasiConfig.defaults().withArguments(guest.toArray(String[]::new)).withDirectory(root, "/").withStdout(output);
                for (var variable : RunLog.ENVIRONMENT.entrySet()) {
                    config = config.withEnvironment(variable.getKey(), variable.getValue());
                }
                return WasiProgram.run(module, config);
            };
        });
    }
}
