package dev.troupe.engine.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.troupe.engine.Engine;
import dev.troupe.engine.Imports;
import dev.troupe.engine.Instance;
import dev.troupe.engine.module.GlobalType;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.module.ValType;
import dev.troupe.engine.runtime.Global;
import dev.troupe.engine.runtime.Trap;
import dev.troupe.engine.runtime.TrapKind;
import dev.troupe.engine.runtime.V128;
import dev.troupe.engine.runtime.WasmArray;
import dev.troupe.engine.runtime.WasmStruct;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Structs and arrays where the official scripts are silent. */
class AggregatesTest {
    private static Instance instance(String fields) {
        return Engine.create().compileText("(module " + fields + ")").instantiate();
    }

    private static TrapKind trap(Instance instance, String name, Object... arguments) {
        return assertThrows(Trap.class, () -> instance.invoke(name, arguments)).kind();
    }

    @Test
    void fieldsOfEveryStorageKeepTheirValues() {
        var instance = instance("""
                (type $s (struct (field (mut i8)) (field (mut i16)) (field (mut i32)) (field (mut i64)) (field (mut f32))
                  (field (mut f64)) (field (mut v128)) (field (mut funcref)) (field (mut externref)) (field (mut eqref))))
                (func $f (export "f"))
                (func (export "new") (param v128 externref) (result (ref $s))
                  (struct.new $s (i32.const 0x1FF) (i32.const 0x1FFFE) (i32.const 3) (i64.const 4) (f32.const 5) (f64.const 6)
                    (local.get 0) (ref.func $f) (local.get 1) (ref.i31 (i32.const -1))))
                (func (export "vector") (param (ref $s) v128) (result v128)
                  (struct.set $s 6 (local.get 0) (i64x2.add (local.get 1) (struct.get $s 6 (local.get 0))))
                  (struct.get $s 6 (local.get 0)))
                (func (export "packed") (param (ref $s)) (result i32 i32 i32 i32)
                  (struct.get_s $s 0 (local.get 0)) (struct.get_u $s 0 (local.get 0))
                  (struct.get_s $s 1 (local.get 0)) (struct.get_u $s 1 (local.get 0)))
                """);
        var struct = (WasmStruct) instance.invoke("new", new V128(7, 8), "host")[0];
        var texts = IntStream.range(0, struct.fieldCount()).mapToObj(struct::get).map(String::valueOf).toList();
        assertEquals("[-1, -2, 3, 4, 5.0, 6.0]", texts.subList(0, 6).toString());
        assertEquals(new V128(7, 8), struct.get(6));
        assertSame(instance.function("f"), struct.get(7));
        assertEquals("host", struct.get(8));
        assertEquals("i31 -1", texts.get(9));
        assertEquals(new V128(8, 10), instance.invoke("vector", struct, new V128(1, 2))[0]);
        struct.set(0, 128);
        struct.set(1, 0x8000);
        assertEquals("[-128, 128, -32768, 32768]", Arrays.toString(instance.invoke("packed", struct)));
        struct.set(6, new V128(-1, 1));
        assertEquals(new V128(-1, 1), struct.get(6));
    }

