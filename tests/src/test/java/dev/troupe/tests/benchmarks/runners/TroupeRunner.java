package dev.troupe.tests.benchmarks.runners;

import dev.troupe.engine.Engine;
import dev.troupe.engine.wasi.WasiConfig;
import dev.troupe.engine.wasi.WasiProgram;
import java.nio.file.Path;

/** {@link RunLog} of this project's engine. If the property {@code troupe.jar} names a jar, that is loaded and nothing compiled. */
final class TroupeRunner {
    private TroupeRunner() {}

    public static void main(String[] arguments) throws Exception {
        RunLog.run(arguments, file -> {
            var jar = System.getProperty("troupe.jar");
            var module = jar == null ? Engine.create().compile(file) : Engine.create().load(Path.of(jar));
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
