package dev.troupe.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.engine.Engine;
import dev.troupe.examples.aheadoftime.AheadOfTimeExample;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class AheadOfTimeExampleTest {
    @Test
    void theBuildHasCompiledTheModule() throws IOException {
        var files = AheadOfTimeExample.class.getClassLoader();
        assertThat(files.getResource("META-INF/troupe/markdown-library/wasm/Code0.class")).isNotNull();
        var module = AheadOfTimeExample.load();
        try (var bytes = files.getResourceAsStream("dev/troupe/examples/modules/markdown-library.wasm")) {
            assertThat(module.digest()).isEqualTo(Engine.create().compile(bytes.readAllBytes()).digest());
        }
        assertThat(module.instantiate().invoke("bench", 1000)).containsExactly(375625);
    }
}