    @Test
    void arraysOfVectors() {
        var instance = instance("""
                (type $a (array (mut v128)))
                (data $d
                  "\\01\\00\\00\\00\\00\\00\\00\\00" "\\02\\00\\00\\00\\00\\00\\00\\00"
                  "\\03\\00\\00\\00\\00\\00\\00\\00" "\\04\\00\\00\\00\\00\\00\\00\\00")
                (func (export "fixed") (param v128) (result (ref $a)) (array.new_fixed $a 2 (local.get 0) (v128.const i64x2 3 4)))
                (func (export "data") (result (ref $a)) (array.new_data $a $d (i32.const 0) (i32.const 2)))
                (func (export "default") (param i32) (result (ref $a)) (array.new_default $a (local.get 0)))
                (func (export "move") (param (ref $a) (ref $a)) (result i32)
                  (array.copy $a $a (local.get 0) (i32.const 1) (local.get 1) (i32.const 0) (i32.const 1))
                  (array.fill $a (local.get 0) (i32.const 2) (v128.const i64x2 8 9) (i32.const 1))
                  (array.set $a (local.get 0) (i32.const 3) (array.get $a (local.get 0) (i32.const 1)))
                  (array.len (local.get 0)))
                (func (export "get") (param (ref null $a) i32) (result v128) (array.get $a (local.get 0) (local.get 1)))
                """);
        var fixed = (WasmArray) instance.invoke("fixed", new V128(1, 2))[0];
        var data = (WasmArray) instance.invoke("data")[0];
        for (var array : new WasmArray[] {fixed, data}) {
            assertEquals(2, array.length());
            assertEquals(new V128(1, 2), array.get(0));
            assertEquals(new V128(3, 4), array.get(1));
        }
        var array = (WasmArray) instance.invoke("default", 4)[0];
        assertEquals(4, instance.invoke("move", array, fixed)[0]);
        assertEquals(
                new V128(0, 0) + "" + new V128(1, 2) + new V128(8, 9) + new V128(1, 2),
                IntStream.range(0, 4).mapToObj(array::get).map(String::valueOf).collect(Collectors.joining()));
        assertEquals(TrapKind.OUT_OF_BOUNDS_ARRAY_ACCESS, trap(instance, "get", array, 4));
        assertEquals(TrapKind.OUT_OF_BOUNDS_ARRAY_ACCESS, trap(instance, "get", array, 1 << 31));
        assertEquals(TrapKind.NULL_ARRAY_REFERENCE, trap(instance, "get", null, 0));
        assertEquals(TrapKind.OUT_OF_MEMORY, trap(instance, "default", 1 << 30));
    }

    @ParameterizedTest
    @CsvSource({"i8, -1", "i16, -1", "i32, -1", "i64, -2147483648", "f32, -1", "f64, 2147483647", "anyref, -1"})
    void anArrayThatNoJvmArrayCanHoldIsATrap(String type, int length) {
        var value = switch (type) {
            case "i8", "i16" -> "i32.const 1";
            case "anyref" -> "ref.i31 (i32.const 1)";
            default -> type + ".const 1";
        };
        var instance = instance("""
                (type $a (array (mut %s)))
                (func (export "default") (param i32) (result i32) (array.len (array.new_default $a (local.get 0))))
                (func (export "filled") (param i32) (result i32) (array.len (array.new $a (%s) (local.get 0))))
                """.formatted(type, value));
        assertEquals(3, instance.invoke("default", 3)[0]);
        assertEquals(3, instance.invoke("filled", 3)[0]);
        assertEquals(TrapKind.OUT_OF_MEMORY, trap(instance, "default", length));
        assertEquals(TrapKind.OUT_OF_MEMORY, trap(instance, "filled", length));
    }

    /** More fields than a JVM method has parameters: the struct cannot be made by one call. */
    @Test
    void aStructOfAThousandFields() {
        var instance = instance("(type $s (struct " + "(field (mut i64))".repeat(1000) + "))"
                + "(func (export \"new\") (result (ref $s)) "
                + IntStream.range(0, 1000).mapToObj(i -> "(i64.const " + i + ")").collect(Collectors.joining()) + "(struct.new $s))"
                + "(func (export \"sum\") (param (ref $s)) (result i64) (i64.const 0)"
                + IntStream.range(0, 1000).mapToObj(i -> "(i64.add (struct.get $s " + i + " (local.get 0)))").collect(Collectors.joining())
                + ")");
        assertEquals(499_500L, instance.invoke("sum", instance.invoke("new")[0])[0]);
    }

