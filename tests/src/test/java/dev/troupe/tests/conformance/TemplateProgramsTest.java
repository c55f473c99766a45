package dev.troupe.tests.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.engine.Engine;
import dev.troupe.engine.Imports;
import dev.troupe.engine.Instance;
import dev.troupe.engine.runtime.StoreLimits;
import dev.troupe.engine.runtime.Trap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A C library with a heap of its own, captured in the middle of its life. */
class TemplateProgramsTest {
    private static final Path EXAMPLES = Path.of("..", "examples");

    private static String render(Instance instance, byte[] markdown) {
        int address = (int) instance.invoke("alloc", markdown.length)[0];
        instance.memory("memory").write(address, markdown);
        long result = (long) instance.invoke("render", address, markdown.length)[0];
        var html = instance.memory("memory").readUtf8((int) (result >>> 32), (int) result);
        instance.invoke("free", address);
        return html;
    }

    @Test
    void aThousandInstancesRenderAsTheFirstOne() throws IOException {
        var module = Engine.create().compile(EXAMPLES.resolve("modules/markdown-library.wasm"));
        var documents = new byte[][] {
            Files.readAllBytes(EXAMPLES.resolve("documents/minutes.md")), Files.readAllBytes(EXAMPLES.resolve("documents/recipe.md"))
        };
        var crash = "<!-- crash -->".getBytes(StandardCharsets.UTF_8);
        var first = module.instantiate();
        render(first, documents[0]);
        var template = first.capture();
        var expected = new String[] {render(first, documents[0]), render(first, documents[1])};
        assertThat(expected[0].strip()).isEqualTo(Files.readString(EXAMPLES.resolve("documents/minutes.html")).strip());

        var linked = module.link(Imports.none());
        var reused = linked.instantiate(template, StoreLimits.defaults());
        int addressBefore = (int) linked.instantiate(template, StoreLimits.defaults()).invoke("alloc", 1000)[0];
        for (int i = 0; i < 1000; i++) {
            var instance = i % 2 == 0 ? linked.instantiate(template, StoreLimits.defaults()) : reused;
            assertThat(instance.invoke("alloc", 1000)).as("the heap is as it was").containsExactly(addressBefore);
            assertThat(render(instance, documents[i % 2])).isEqualTo(expected[i % 2]);
            if (i % 5 == 0) {
                assertThatThrownBy(() -> render(instance, crash)).isInstanceOf(Trap.class);
            }
            template.restore(reused);
        }
    }
}
