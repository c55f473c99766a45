package dev.troupe.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.engine.module.ModuleTooLargeException;
import dev.troupe.engine.runtime.Trap;
import dev.troupe.engine.runtime.TrapKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Modules with more of something than a JVM method or class has room for. */
class LargeModulesTest {
    private static Object call(String fields, Object... arguments) {
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

    @Test
    void moreGlobalsThanAClassHasRoomForAreRefusedWhenCompiled() {
        assertThatThrownBy(() -> call("(global (mut i32) (i32.const 1))".repeat(70_000)))
                .isInstanceOf(ModuleTooLargeException.class)
                .hasMessageStartingWith("too many globals, imports, tables and tags: they need ");
    }

    @Test
    void aFunctionBeyondTheJvmIsRefusedWhenCompiledAndTrapsWhenThatIsLater() {
        var text = "(module (func $big (export \"f\") (local " + "i64 ".repeat(50_000) + ")) (func (export \"g\")))";
        for (int threads = 1; threads < 4; threads++) {
            var eager = Engine.builder().eager(threads).build();
            assertThatThrownBy(() -> eager.compileText(text))
                    .isInstanceOf(ModuleTooLargeException.class)
                    .hasMessageStartingWith("function \"big\" needs a method of ");
        }
        var instance = Engine.create().compileText(text).instantiate();
        assertThatThrownBy(() -> instance.invoke("f"))
                .isInstanceOfSatisfying(Trap.class, trap -> assertThat(trap.kind()).isEqualTo(TrapKind.INTERNAL_ERROR))
                .hasMessageContaining("function \"big\" needs a method of ");
    }
}
