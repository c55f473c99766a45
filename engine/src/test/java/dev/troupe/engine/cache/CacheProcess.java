package dev.troupe.engine.cache;

import dev.troupe.engine.Engine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** A process of its own that compiles {@link Samples} with a code cache: arguments are the folder and a number of rounds. */
final class CacheProcess {
    private CacheProcess() {}

    public static void main(String[] arguments) {
        var out = System.out;
        for (int round = 0; round < Integer.parseInt(arguments[1]); round++) {
            for (var sample : Samples.ALL) {
                var engine = Engine.builder().codeCache(Path.of(arguments[0])).build();
                out.println(Arrays.toString(sample.run(engine)));
                CodeCache.flush();
            }
        }
    }

    static Process start(Path folder, int rounds) throws IOException {
        var java = ProcessHandle.current().info().command().orElse("java");
        return new ProcessBuilder(List.of(java, "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
                CacheProcess.class.getName(), folder.toString(), String.valueOf(rounds)))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
