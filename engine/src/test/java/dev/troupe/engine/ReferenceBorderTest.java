package dev.troupe.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.runtime.HostFunction;
import dev.troupe.engine.runtime.HostFunctionException;
import dev.troupe.engine.runtime.I31;
import dev.troupe.engine.runtime.WasmArray;
import dev.troupe.engine.runtime.WasmFunction;
import dev.troupe.engine.runtime.WasmStruct;
import dev.troupe.engine.runtime.WrongArgumentsException;
import java.lang.invoke.MethodHandles;
import java.util.List;
import org.junit.jupiter.api.Test;

/** References between Java and guests: nothing of the wrong type gets in, and what gets through is what it was. */
class ReferenceBorderTest {
    private static final String TYPES = """
            (type $s (struct (field (mut i32)) (field (mut (ref null $s)))))
            (type $other (struct (field i64)))
            (type $f (func (param i32) (result i32)))
            """;

    private final Instance instance = Engine.create().compileText("(module " + TYPES + """
            (global (export "g") (mut (ref null $s)) (ref.null $s))
            (table (export "t") 1 5 (ref null $s))
            (table (export "ft") 1 (ref null $f))
            (func (export "new") (result (ref $s)) (struct.new $s (i32.const 1) (ref.null $s)))
            (func (export "other") (result (ref $other)) (struct.new_default $other))
            (func (export "take") (param (ref $s)) (result i32) (struct.get $s 0 (local.get 0)))
            (func (export "f") (type $f) (local.get 0))
            (func (export "call") (param (ref $f)) (result i32) (call_ref $f (i32.const 5) (local.get 0)))
            (func (export "i31") (param i31ref) (result i32) (i31.get_s (local.get 0)))
            (func (export "isEq") (param externref) (result i32) (ref.test (ref eq) (any.convert_extern (local.get 0))))
            (func (export "there and back") (param externref) (result externref)
              (extern.convert_any (any.convert_extern (local.get 0))))
            (func (export "same") (param eqref eqref) (result i32) (ref.eq (local.get 0) (local.get 1)))
            )""").instantiate();

    @Test
    void argumentsOfTheWrongTypeAreRejectedBeforeAnythingRuns() throws Throwable {
        var struct = instance.invoke("new")[0];
        var other = instance.invoke("other")[0];
        assertEquals(1, instance.invoke("take", struct)[0]);
        for (var wrong : new Object[] {other, "text", 5, I31.of(5), instance.function("f"), null}) {
            assertThrows(WrongArgumentsException.class, () -> instance.invoke("take", wrong));
            var handle = instance.function("take").handle();
            assertThrows(WrongArgumentsException.class, () -> {
                int unused = (int) handle.invokeExact(wrong);
            });
        }
        assertEquals(1, (int) instance.function("take").handle().invokeExact(struct));
        assertEquals(5, instance.invoke("call", instance.function("f"))[0]);
        assertThrows(WrongArgumentsException.class, () -> instance.invoke("call", instance.function("i31")));
        assertEquals(-3, instance.invoke("i31", I31.of(-3))[0]);
        assertThrows(WrongArgumentsException.class, () -> instance.invoke("i31", -3));
    }

    @Test
    void globalsTablesAndFieldsRejectWhatDoesNotFit() {
        var struct = (WasmStruct) instance.invoke("new")[0];
        var other = instance.invoke("other")[0];
        instance.global("g").set(struct);
        assertSame(struct, instance.global("g").get());
        assertThrows(WrongArgumentsException.class, () -> instance.global("g").set(other));
        instance.table("t").set(0, struct);
        assertSame(struct, instance.table("t").get(0));
        assertThrows(WrongArgumentsException.class, () -> instance.table("t").set(0, other));
        assertThrows(WrongArgumentsException.class, () -> instance.table("t").grow(1, other));
        assertThrows(WrongArgumentsException.class, () -> instance.table("t").fill(0, other, 1));
        assertThrows(WrongArgumentsException.class, () -> instance.table("ft").set(0, instance.function("i31")));
        struct.set(1, struct);
        assertSame(struct, struct.get(1));
        assertThrows(WrongArgumentsException.class, () -> struct.set(1, other));
        assertThrows(WrongArgumentsException.class, () -> struct.set(0, 1L));
    }

    @Test
    void hostObjectsPassThroughAnyrefAndAreNoneOfTheGuests() {
        for (var host : new Object[] {"text", 5, new int[1], instance.function("f")}) {
            assertSame(host, instance.invoke("there and back", host)[0]);
            assertEquals(0, instance.invoke("isEq", host)[0]);
        }
        assertNull(instance.invoke("there and back", (Object) null)[0]);
        var struct = instance.invoke("new")[0];
        assertSame(struct, instance.invoke("there and back", struct)[0]);
        assertEquals(1, instance.invoke("isEq", struct)[0]);
        assertEquals(1, instance.invoke("isEq", I31.of(5))[0]);
        assertEquals(1, instance.invoke("same", I31.of(5), I31.of(5))[0]);
        assertEquals(0, instance.invoke("same", I31.of(5), struct)[0]);
    }

    @Test
    void aHostFunctionThatReturnsTheWrongReferenceFails() {
        var type = FuncType.of(List.of(), List.of(RefType.STRUCTREF));
        var module = Engine.create().compileText("""
                (module
                  (rec (type $import (func (result structref))) (type $unrelated (func)))
                  (import "host" "f" (func $f (type $import)))
                  (func (export "run") (result i32) (ref.is_null (call $f))))
                """);
        var result = new Object[1];
        var get = MethodHandles.insertArguments(MethodHandles.arrayElementGetter(Object[].class), 0, result, 0);
        var run = module.instantiate(Imports.builder().function("host", "f", HostFunction.of(type, get)).build()).function("run");
        assertEquals(1, run.call()[0]);
        result[0] = instance.invoke("new")[0];
        assertEquals(0, run.call()[0]);
        result[0] = "text";
        assertThrows(HostFunctionException.class, run::call);
    }

    @Test
    void functionsInInitialValuesAreTheFunctionsThemselves() {
        var other = Engine.create().compileText("""
                (module
                  (type $s (struct (field funcref)))
                  (func $f (export "f"))
                  (global (export "g") funcref (ref.func $f))
                  (global (export "s") (ref $s) (struct.new $s (ref.func $f)))
                  (type $a (array funcref))
                  (elem $e func $f)
                  (func (export "array") (result (ref $a)) (array.new_elem $a $e (i32.const 0) (i32.const 1))))
                """).instantiate();
        WasmFunction function = other.function("f");
        assertSame(function, other.global("g").get());
        assertSame(function, ((WasmStruct) other.global("s").get()).get(0));
        assertSame(function, ((WasmArray) other.invoke("array")[0]).get(0));
    }
}
