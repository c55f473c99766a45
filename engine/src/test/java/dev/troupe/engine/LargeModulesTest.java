package dev.troupe.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.engine.module.ModuleTooLargeException;
import dev.troupe.engine.runtime.Store;
import dev.troupe.engine.runtime.StoreLimits;
import dev.troupe.engine.runtime.Trap;
import dev.troupe.engine.runtime.TrapKind;
import dev.troupe.engine.runtime.V128;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Modules with more of something than a JVM method or class has room for. */
class LargeModulesTest {
    static Object call(String fields, Object... arguments) {
        return Engine.create().compileText("(module " + fields + ")").instantiate().invoke("f", arguments)[0];
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 256, 1000, 5000})
    void arraysOfManyOperands(int count) {
        var values = "(i32.const 7)".repeat(count);
        assertThat(call("(type $a (array i32)) (func (export \"f\") (result i32) (array.len (array.new_fixed $a " + count + values + ")))"))
                .isEqualTo(count);
        assertThat(call("(type $a (array i32)) (global $g (ref $a) (array.new_fixed $a " + count + values + "))"
                + "(func (export \"f\") (result i32) (array.get $a (global.get $g) (i32.const " + (count - 1) + ")))")).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 256, 1000, 2000})
    void structsOfManyFields(int count) {
        assertThat(call("(type $s (struct " + "(field i64)".repeat(count) + ")) (func (export \"f\") (param i64) (result i64)"
                + "(struct.get $s " + (count - 1) + "(struct.new $s " + "(i64.add (i64.const 3) (local.get 0))".repeat(count) + ")))", 5L))
                .isEqualTo(8L);
    }

    @Test
    void moreFunctionsAndElementsThanAClassHasMethods() {
        assertThat(call("(table 70000 funcref) (type $t (func (result i32))) (elem (i32.const 0) func " + "0 ".repeat(69_999) + "69999)"
                + "(func (result i32) (i32.const 1))".repeat(69_999) + "(func (result i32) (i32.const 2))"
                + "(func (export \"f\") (result i32) (call_indirect (type $t) (i32.const 69999)))")).isEqualTo(2);
    }

    static final boolean[] EAGER = {false, true};

    static Instance instance(String fields, boolean eager) {
        return Engine.builder().eager(eager).build().compileText("(module " + fields + ")").instantiate();
    }

    /** The same text for each index. */
    static String each(int count, String text) {
        return IntStream.range(0, count).mapToObj(i -> text.replace("#", "" + i)).collect(Collectors.joining("\n"));
    }

    @Test
    void moreGlobalsThanAClassHasFields() {
        var text = each(70_000, "(global $g# (mut i32) (i32.const #))") + "(global $v (mut v128) (v128.const i64x2 3 4))"
                + "(global $r (mut funcref) (ref.func $set)) (export \"g\" (global $g69000))"
                + "(func $set (export \"set\") (param i32) (global.set $g69999 (local.get 0)) (global.set $g69000 (local.get 0))"
                + " (global.set $v (i64x2.splat (i64.const 9))))"
                + "(func (export \"get\") (result i32 i32 i32 i64 i32) (global.get $g5) (global.get $g69999) (global.get $g69998)"
                + " (i64x2.extract_lane 1 (global.get $v)) (ref.is_null (global.get $r)))";
        for (boolean eager : EAGER) {
            var instance = instance(text, eager);
            assertThat(instance.invoke("get")).containsExactly(5, 69_999, 69_998, 4L, 0);
            instance.invoke("set", 77);
            assertThat(instance.invoke("get")).containsExactly(5, 77, 69_998, 9L, 0);
            assertThat(instance.global("g").get()).isEqualTo(77);
        }
    }

    @Test
    void moreImportedFunctionsThanAClassHasMethods() {
        var text = each(70_000, "(import \"m\" \"f\" (func $i# (param i32) (result i32)))")
                + "(table 4 funcref) (elem (i32.const 0) $i0 $i1999 $i2000 $i69999) (type $t (func (param i32) (result i32)))"
                + "(func (export \"first\") (result i32) (call $i0 (i32.const 1)))"
                + "(func (export \"last\") (result i32) (i32.add (call $i69999 (i32.const 2)) (call $i2000 (i32.const 5))))"
                + "(func (export \"tail\") (result i32) (return_call $i69998 (i32.const 3)))"
                + "(func (export \"table\") (param i32) (result i32) (call_indirect (type $t) (i32.const 4) (local.get 0)))";
        for (boolean eager : EAGER) {
            var store = Store.create(StoreLimits.defaults());
            var provider = Engine.create().compileText("(module (func (export \"f\") (param i32) (result i32)"
                    + " (i32.mul (local.get 0) (i32.const 10))))").instantiate(store, Imports.none());
            var imports = Imports.builder().instance("m", provider).build();
            var instance = Engine.builder().eager(eager).build().compileText("(module " + text + ")").instantiate(store, imports);
            assertThat(instance.invoke("first")).containsExactly(10);
            assertThat(instance.invoke("last")).containsExactly(70);
            assertThat(instance.invoke("tail")).containsExactly(30);
            for (int i = 0; i < 4; i++) {
                assertThat(instance.invoke("table", i)).containsExactly(40);
            }
        }
    }

    @Test
    void manyMemoriesTablesAndTags() {
        var text = each(700, "(memory $m# 1) (table $t# 3 funcref) (tag $e# (param i32))")
                + "(elem (table $t699) (i32.const 1) func $seven)"
                + "(type $r (func (result i32))) (func $seven (result i32) (i32.const 7))"
                + "(func (export \"memory\") (param i32) (result i32) (i32.store $m699 (i32.const 8) (local.get 0))"
                + " (drop (memory.grow $m699 (i32.const 1))) (i32.store $m699 (i32.const 70000) (i32.const 1))"
                + " (i32.add (i32.load $m699 (i32.const 8)) (i32.add (i32.load $m699 (i32.const 70000)) (i32.load $m698 (i32.const 8)))))"
                + "(func (export \"table\") (result i32) (i32.add (table.size $t698) (call_indirect $t699 (type $r) (i32.const 1))))"
                + "(func (export \"tag\") (param i32) (result i32) (block $c (result i32) (try_table (catch $e699 $c)"
                + " (throw $e699 (local.get 0))) (i32.const -1)))";
        for (boolean eager : EAGER) {
            var instance = instance(text, eager);
            assertThat(instance.invoke("memory", 5)).containsExactly(6);
            assertThat(instance.invoke("table")).containsExactly(10);
            assertThat(instance.invoke("tag", 11)).containsExactly(11);
        }
    }

    @Test
    void aFunctionOfMoreConstantsThanAClassHasRoomFor() {
        int count = 60_000;
        var text = "(func (export \"f\") (param $x i64) (result i64) (local $y f64)"
                + each(count, "(local.set $x (i64.xor (i64.rotl (local.get $x) (i64.const 1)) (i64.const 123456789#)))"
                        + "(local.set $y (f64.add (local.get $y) (f64.const #.5)))")
                + "(i64.add (local.get $x) (i64.trunc_f64_s (local.get $y))))";
        long x = 3;
        double y = 0;
        for (int i = 0; i < count; i++) {
            x = Long.rotateLeft(x, 1) ^ Long.parseLong("123456789" + i);
            y += i + 0.5;
        }
        for (boolean eager : EAGER) {
            var instance = instance(text, eager);
            assertThat(instance.invoke("f", 3L)).containsExactly(x + (long) y);
            assertThat(instance.module().codeReport(done -> {}).beyondJitLimit()).isEmpty();
        }
    }

    @Test
    void aFunctionThatCallsMoreOthersThanAClassCanName() {
        int count = 30_000;
        var text = each(count, "(func $f# (param i32) (result i32) (i32.add (local.get 0) (i32.const #)))")
                + "(func (export \"f\") (param $x i32) (result i32)" + each(count, "(local.set $x (call $f# (local.get $x)))")
                + "(local.get $x))";
        int expected = 0;
        for (int i = 0; i < count; i++) {
            expected += i;
        }
        for (boolean eager : EAGER) {
            assertThat(instance(text, eager).invoke("f", 0)).containsExactly(expected);
        }
    }

    @Test
    void aTableOfAHundredThousandEntries() {
        int entries = 150_000;
        var labels = new StringBuilder();
        for (int i = 0; i < entries; i++) {
            labels.append(i % 7 == 0 ? " $a" : i % 11 == 0 ? " $b" : " $c");
        }
        var text = "(func (export \"f\") (param i32) (result i32) (block $a (block $b (block $c (br_table" + labels
                + " $b (local.get 0))) (return (i32.const 3))) (return (i32.const 2))) (i32.const 1))";
        for (boolean eager : EAGER) {
            var instance = instance(text, eager);
            for (int i : new int[] {-1, 0, 1, 7, 11, 16_383, 16_384, 16_385, 100_000, 131_071, 131_072, 149_998, 149_999, 150_000}) {
                int expected = i < 0 || i >= entries ? 2 : i % 7 == 0 ? 1 : i % 11 == 0 ? 2 : 3;
                assertThat(instance.invoke("f", i)).as("entry %d", i).containsExactly(expected);
            }
            assertThat(instance.module().codeReport(done -> {}).beyondJitLimit()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"block", "loop", "if"})
    void blocksNestedTenThousandDeep(String kind) {
        int depth = 10_000;
        var open = kind.equals("if") ? "(local.get $x) if (result i32) " : kind + " (result i32) ";
        var close = kind.equals("if") ? " else i32.const -1 end" : " end";
        var text = "(func (export \"f\") (param $x i32) (result i32) " + open.repeat(depth) + "(local.get $x)"
                + (close + " i32.const 1 i32.add").repeat(depth) + ")";
        for (boolean eager : EAGER) {
            var instance = instance(text, eager);
            assertThat(instance.invoke("f", 5)).containsExactly(depth + 5);
            assertThat(instance.module().codeReport(done -> {}).beyondJitLimit()).isEmpty();
        }
    }

    @Test
    void aHundredThousandTypesExportsAndElements() {
        int count = 100_000;
        var types = IntStream.range(0, count)
                .mapToObj(i -> "(type (func" + IntStream.range(0, 17).mapToObj(bit -> (i >> bit & 1) == 0 ? " (param i32)" : " (param f32)")
                        .collect(Collectors.joining()) + "))")
                .collect(Collectors.joining());
        var text = types + "(func $f (result i32) (i32.const 4))" + each(count, "(export \"e#\" (func $f))")
                + "(table " + count + " funcref) (elem (i32.const 0) func" + " $f".repeat(count) + ") (type $t (func (result i32)))"
                + "(func (export \"last\") (result i32) (call_indirect (type $t) (i32.const " + (count - 1) + ")))"
                + "(func (type 99999))";
        for (boolean eager : EAGER) {
            var instance = instance(text, eager);
            assertThat(instance.invoke("last")).containsExactly(4);
            assertThat(instance.invoke("e99999")).containsExactly(4);
        }
    }

    @Test
    void tenThousandCalculatedOperands() {
        int count = 10_000;
        int fields = 6000;
        var types = new String[] {"i64", "i32", "v128", "funcref"};
        var text = "(type $a (array (mut i32))) (type $s (struct "
                + IntStream.range(0, fields).mapToObj(i -> "(field " + types[i % 4] + ")").collect(Collectors.joining())
                + ")) (func $one (result i32) (i32.const 1)) (elem declare func $one)"
                + "(func $array (param i32) (result (ref $a)) (array.new_fixed $a " + count
                + each(count, "(i32.add (i32.mul (local.get 0) (i32.const 3)) (i32.add (call $one) (i32.const #)))") + "))"
                + "(func (export \"array\") (param i32 i32) (result i32) (array.get $a (call $array (local.get 0)) (local.get 1)))"
                + "(func (export \"struct\") (param i32) (result i64) (local $s (ref $s)) (local.set $s (struct.new $s "
                + IntStream.range(0, fields).mapToObj(i -> switch (i % 4) {
                    case 0 -> "(i64.extend_i32_s (i32.add (local.get 0) (i32.const " + i + ")))";
                    case 1 -> "(i32.add (local.get 0) (i32.const " + i + "))";
                    case 2 -> "(i32x4.splat (i32.add (local.get 0) (i32.const " + i + ")))";
                    default -> "(ref.func $one)";
                }).collect(Collectors.joining()) + "))"
                + "(i64.add (i64.add (struct.get $s 5996 (local.get $s)) (i64.extend_i32_s (ref.is_null (struct.get $s 3 (local.get $s)))))"
                + " (i64.extend_i32_s (i32.add (struct.get $s 5 (local.get $s))"
                + " (i32x4.extract_lane 3 (struct.get $s 4002 (local.get $s)))))))"
                + "(global $g (ref $a) (array.new_fixed $a " + count + each(count, "(i32.add (i32.const 7) (i32.const #))") + "))"
                + "(func (export \"global\") (param i32) (result i32) (array.get $a (global.get $g) (local.get 0)))";
        for (boolean eager : EAGER) {
            var instance = instance(text, eager);
            for (int i : new int[] {0, 1, 199, 200, 300, 4567, 9998, 9999}) {
                assertThat(instance.invoke("array", 5, i)).containsExactly(15 + 1 + i);
                assertThat(instance.invoke("global", i)).containsExactly(7 + i);
            }
            assertThat(instance.invoke("struct", 10)).containsExactly(10L + 5996 + 10 + 5 + 10 + 4002);
            assertThat(instance.module().codeReport(done -> {}).beyondJitLimit()).isEmpty();
        }
    }

    /** Parts of a function may leave it by a tail call; so none needs to stay in the skeleton. */
    @ParameterizedTest
    @ValueSource(strings = {"(return_call $g# ARGUMENTS)", "(return_call_indirect (type $t) ARGUMENTS (i32.const #))",
        "(return_call_ref $t ARGUMENTS (ref.func $g#))"})
    void aThousandTailCallsInOneFunction(String call) {
        int count = 1000;
        var text = "(type $t (func (param funcref i32 i64) (result i32))) (table " + count + " funcref) (elem declare func $end)"
                + "(elem (i32.const 0)" + each(count, "$g#") + ")"
                + "(func $end (type $t) (if (i32.eqz (local.get 1)) (then (return_call $g0 (local.get 0) (i32.const 3) (i64.const 4))))"
                + " (i32.add (local.get 1) (i32.wrap_i64 (local.get 2))))"
                + each(count, "(func $g# (type $t) (return_call $end (local.get 0) (local.get 1) (i64.add (local.get 2) (i64.const #))))")
                + "(func $f (export \"f\") (param $n i32) (result i32) (local $sum i64) (local $r funcref)"
                + each(count, "(local.set $sum (i64.add (local.get $sum) (i64.const 1)))"
                        + "(if (i32.eq (local.get $n) (i32.const #)) (then (local.set $r (ref.func $end))"
                        + call.replace("ARGUMENTS", "(local.get $r) (i32.const 1000000) (local.get $sum)") + "))"
                        + "(if (i32.eq (local.get $n) (i32.const -#)) (then (local.set $n (i32.add (local.get $n) (i32.const 1)))"
                        + " (return_call $f (local.get $n))))"
                        + "(if (i32.eq (local.get $n) (i32.const 1000#)) (then (return (i32.wrap_i64 (local.get $sum)))))")
                + "(i32.const -1))";
        for (boolean eager : EAGER) {
            var instance = instance(text, eager);
            for (int i : new int[] {0, 1, 500, 998, 999}) {
                assertThat(instance.invoke("f", i)).containsExactly(1_000_000 + 1 + i + i);
            }
            assertThat(instance.invoke("f", -3)).containsExactly(1_000_001);
            assertThat(instance.invoke("f", 100042)).containsExactly(43);
            assertThat(instance.invoke("f", 5000)).containsExactly(-1);
            assertThat(instance.module().codeReport(done -> {}).beyondJitLimit()).isEmpty();
        }
    }

    /** The most that browsers allow, called in every way. */
    @ParameterizedTest
    @ValueSource(strings = {"call $g", "call_indirect (type $t)", "call_ref $t", "return_call $g", "return_call_indirect (type $t)",
        "return_call_ref $t"})
    void aThousandParametersAndResults(String call) {
        int count = 1000;
        var types = new String[] {"i32", "i64", "f64", "v128", "externref"};
        var list = IntStream.range(0, count).mapToObj(i -> types[i % 5]).collect(Collectors.joining(" "));
        var values = IntStream.range(0, count).mapToObj(i -> switch (i % 5) {
            case 0 -> "(i32.add (local.get 0) (i32.const " + i + "))";
            case 1 -> "(i64.extend_i32_s (i32.add (local.get 0) (i32.const " + i + ")))";
            case 2 -> "(f64.const " + i + ")";
            case 3 -> "(v128.const i64x2 1 " + i + ")";
            default -> "(ref.null extern)";
        }).collect(Collectors.joining());
        var callee = call.contains("indirect") ? "(i32.const 0)" : call.contains("ref") ? "(ref.func $g)" : "";
        var text = "(type $t (func (param " + list + ") (result " + list + "))) (table funcref (elem $g $other))"
                + "(tag $e (param " + list + "))"
                + "(func $other (type $t) (unreachable))"
                // Its callee is not known, so it is called in its caller's place without growing the stack.
                + "(func $g (type $t) " + each(count, "(local.get #)")
                + " (if (i32.eqz (local.get 0)) (then (return_call_indirect (type $t) " + each(count, "(local.get #)") + "(i32.const 1)))))"
                + "(func (export \"f\") (param i32) (result " + list + ") " + values + callee + "(" + call + "))"
                + "(func (export \"caught\") (param i32) (result " + list + ") (block $h (result " + list + ") (try_table (catch $e $h) "
                + values + "(throw $e)) (unreachable)))";
        var instance = instance(text, false);
        for (var name : new String[] {"f", "caught"}) {
            var results = instance.invoke(name, 7);
            assertThat(results).hasSize(count);
            for (int i = 0; i < count; i++) {
                assertThat(results[i]).isEqualTo(switch (i % 5) {
                    case 0 -> 7 + i;
                    case 1 -> 7L + i;
                    case 2 -> (double) i;
                    case 3 -> new V128(1, i);
                    default -> null;
                });
            }
        }
    }

    /** Its parameters come in arrays, and so do the arguments that a part of it passes on. */
    @Test
    void aFunctionOfManyParametersStartsOverFromItsParts() {
        int params = 300;
        var types = new String[] {"i32", "i64", "funcref", "v128", "f64"};
        var list = IntStream.range(0, params).mapToObj(i -> types[i % 5]).collect(Collectors.joining(" "));
        var next = "(i32.add (local.get 0) (i32.const 1))" + IntStream.range(1, params).mapToObj(i -> switch (i % 5) {
            case 0 -> "(i32.add (local.get " + i + ") (i32.const 1))";
            case 1 -> "(i64.add (local.get " + i + ") (i64.const 1))";
            default -> "(local.get " + i + ")";
        }).collect(Collectors.joining());
        var text = "(func $f (param " + list + ") (result i32) (local $x i32)"
                + each(20, "(if (i32.eq (local.get 0) (i32.const #)) (then (local.set $x (i32.const 1)) (return_call $f " + next + ")))")
                + "(i32.add (local.get $x) (i32.add (local.get 295) (i32.wrap_i64 (local.get 296)))))"
                + "(func (export \"f\") (param i32) (result i32) (call $f "
                + IntStream.range(0, params).mapToObj(i -> i == 0 ? "(local.get 0)" : switch (i % 5) {
                    case 0, 1, 4 -> "(" + types[i % 5] + ".const " + i + ")";
                    case 2 -> "(ref.null func)";
                    default -> "(v128.const i64x2 1 2)";
                }).collect(Collectors.joining()) + "))";
        for (boolean eager : EAGER) {
            var instance = instance(text, eager);
            assertThat(instance.invoke("f", 0)).containsExactly(295 + 296 + 40);
            assertThat(instance.invoke("f", 19)).containsExactly(295 + 296 + 2);
        }
    }

    /** A tail call that is carried out as a plain call, from a part of a function. */
    @Test
    void handlersAroundDoNotSeeWhatATailCallThrows() {
        var text = "(tag $e) (func $throw (param i32) (result i32) (throw $e))"
                + "(func $inner (param $n i32) (result i32) (local $x i32) (block $h (try_table (catch_all $h)"
                + each(300, "(local.set $x (i32.add (local.get $x) (i32.mul (local.get $n) (i32.const 3))))"
                        + "(if (i32.eq (local.get $n) (i32.const #)) (then (return_call $throw (local.get $x))))")
                + ")) (i32.const 1))"
                + "(func (export \"f\") (param i32) (result i32)"
                + " (block $h (return (try_table (result i32) (catch $e $h) (call $inner (local.get 0))))) (i32.const 2))";
        for (boolean eager : EAGER) {
            var instance = instance(text, eager);
            assertThat(instance.invoke("f", 250)).containsExactly(2);
            assertThat(instance.invoke("f", 400)).containsExactly(1);
        }
    }

    /** Time that grows with the square of the depth would be many minutes. */
    @Test
    void sixtyThousandNestedBlocksWithASwitchOrAHandlerEach() {
        int many = 60_000;
        assertThat(call("(func (export \"f\") (param i32) (result i32) (local i32) (loop " + "(block ".repeat(many)
                + "(block (br_table 0 1 2 3 4 5 6 7 8 9 10 0 (local.get 0)))".repeat(many)
                + ")".repeat(many) + ") (i32.const 5))", 0)).isEqualTo(5);
        // What is read behind the outermost handler lives in all of them.
        assertThat(call(
                "(tag $t) (func (export \"f\") (param i32) (result i32) (local i32)" + "(block (try_table (catch_all 0) ".repeat(many / 2)
                        + "(local.set 1 (i32.const 7)) (throw $t)" + ")) ".repeat(many / 2) + "(i32.add (local.get 0) (local.get 1)))",
                3)).isEqualTo(10);
    }

    @Test
    void aFunctionBeyondTheJvmIsRefusedWhenCompiledAndTrapsWhenThatIsLater() {
        int depth = 60;
        var results = " (result" + " v128".repeat(900) + ")";
        var text = "(module (func $many" + results + " unreachable) (func $big (export \"f\") (param i32)" + results
                + ("(block" + results).repeat(depth) + "(call $many) (br_table"
                + IntStream.range(0, depth).mapToObj(i -> " " + i).collect(Collectors.joining()) + " (local.get 0))" + ")".repeat(depth)
                + ") (func (export \"g\")))";
        for (int threads = 1; threads < 4; threads++) {
            var eager = Engine.builder().eager(threads).build();
            assertThatThrownBy(() -> eager.compileText(text))
                    .isInstanceOf(ModuleTooLargeException.class)
                    .hasMessageStartingWith("function \"big\" needs a method of ");
        }
        var instance = Engine.create().compileText(text).instantiate();
        assertThatThrownBy(() -> instance.invoke("f", 1))
                .isInstanceOfSatisfying(Trap.class, trap -> assertThat(trap.kind()).isEqualTo(TrapKind.INTERNAL_ERROR))
                .hasMessageContaining("function \"big\" needs a method of ");
    }

    @Test
    void moreOperandsThanAClassHasFieldsAreRefused(@TempDir Path folder) {
        var text = "(module (func (export \"f\") (param i32) (local i32)" + "(local.get 0)".repeat(70_000)
                + "(local.set 1 (local.get 0))".repeat(10) + "(drop)".repeat(70_000) + "))";
        assertThatThrownBy(() -> Engine.builder().eager(true).build().compileText(text))
                .isInstanceOf(ModuleTooLargeException.class)
                .hasMessageStartingWith("a function is too large: it needs ");
        var module = Modules.assemble(text);
        assertThatThrownBy(() -> Engine.create().compileAhead(module, "many", folder.resolve("many.jar")))
                .isInstanceOf(ModuleTooLargeException.class)
                .hasMessageStartingWith("a function is too large: it needs ");
    }

    /** Regions in regions, thousands deep: each was asked for the values of the labels around by all those inside. */
    @Test
    void aSwitchOutOfThousandsOfBlocks() {
        int blocks = 20_000;
        var labels = IntStream.range(0, blocks).mapToObj(Integer::toString).collect(Collectors.joining(" "));
        var text = "(func (export \"f\") (param i32) (result i32) (local i32)" + "(block ".repeat(blocks) + "(br_table " + labels
                + " (local.get 0))" + ") (local.set 1 (i32.add (local.get 1) (i32.const 1)))".repeat(blocks) + "(local.get 1))";
        for (boolean eager : EAGER) {
            var instance = instance(text, eager);
            for (int way : new int[] {0, 1, 255, 256, 300, 9_999, blocks - 2, blocks - 1, blocks, -1}) {
                int taken = Integer.compareUnsigned(way, blocks) < 0 ? way : blocks - 1;
                assertThat(instance.invoke("f", way)).as("way %d", way).containsExactly(blocks - taken);
            }
        }
    }

    @Test
    void branchesThroughThousandsOfBlocks() {
        int blocks = 20_000;
        var out = IntStream.range(0, blocks)
                .mapToObj(i -> "(br_if " + i + " (i32.eq (local.get 0) (i32.const " + i + ")))")
                .collect(Collectors.joining("\n"));
        var text = "(func (export \"f\") (param i32) (result i32) (local i32)" + "(block ".repeat(blocks) + out
                + ") (local.set 1 (i32.add (local.get 1) (i32.const 1)))".repeat(blocks) + "(local.get 1))";
        var instance = instance(text, true);
        for (int way : new int[] {0, 1, 255, 256, 9_999, blocks - 2, blocks - 1}) {
            assertThat(instance.invoke("f", way)).as("way %d", way).containsExactly(blocks - way);
        }
    }

    /** The bytecode of one such function would be gigabytes. */
    @Test
    void manyBranchesWithAThousandValuesEach() {
        int values = 1000;
        var text = "(func $f (export \"f\") (result" + " i32".repeat(values) + ") (block (result" + " i32".repeat(values) + ")"
                + "(i32.const 1) ".repeat(values) + "(br_if 0 (i32.const 0))".repeat(30_000) + "))";
        assertThatThrownBy(() -> instance(text, true))
                .isInstanceOf(ModuleTooLargeException.class)
                .hasMessageContaining("the 65535 bytes that the JVM allows");
    }

    /** HotSpot has 16 bits for the number of such an instruction in its class, and ended the process. */
    @Test
    void moreLoopsInAFunctionThanAClassHasDynamicCalls() {
        var text = "(func (export \"f\") (result i32) " + "(loop)".repeat(100_000) + "(i32.const 3))";
        for (boolean eager : EAGER) {
            assertThat(instance(text, eager).invoke("f")).containsExactly(3);
        }
    }

    /** Leaves do not ask whether to stop; a function that does nothing but call them goes on for long if it is long. */
    @Test
    void aVeryLongFunctionAsksInBetween() {
        var instance = new Instance[1];
        var text = "(module (import \"host\" \"stop\" (func $stop)) (func $leaf) (func (export \"f\") (result i32) (call $stop) "
                + "(call $leaf)".repeat(100_000) + "(i32.const 3)))";
        instance[0] = Engine.create()
                .compileText(text)
                .instantiate(Imports.builder().function("host", "stop", Runnable.class, () -> instance[0].store().interrupt()).build());
        assertThatThrownBy(() -> instance[0].invoke("f"))
                .isInstanceOfSatisfying(Trap.class, trap -> assertThat(trap.kind()).isEqualTo(TrapKind.INTERRUPTED));
    }
}
