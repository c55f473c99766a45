package dev.troupe.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.engine.Engine;
import dev.troupe.engine.Imports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MemoryUsersTest {
    @Test
    void aMemoryForgetsInstancesThatAreGone() throws InterruptedException {
        var engine = Engine.create();
        var owner = engine.compileText("(module (memory (export \"m\") 1 9))").instantiate();
        var linked = engine.compileText("""
                (module (import "o" "m" (memory 1 9))
                    (func (export "grow") (drop (memory.grow (i32.const 1))))
                    (func (export "last") (result i32) (i32.load (i32.const 131068))))
                """).link(Imports.builder().instance("o", owner).build());
        var first = linked.instantiate();
        int made = 1;
        while (owner.memory("m").userCount() > made / 2) {
            for (int i = 0; i < 1000; i++) {
                linked.instantiate();
            }
            made += 1000;
            System.gc();
            // Lets the timeout interrupt.
            Thread.sleep(1);
        }
        linked.instantiate().invoke("grow");
        assertThat(first.invoke("last")).as("it has not forgotten those that are there").containsExactly(0);
    }
}