    /** A subtype that refines a field inherits it; a chain is deeper than HotSpot's display of eight superclasses. */
    @Test
    void aDeepHierarchyOfTypes() {
        var types = new StringBuilder("(type $t0 (sub (struct (field (ref null any)))))");
        for (int i = 1; i < 20; i++) {
            types.append("(type $t%d (sub $t%d (struct (field (ref null %s)) %s)))".formatted(
                    i, i - 1, i > 5 ? "i31" : "any", "(field i32)".repeat(i)));
        }
        var tests = IntStream.range(0, 20)
                .mapToObj(i -> "(i32.add (ref.test (ref $t%d) (local.get 0)))".formatted(i))
                .collect(Collectors.joining());
        var instance = instance(types + """
                (func (export "new") (param i32) (result anyref)
                  (if (result anyref) (local.get 0) (then (struct.new_default $t19)) (else (struct.new_default $t10))))
                (func (export "tests") (param anyref) (result i32) (i32.const 0) %s)
                (func (export "field") (param anyref) (result (ref null i31)) (struct.get $t19 0 (ref.cast (ref $t19) (local.get 0))))
                """.formatted(tests));
        assertEquals(20, instance.invoke("tests", instance.invoke("new", 1))[0]);
        assertEquals(11, instance.invoke("tests", instance.invoke("new", 0))[0]);
        assertEquals(0, instance.invoke("tests", "a host object")[0]);
        assertEquals(null, instance.invoke("field", instance.invoke("new", 1))[0]);
        assertEquals(TrapKind.CAST_FAILURE, trap(instance, "field", instance.invoke("new", 0)));
    }

    @Test
    void modulesShareTheClassesOfEqualTypesOnly() {
        var types = "(rec (type $a (sub (struct (field i32)))) (type $b (sub $a (struct (field i32) (field (ref null $a))))))";
        var maker = instance(types + """
                (func (export "a") (result (ref $a)) (struct.new $a (i32.const 1)))
                (func (export "b") (result (ref $b)) (struct.new $b (i32.const 2) (ref.null none)))
                """);
        var user = "(func (export \"f\") (param anyref) (result i32) (struct.get $a 0 (ref.cast (ref $a) (local.get 0))))";
        var same = instance(types + user);
        var other = instance("(type $a (sub (struct (field i32))))" + user);
        var a = maker.invoke("a")[0];
        var b = maker.invoke("b")[0];
        assertEquals(1, same.invoke("f", a)[0]);
        assertEquals(2, same.invoke("f", b)[0]);
        assertEquals(TrapKind.CAST_FAILURE, trap(other, "f", a));
        assertSame(a.getClass(), b.getClass().getSuperclass());
        assertNotSame(a.getClass(), b.getClass());
    }

    /** Globals and tables whose initial values are made by code, some from earlier globals, once per instance. */
    @Test
    void initialValuesAreMadeForEachInstance() {
        var module = Engine.create().compileText("""
                (module
                  (type $f (func (result i32)))
                  (type $s (struct (field (mut i32)) (field (ref $f)) (field (ref null any))))
                  (type $a (array (mut (ref $s))))
                  (import "host" "n" (global $n i32))
                  (import "host" "x" (global $x externref))
                  (func $seven (result i32) (i32.const 7))
                  (global $s (ref $s)
                    (struct.new $s (i32.add (global.get $n) (i32.const 1)) (ref.func $seven) (any.convert_extern (global.get $x))))
                  (global $a (ref $a) (array.new $a (global.get $s) (i32.const 3)))
                  (global (export "any") (ref any) (array.new_fixed $a 2 (global.get $s) (global.get $s)))
                  (table $t 2 (ref null $a))
                  (elem (table $t) (i32.const 1) (ref $a) (item (global.get $a)))
                  (table $u 1 (ref eq) (ref.i31 (i32.const 5)))
                  (elem (table $u) (i32.const 0) (ref eq) (item (struct.new $s (i32.const 9) (ref.func $seven) (ref.null none))))
                  (func (export "count") (result i32)
                    (local $s (ref $s))
                    (local.set $s (array.get $a (table.get $t (i32.const 1)) (i32.const 2)))
                    (struct.set $s 0 (local.get $s) (i32.add (struct.get $s 0 (local.get $s)) (i32.const 1)))
                    (i32.add (struct.get $s 0 (global.get $s)) (call_ref $f (struct.get $s 1 (local.get $s)))))
                  (func (export "host") (result externref) (extern.convert_any (struct.get $s 2 (global.get $s))))
                  (func (export "element") (result i32) (struct.get $s 0 (ref.cast (ref $s) (table.get $u (i32.const 0))))))
                """);
        var type = new GlobalType(ValType.I32, false);
        var externType = new GlobalType(RefType.EXTERNREF, false);
        var imports = Imports.builder()
                .global("host", "n", Global.of(type, 10))
                .global("host", "x", Global.of(externType, "mine"))
                .build();
        for (int i = 0; i < 2; i++) {
            var instance = module.instantiate(imports);
            assertEquals(12 + 7, instance.invoke("count")[0]);
            assertEquals(13 + 7, instance.invoke("count")[0]);
            assertEquals("mine", instance.invoke("host")[0]);
            assertEquals(9, instance.invoke("element")[0]);
            assertEquals(2, ((WasmArray) instance.global("any").get()).length());
        }
    }

