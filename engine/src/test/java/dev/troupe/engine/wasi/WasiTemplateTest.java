package dev.troupe.engine.wasi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.engine.Engine;
import dev.troupe.engine.Imports;
import dev.troupe.engine.runtime.Store;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;

/** WASI guests that start from a captured state: each with streams of its own. */
class WasiTemplateTest {
    private static final String GUEST = """
            (module
                (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
                (import "wasi_snapshot_preview1" "fd_close" (func $close (param i32) (result i32)))
                (memory (export "memory") 1)
                (data (i32.const 100) "?!")
                (func (export "_initialize")
                    (i32.store (i32.const 0) (i32.const 100))
                    (i32.store (i32.const 4) (i32.const 2))
                    (i32.store8 (i32.const 100) (i32.const 72)))
                (func (export "greet") (result i32) (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
                (func (export "close") (result i32) (call $close (i32.const 0))))
            """;

    @Test
    void eachInstanceHasItsOwnStreams() {
        var module = Engine.create().compileText(GUEST);
        var first = new ByteArrayOutputStream();
        try (var wasi = Wasi.create(WasiConfig.defaults().withStdout(first))) {
            var instance = wasi.instantiate(module, Store.create(), Imports.none());
            instance.invoke("_initialize");
            assertThat(wasi.isAsGranted()).isTrue();
            var template = instance.capture();
            instance.invoke("greet");
            for (int i = 0; i < 10; i++) {
                var output = new ByteArrayOutputStream();
                try (var another = Wasi.create(WasiConfig.defaults().withStdout(output))) {
                    var restored = another.instantiate(template, Store.create(), Imports.none());
                    assertThat(restored.invoke("greet")).containsExactly(0);
                    assertThat(output).hasToString("H!");
                }
            }
            assertThat(first).hasToString("H!");
            instance.invoke("close");
            assertThat(wasi.isAsGranted()).as("after a descriptor was closed").isFalse();
        }
    }
}
