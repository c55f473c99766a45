package dev.troupe.tests.wasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.troupe.engine.CompiledModule;
import dev.troupe.engine.Engine;
import dev.troupe.engine.wasi.WasiConfig;
import dev.troupe.engine.wasi.WasiProgram;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs of 16 and 30 MB from npm: looked for in {@code npm/PACKAGE/} below the folder that TROUPE_TESTDATA names, unpacked as
 * {@code npm pack} gives them ({@code package/} and all).
 */
@Timeout(600)
class BigProgramsTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private static Path file(String name) {
        var data = System.getenv("TROUPE_TESTDATA");
        var file = data == null ? null : Path.of(data, "npm", name);
        assumeTrue(file != null && Files.exists(file), "skipped: no npm/" + name + " in the folder TROUPE_TESTDATA names");
        return file;
    }

    private static CompiledModule module(String name) throws IOException {
        return Engine.create().compile(file(name));
    }

    private WasiConfig config() {
        return WasiConfig.defaults().withStdout(out).withStderr(err);
    }

    @Test
    void rubyEvaluatesAScript() throws IOException {
        var module = module("@ruby/3.4-wasm-wasi/package/dist/ruby.wasm");
        try (var ruby = new CRuby(module, config())) {
            assertThat(ruby.eval("puts RUBY_VERSION[0, 3], (1..10).map { |i| i * i }.select(&:even?).inspect")).isZero();
            assertThat(ruby.eval("begin; raise 'boom'; rescue => e; puts e.message.upcase; end; $stdout.flush")).isZero();
            assertThat(ruby.eval("puts Fiber.new { Fiber.yield 1 }.class; puts 2**100; $stdout.flush")).isZero();
            assertThat(ruby.eval("raise 'not rescued'")).isNotZero();
        }
        assertThat(out).as(err::toString).hasToString("3.4\n[4, 16, 36, 64, 100]\nBOOM\nFiber\n1267650600228229401496703205376\n");
    }

    @Test
    void yosysSaysItsVersion() throws IOException {
        var module = module("@yowasp/yosys/package/gen/yosys.core.wasm");
        assertThat(WasiProgram.run(module, config().withArguments("yosys", "-V"))).isZero();
        assertThat(out.toString()).startsWith("Yosys 0.55");
    }

    @Test
    void yosysSynthesises(@TempDir Path root) throws IOException {
        var module = module("@yowasp/yosys/package/gen/yosys.core.wasm");
        Files.writeString(
                root.resolve("counter.v"),
                """
                module counter(input clk, input rst, output reg [3:0] q);
                always @(posedge clk) if (rst) q <= 0; else q <= q + 1;
                endmodule
                """);
        var script = "read_verilog /counter.v; proc; opt; fsm; opt; memory; opt; simplemap; alumacc; opt; write_json /counter.json";
        var config = config().withDirectory(root, "/").withArguments("yosys", "-q", "-p", script);
        assertThat(WasiProgram.run(module, config)).as(err::toString).isZero();
        assertThat(Files.readString(root.resolve("counter.json"))).contains("\"counter\"", "$_SDFF");
    }
}
