package dev.troupe.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.engine.Engine;
import dev.troupe.engine.Imports;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Functions as values are made by classes of 128 functions each, of which the instance's class knows 400. */
class MakersTest {
    private static final int COUNT = 400 * 128 + 200;
    /** All of one maker and some of the next, one of each other, and those for which there is none. */
    private static final int[] DECLARED = IntStream.concat(IntStream.range(0, 200),
            IntStream.concat(IntStream.iterate(256, i -> i < 400 * 128, i -> i + 128), IntStream.range(400 * 128 - 1, COUNT))).toArray();

    private static final String MODULE = """
            (module
              (type $number (func (result i32)))
              (table %d funcref)
              %s
              (func (export "call") (param i32) (result i32) (call_indirect (type $number) (local.get 0)))
              (elem (i32.const 0) func %s))
            """.formatted(
            DECLARED.length,
            IntStream.range(0, COUNT).mapToObj(i -> "(func (result i32) (i32.const " + i + "))").collect(Collectors.joining("\n")),
            IntStream.of(DECLARED).mapToObj(Integer::toString).collect(Collectors.joining(" ")));

    @TempDir
    private Path temporary;

    @Test
    void eachFunctionIsWhatItsIndexSays() {
        var instance = Engine.create().compileText(MODULE).instantiate();
        for (int i = 0; i < DECLARED.length; i++) {
            assertThat(instance.invoke("call", i)).containsExactly(DECLARED[i]);
        }
    }

    /** An import shifts the indices; the start function is declared nowhere. */
    @Test
    void functionsThatAreNotDeclared() {
        var instance = Engine.create().compileText("""
                (module
                  (func (import "host" "one") (result i32))
                  (global $started (mut i32) (i32.const 0))
                  (func $start (global.set $started (i32.const 5)))
                  (func (export "started") (result i32) (global.get $started))
                  (start $start))
                """).instantiate(Imports.builder().function("host", "one", IntSupplier.class, () -> 1).build());
        assertThat(instance.invoke("started")).containsExactly(5);
    }

    @Test
    void noMethodIsTooLargeForTheCompilers() throws IOException {
        var jar = temporary.resolve("sample.jar");
        var engine = Engine.create();
        engine.compileAhead(engine.compileText(MODULE).bytes(), "sample", jar);
        try (var zip = new ZipFile(jar.toFile())) {
            int makers = 0;
            for (var entry : zip.stream().toList()) {
                if (entry.getName().endsWith("/wasm/Instance.class") || entry.getName().contains("/wasm/Makers")) {
                    makers++;
                    assertThat(CodeSizes.of(zip.getInputStream(entry).readAllBytes()).values()).allSatisfy(
                            size -> assertThat(size).isLessThan(8000));
                }
            }
            assertThat(makers).isEqualTo(1 + 400);
        }
    }
}
