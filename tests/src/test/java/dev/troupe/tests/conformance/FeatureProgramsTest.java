package dev.troupe.tests.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.troupe.engine.CompiledModule;
import dev.troupe.engine.Engine;
import dev.troupe.engine.Imports;
import dev.troupe.engine.runtime.StoreLimits;
import dev.troupe.engine.wasi.WasiConfig;
import dev.troupe.engine.wasi.WasiProgram;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs compiled from C for features that no other engine at hand can record the results of. */
class FeatureProgramsTest {
    private static CompiledModule module(String name) throws IOException {
        var data = System.getenv("TROUPE_TESTDATA");
        var file = data == null ? null : Path.of(data, "wasm", name + ".wasm");
        assumeTrue(file != null && Files.exists(file), "TROUPE_TESTDATA names no folder with wasm/" + name + ".wasm");
        return Engine.create().compile(file);
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 24, 1L << 31, 1L << 40})
    void memory64(long memoryBytes) throws IOException {
        var instance = module("feat-memory64").instantiate(Imports.none(), StoreLimits.defaults().withMemoryBytes(memoryBytes));
        assertEquals(8, instance.invoke("ptrsize")[0]);
        assertEquals(78498, instance.invoke("sieve", 1_000_000L)[0]);
        assertEquals(-7822861858851411823L, instance.invoke("hash", 100_000L)[0]);
    }

    @Test
    void wideArithmeticPrintsWhatPlainArithmeticPrints() throws IOException {
        for (var argument : new String[] {"1", "20", "1000"}) {
            assertEquals(output("feat-int128-nowide", argument), output("feat-wide", argument));
        }
    }

    private static String output(String name, String argument) throws IOException {
        var out = new ByteArrayOutputStream();
        var config = WasiConfig.defaults().withArguments(name, argument).withStdout(out);
        assertEquals(0, WasiProgram.run(module(name), config));
        return out.toString(StandardCharsets.UTF_8);
    }
}
