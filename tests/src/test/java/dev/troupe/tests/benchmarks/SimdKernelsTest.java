package dev.troupe.tests.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.engine.Engine;
import dev.troupe.engine.wasi.WasiConfig;
import dev.troupe.engine.wasi.WasiProgram;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SimdKernelsTest {
    @Test
    void everyKernelAnswersAsInV8() throws IOException {
        var folder = Path.of("benchmarks/src/simd");
        var module = Engine.create().compile(folder.resolve("simd.wasm"));
        for (var line : Files.readAllLines(folder.resolve("simd.txt"))) {
            var output = new ByteArrayOutputStream();
            var config = WasiConfig.defaults().withArguments("simd", line.substring(0, line.indexOf(':'))).withStdout(output);
            WasiProgram.run(module, config);
            assertThat(output.toString(StandardCharsets.UTF_8)).isEqualTo(line + "\n");
        }
    }
}
