package dev.troupe.tests.benchmarks.runners;

import java.io.OutputStream;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.io.IOAccess;

/** {@link RunLog} of GraalWasm: contexts that share an engine, and so its compiled code. */
final class GraalWasmRunner {
    private GraalWasmRunner() {}

    public static void main(String[] arguments) throws Exception {
        RunLog.run(arguments, file -> {
            var engine = Engine.newBuilder("wasm").allowExperimentalOptions(true).build();
            var source = Source.newBuilder("wasm", file.toFile()).build();
            return (guest, root, output) -> {
                try (var context = Context.newBuilder("wasm")
                        .engine(engine)
                        .allowExperimentalOptions(true)
                        .option("wasm.Builtins", "wasi_snapshot_preview1")
                        .option("wasm.WasiMapDirs", "/::" + root)
                        .arguments("wasm", guest.toArray(String[]::new))
                        .environment(RunLog.ENVIRONMENT)
                        .allowIO(IOAccess.ALL)
                        .out(output)
                        .err(OutputStream.nullOutputStream())
                        .build()) {
                    context.eval(source).newInstance().getMember("exports").getMember("_start").executeVoid();
                    return 0;
                } catch (PolyglotException e) {
                    if (e.isExit()) {
                        return e.getExitStatus();
                    }
                    throw e;
                }
            };
        });
    }
}
