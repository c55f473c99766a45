package dev.troupe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The heap that one more instance takes beyond its memory. */
class InstanceFootprintTest {
    private static final int COUNT = 10_000;
    private static final int LIMIT = 2048;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0    | (func (export "f"))
            1040 | (memory (export "memory") 1024 (pagesize 1)) (data (i32.const 24) "some data") (func (export "f"))
            """)
    void isSmall(int memory, String fields) {
        var module = Engine.create().compileText("(module " + fields + ")");
        var instances = new Instance[COUNT];
        module.instantiate().invoke("f");
        long before = used();
        for (int i = 0; i < COUNT; i++) {
            instances[i] = module.instantiate();
            instances[i].invoke("f");
        }
        long each = (used() - before) / COUNT - memory;
        assertThat(instances).doesNotContainNull();
        assertThat(each).as("bytes").isBetween(200L, (long) LIMIT);
    }

    private static long used() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(least, Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }
}
