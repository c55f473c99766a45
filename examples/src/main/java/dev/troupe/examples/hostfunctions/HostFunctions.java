package dev.troupe.examples.hostfunctions;

import dev.troupe.engine.Engine;
import dev.troupe.engine.Imports;
import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.ValType;
import dev.troupe.engine.runtime.Caller;
import dev.troupe.engine.runtime.HostFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntBinaryOperator;

/**
 * A guest that calls Java. A lambda of a functional interface is the fast way: HotSpot inlines it into the guest's code. An untyped
 * function takes and gives boxed values, and may be of any type. Either may ask for its {@link Caller}, to reach the guest's memory.
 */
public final class HostFunctions {
    private static final String MODULE = """
            (module
                (import "host" "power" (func $power (param i32 i32) (result i32)))
                (import "host" "print" (func $print (param i32 i32)))
                (import "host" "divide" (func $divide (param i32 i32) (result i32 i32)))
                (memory (export "memory") 1)
                (data (i32.const 8) "hello from the guest")
                (func (export "greet")
                    (call $print (i32.const 8) (i32.const 20)))
                (func (export "compute") (param $x i32) (result i32 i32)
                    (call $divide (call $power (local.get $x) (i32.const 3)) (i32.const 10))))
            """;

    private HostFunctions() {}

    /** Runs the example; returns what it would print. */
    public static List<String> run() {
        var lines = new ArrayList<String>();
        var imports = Imports.builder()
                // a lambda, by the type of its interface
                .function("host", "power", IntBinaryOperator.class, (base, exponent) -> (int) Math.pow(base, exponent))
                // text comes as address and length in the caller's memory
                .function("host", "print",
                        HostFunction.untyped(FuncType.of(List.of(ValType.I32, ValType.I32), List.of()), (caller, arguments) -> {
                            var memory = caller.memory("memory").orElseThrow();
                            lines.add(memory.readUtf8((int) arguments[0], (int) arguments[1]));
                            return null;
                        }))
                // several results
                .function("host", "divide", HostFunction.untyped(
                        FuncType.of(List.of(ValType.I32, ValType.I32), List.of(ValType.I32, ValType.I32)), (caller, arguments) -> {
                            int dividend = (int) arguments[0];
                            int divisor = (int) arguments[1];
                            return new Object[] {dividend / divisor, dividend % divisor};
                        }))
                .build();
        var instance = Engine.create().compileText(MODULE).instantiate(imports);
        instance.invoke("greet");
        var results = instance.invoke("compute", 7);
        lines.add("7 * 7 * 7 is " + results[0] + " times ten and " + results[1]);
        return lines;
    }
}
