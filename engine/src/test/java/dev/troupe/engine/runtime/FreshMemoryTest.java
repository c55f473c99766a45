package dev.troupe.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.engine.CompiledModule;
import dev.troupe.engine.Engine;
import dev.troupe.engine.Imports;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In a peer, memories from a pool leaked bytes of the tenant before. */
@Timeout(120)
class FreshMemoryTest {
    /** Counts the bytes that are not zero in all memory, and then leaves none that is. */
    private static final String SECRET = """
            (module
              (memory (export "memory") 4 64 %s)
              (func (export "look") (result i32) (local $at i32) (local $found i32)
                (drop (memory.grow (i32.const 12)))
                (loop $more
                  (local.set $found (i32.add (local.get $found) (i64.ne (i64.load (local.get $at)) (i64.const 0))))
                  (br_if $more (i32.lt_u
                    (local.tee $at (i32.add (local.get $at) (i32.const 8))) (i32.mul (memory.size) (i32.const 65536)))))
                (memory.fill (i32.const 0) (i32.const 0x5e) (i32.mul (memory.size) (i32.const 65536)))
                (local.get $found)))
            """;

    @ParameterizedTest
    @CsvSource({"'',1073741824", "'',8589934592", "shared,1073741824"})
    void noInstanceSeesWhatAnotherLeft(String shared, long limit) {
        CompiledModule module = Engine.create().compileText(SECRET.formatted(shared));
        for (int tenant = 0; tenant < 200; tenant++) {
            var instance = module.instantiate(Imports.none(), StoreLimits.defaults().withMemoryBytes(limit));
            assertThat(instance.invoke("look")).as("tenant %d", tenant).containsExactly(0);
            if (tenant % 50 == 49) {
                // So that memories which live off the heap are given back in between.
                System.gc();
            }
        }
    }
}
