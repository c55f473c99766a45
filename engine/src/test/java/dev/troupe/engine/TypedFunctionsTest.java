package dev.troupe.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.engine.runtime.Trap;
import dev.troupe.engine.runtime.TrapKind;
import dev.troupe.engine.runtime.V128;
import dev.troupe.engine.runtime.WasmFunction;
import dev.troupe.engine.runtime.WrongArgumentsException;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntBinaryOperator;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Guest functions as instances of functional interfaces, and boxed calls. */
class TypedFunctionsTest {
    /** Every plain type, and one that is two values on the way. */
    public interface Mixed {
        double call(int a, long b, float c, double d, V128 e);
    }

    public interface Twins {
        Object[] call(int a, V128 b);
    }

    interface Hidden {
        int call(int a, int b);
    }

    private static WasmFunction function(String body) {
        return Engine.create().compileText("(module " + body + ")").instantiate().function("f");
    }

    @Test
    void numbersAreNotBoxed() {
        var divide = function("(func (export \"f\") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))");
        var typed = divide.as(IntBinaryOperator.class);
        assertThat(typed.applyAsInt(42, 5)).isEqualTo(8);
        assertThatThrownBy(() -> typed.applyAsInt(1, 0))
                .isInstanceOfSatisfying(Trap.class, trap -> assertThat(trap.kind()).isEqualTo(TrapKind.INTEGER_DIVIDE_BY_ZERO));
        assertThat(divide.as(IntBinaryOperator.class)).as("a class per signature").hasSameClassAs(typed);
        assertThat(function("(func (export \"f\") (result i64) (i64.const 7))").as(LongSupplier.class).getAsLong()).isEqualTo(7);
        var half = function("(func (export \"f\") (param f64) (result f64) (f64.mul (local.get 0) (f64.const 0.5)))");
        assertThat(half.as(DoubleUnaryOperator.class).applyAsDouble(3)).isEqualTo(1.5);
    }

    @Test
    void everyTypeArrivesInItsPlace() {
        var text = """
                (func (export "f") (param i32 i64 f32 f64 v128) (result f64)
                    (f64.add (f64.add (f64.convert_i32_s (local.get 0)) (f64.convert_i64_s (local.get 1)))
                        (f64.add (f64.add (f64.promote_f32 (local.get 2)) (local.get 3))
                            (f64.convert_i64_s (i64x2.extract_lane 1 (local.get 4))))))
                """;
        var function = function(text);
        assertThat(function.as(Mixed.class).call(1, 20, 300, 4000, new V128(1, 50_000))).isEqualTo(54_321);
        assertThat(function.call(1, 20L, 300f, 4000d, new V128(1, 50_000))).containsExactly(54_321d);
        var twins = function("(func (export \"f\") (param i32 v128) (result v128 i32) (local.get 1) (local.get 0))");
        assertThat(twins.as(Twins.class).call(3, new V128(1, 2))).containsExactly(new V128(1, 2), 3);
        assertThat(twins.call(3, new V128(1, 2))).containsExactly(new V128(1, 2), 3);
    }

    @Test
    @SuppressWarnings("unchecked")
    void referencesAreChecked() {
        var identity = function("(func (export \"f\") (param externref) (result externref) (local.get 0))");
        assertThat(identity.as(UnaryOperator.class).apply("host")).isEqualTo("host");
        var functions = function("(func $f (export \"f\") (param funcref) (result funcref) (local.get 0))");
        UnaryOperator<Object> typed = functions.as(UnaryOperator.class);
        assertThat(typed.apply(functions)).isSameAs(functions);
        assertThatThrownBy(() -> typed.apply("no function")).isInstanceOf(WrongArgumentsException.class);
        var i31 = function("(func (export \"f\") (param i32) (result i31ref) (ref.i31 (local.get 0)))");
        assertThat((Object) i31.as(IntFunction.class).apply(3)).isEqualTo(i31.call(3)[0]);
    }

    @Test
    void aFunctionOfTooManyParametersTakesThemInAnArray() {
        var text = "(func (export \"f\") (param " + "i32 ".repeat(300) + ") (result i32) (i32.sub (local.get 299) (local.get 0)))";
        var arguments = new Object[300];
        java.util.Arrays.setAll(arguments, i -> i);
        assertThat(function(text).call(arguments)).containsExactly(299);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        var add = function("(func (export \"f\") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))");
        assertThatThrownBy(() -> add.as(LongSupplier.class)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("is no");
        assertThatThrownBy(() -> add.as(Hidden.class)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("public");
        assertThatThrownBy(() -> add.as(String.class)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("functional");
        assertThatThrownBy(() -> add.call(1)).isInstanceOf(WrongArgumentsException.class);
    }
}