    @Test
    void aTrapOfTheJvmsOwnChecksKnowsItsPlace() {
        var instance = instance("""
                (type $s (struct (field i32)))
                (func $inner (param (ref null $s)) (result i32) (struct.get $s 0 (local.get 0)))
                (func (export "outer") (result i32) (call $inner (ref.null $s)))
                """);
        var trap = assertThrows(Trap.class, () -> instance.invoke("outer"));
        assertEquals("null structure reference", trap.getMessage());
        assertEquals(2, trap.guestStack().size());
        assertEquals("inner", trap.guestStack().getFirst().function());
    }

    /** So large that its parts become methods of their own, each with traps of its own. */
    @Test
    void aLargeFunctionOfAggregates() {
        var part = """
                (block $null
                  (local.set $n (i32.add (local.get $n)
                    (i32.add
                      (struct.get $s 0 (br_on_null $null (local.get $s)))
                      (array.get $a (local.get $a) (i32.rem_u (local.get $n) (array.len (local.get $a)))))))
                  (array.set $a (local.get $a) (i32.const 1) (local.get $n))
                  (if (i32.lt_s (local.get $n) (i32.const 0)) (then (local.set $a (ref.null $a))))
                  (struct.set $s 0 (local.get $s) (i32.and (local.get $n) (i32.const 7)))
                  (drop (block $cast (result anyref)
                    (drop (br_on_cast_fail $cast anyref (ref $s) (local.get $any)))
                    (return (i32.const -1)))))
                """;
        var instance = instance("""
                (type $s (struct (field (mut i32))))
                (type $a (array (mut i32)))
                (func (export "run") (param $null i32) (param $any anyref) (result i32)
                  (local $s (ref null $s)) (local $a (ref null $a)) (local $n i32)
                  (local.set $s (struct.new $s (i32.const 1)))
                  (local.set $a (array.new $a (i32.const 2) (i32.const 3)))
                  %s
                  (if (local.get $null) (then (local.set $a (ref.null $a))))
                  %s
                  (local.get $n))
                """.formatted(part.repeat(200), part.repeat(200)));
        var model = new int[] {2, 2, 2};
        int n = 0;
        int field = 1;
        for (int i = 0; i < 400; i++) {
            n += field + model[n % 3];
            model[1] = n;
            if (n < 0) {
                break;
            }
            field = n & 7;
        }
        if (n < 0) {
            assertEquals(TrapKind.NULL_ARRAY_REFERENCE, trap(instance, "run", 0, null));
        } else {
            assertEquals(n, instance.invoke("run", 0, null)[0]);
        }
        assertEquals(TrapKind.NULL_ARRAY_REFERENCE, trap(instance, "run", 1, "host"));
    }
}
