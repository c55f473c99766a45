package dev.troupe.tests.benchmarks.micro;

import dev.troupe.engine.Engine;
import dev.troupe.engine.Imports;
import dev.troupe.engine.runtime.WasmFunction;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.IntBinaryOperator;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Calls over the border between Java and a guest, in both directions, beside a plain Java call. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class CallBenchmark {
    /** Calls of the host that one call of the guest makes. */
    private static final int HOST_CALLS = 1000;
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private static final String MODULE = """
            (module
                (import "host" "add" (func $add (param i32 i32) (result i32)))
                (func (export "add") (param i32 i32) (result i32)
                    (i32.add (local.get 0) (local.get 1)))
                (func (export "subtract") (param i32 i32) (result i32) (i32.sub (local.get 0) (local.get 1)))
                (func (export "multiply") (param i32 i32) (result i32) (i32.mul (local.get 0) (local.get 1)))
                (func (export "and") (param i32 i32) (result i32) (i32.and (local.get 0) (local.get 1)))
                (func (export "divide") (param i32 i32) (result i32 i32)
                    (i32.div_s (local.get 0) (local.get 1))
                    (i32.rem_s (local.get 0) (local.get 1)))
                (func (export "callHost") (param $count i32) (result i32)
                    (local $sum i32)
                    (loop $next
                        (local.set $sum (call $add (local.get $sum) (local.get $count)))
                        (br_if $next (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))
                    (local.get $sum)))
            """;

    private static final WasmFunction ADD = function(Integer::sum);
    private static final MethodHandle CONSTANT = ADD.handle();

    private final IntBinaryOperator plain = Integer::sum;
    private final WasmFunction add = function(Integer::sum);
    private final MethodHandle handle = add.handle();
    private final IntBinaryOperator typed = add.as(IntBinaryOperator.class);
    private final WasmFunction divide = function("divide", Integer::sum);
    private final MethodHandle callHost = function("callHost", Integer::sum).handle();
    private final IntBinaryOperator[] several = Stream.of("add", "subtract", "multiply", "and").map(this::typed)
            .toArray(IntBinaryOperator[]::new);
    private int a = 3;
    private int b = 4;

    private IntBinaryOperator typed(String name) {
        return function(name, Integer::sum).as(IntBinaryOperator.class);
    }

    private static WasmFunction function(IntBinaryOperator host) {
        return function("add", host);
    }

    private static WasmFunction function(String name, IntBinaryOperator host) {
        var imports = Imports.builder().function("host", "add", IntBinaryOperator.class, host).build();
        return Engine.create().compileText(MODULE).instantiate(imports).function(name);
    }

    @Benchmark
    public int plainJava() {
        return plain.applyAsInt(a, b);
    }

    @Benchmark
    public int constantHandle() throws Throwable {
        return (int) CONSTANT.invokeExact(a, b);
    }

    @Benchmark
    public int fieldHandle() throws Throwable {
        return (int) handle.invokeExact(a, b);
    }

    @Benchmark
    public int typed() {
        return typed.applyAsInt(a, b);
    }

    /** Four functions of one type in turn, so that nothing can be inlined; the price of one. */
    @Benchmark
    @OperationsPerInvocation(4)
    public int typedInTurn() {
        int sum = a;
        for (var function : several) {
            sum = function.applyAsInt(sum, b);
        }
        return sum;
    }

    /** A call with a deadline: a timer is set and cancelled. */
    @Benchmark
    public int typedWithDeadline() throws Exception {
        return add.store.callWithin(DEADLINE, () -> typed.applyAsInt(a, b));
    }

    /** A call inside a store that the thread has entered already. */
    @Benchmark
    @OperationsPerInvocation(HOST_CALLS)
    public int typedInside() {
        int level = add.store.enter();
        int sum = 0;
        for (int i = 0; i < HOST_CALLS; i++) {
            sum = typed.applyAsInt(sum, b);
        }
        add.store.exit(level);
        return sum;
    }

    @Benchmark
    public Object[] untyped() {
        return add.call(a, b);
    }

    @Benchmark
    public Object[] untypedSeveralResults() {
        return divide.call(a, b);
    }

    @Benchmark
    @OperationsPerInvocation(HOST_CALLS)
    public int host() throws Throwable {
        return (int) callHost.invokeExact(HOST_CALLS);
    }
}
