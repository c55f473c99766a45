package dev.troupe.tests.benchmarks.micro;

import dev.troupe.engine.CompiledModule;
import dev.troupe.engine.Engine;
import dev.troupe.engine.Imports;
import dev.troupe.engine.Instance;
import dev.troupe.engine.InstanceTemplate;
import dev.troupe.engine.LinkedModule;
import dev.troupe.engine.runtime.StoreLimits;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The price of one more instance, in a heap whose pages have been touched: the first touch of a page is the system's price. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch"})
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class InstanceBenchmark {
    private static final String TINY = "(module (func (export \"answer\") (result i32) i32.const 42))";
    /** 1 MiB of memory, 64 KiB of it active data. */
    private static final String DATA = "(module (memory (export \"memory\") 16) (data (i32.const 1024) \""
            + "\\01\\02\\03\\04".repeat(1 << 14)
            + "\") (func (export \"get\") (param i32) (result i32) (i32.load (local.get 0))))";

    private final CompiledModule tiny = Engine.create().compileText(TINY);
    private final CompiledModule data = Engine.create().compileText(DATA);

    private final InstanceTemplate template = data.instantiate().capture();
    private final LinkedModule linked = data.link(Imports.none());
    private final Instance used = template.instantiate();

    @Benchmark
    public Instance tiny() {
        return tiny.instantiate();
    }

    @Benchmark
    public Instance data() {
        return data.instantiate();
    }

    /** With imports resolved beforehand. */
    @Benchmark
    public Instance dataLinked() {
        return linked.instantiate();
    }

    /** A new instance that starts where another one was captured. */
    @Benchmark
    public Instance dataFromTemplate() {
        return linked.instantiate(template, StoreLimits.defaults());
    }

    /** The same instance again, as good as new. */
    @Benchmark
    public Instance dataPutBack() {
        template.restore(used);
        return used;
    }

    /** The least that any instance with such a memory costs. */
    @Benchmark
    public byte[] bareMemory() {
        return new byte[1 << 20];
    }
}
