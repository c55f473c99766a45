package dev.troupe.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.troupe.engine.Engine;
import dev.troupe.engine.runtime.Trap;
import org.junit.jupiter.api.Test;

/** Functions may have any names, those included that methods are given here. */
class FunctionNamesTest {
    @Test
    void namesThatTwoFunctionsOfOneNameWouldGet() {
        var instance = Engine.create().compileText("""
                (module
                  (func $f0 (@name "a") (result i32) (i32.const 1))
                  (func $f1 (@name "a") (result i32) (i32.const 2))
                  (func $f2 (@name "a#1") (result i32) (i32.const 4))
                  (func $f3 (@name "a#1#2") (result i32) (i32.const 8))
                  (func $f4 (@name "func[5]") (result i32) (i32.const 16))
                  (func $f5 (@name "") (result i32) (i32.const 32))
                  (func (export "f") (result i32)
                    (i32.or (i32.or (i32.or (call $f0) (call $f1)) (i32.or (call $f2) (call $f3))) (i32.or (call $f4) (call $f5)))))
                """).instantiate();
        assertThat(instance.invoke("f")).containsExactly(63);
    }

    @Test
    void aNameLikeThatOfAPartOfAFunction() {
        var text = new StringBuilder(
                "(module (func $other (@name \"f\u20561\") (param i32) (result i32) (i32.div_u (i32.const 77) (local.get 0)))");
        text.append("(func (@name \"f\") (export \"f\") (param i32) (result i32) (local i32 i32)");
        for (int i = 0; i < 400; i++) {
            text.append("(local.set 1 (i32.add (local.get 1) (i32.mul (local.get 0) (i32.const ").append(i).append("))))");
        }
        var compiled = Engine.builder().methodBytes(200).build().compileText(text.append("(call $other (local.get 1))))").toString());
        assertThat(compiled.codeSizes().size()).isGreaterThan(10);
        var instance = compiled.instantiate();
        assertThat(instance.invoke("f", 1)).containsExactly(0);
        var trap = catchThrowableOfType(Trap.class, () -> instance.invoke("f", 0));
        assertThat(trap.guestStack()).extracting(frame -> frame.function()).containsExactly("f\u20561", "f");
    }
}
