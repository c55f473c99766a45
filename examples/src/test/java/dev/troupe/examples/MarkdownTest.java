package dev.troupe.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.engine.CompiledModule;
import dev.troupe.engine.Engine;
import dev.troupe.engine.runtime.StoreLimits;
import dev.troupe.engine.runtime.Trap;
import dev.troupe.engine.runtime.TrapKind;
import dev.troupe.examples.markdown.MarkdownModules;
import dev.troupe.examples.markdown.MarkdownRenderer;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MarkdownTest {
    private static CompiledModule module;

    static java.util.List<String> documents() {
        return MarkdownModules.DOCUMENTS;
    }

    @BeforeAll
    static void compile() {
        module = Engine.create().compile(MarkdownModules.library());
    }

    @ParameterizedTest
    @MethodSource("documents")
    void htmlIsWhatAnotherEngineMadeOfTheSameModule(String document) {
        assertThat(new MarkdownRenderer(module).render(MarkdownModules.document(document))).isEqualTo(MarkdownModules.html(document));
    }

    @Test
    void aRendererCanBeUsedAgainAndAgainWithoutGrowing() {
        var instance = module.instantiate();
        instance.invoke("bench", 50);
        long size = instance.memory("memory").size();
        for (int i = 0; i < 50; i++) {
            instance.invoke("bench", 50);
        }
        assertThat(instance.memory("memory").size()).isEqualTo(size);
    }

    @ParameterizedTest
    @CsvSource({
        "crash,OUT_OF_BOUNDS_MEMORY_ACCESS,crash",
        "divide,INTEGER_DIVIDE_BY_ZERO,divide",
        "abort,UNREACHABLE,abort_now",
        "recurse,CALL_STACK_EXHAUSTED,recurse_deeper"
    })
    void aDocumentThatMisbehavesIsATypedTrap(String directive, TrapKind kind, String function) {
        var renderer = new MarkdownRenderer(module);
        assertThatThrownBy(() -> renderer.render("Now: <!-- " + directive + " -->"))
                .isInstanceOfSatisfying(Trap.class, trap -> {
                    assertThat(trap.kind()).isEqualTo(kind);
                    assertThat(trap.guestStack()).first().satisfies(frame -> assertThat(frame.function()).isEqualTo(function));
                });
    }

    @Test
    void aDocumentThatWantsAllMemoryIsStoppedByTheLimit() {
        var instance = module.instantiate(dev.troupe.engine.Imports.none(), StoreLimits.defaults().withMemoryBytes(8 << 20));
        assertThatThrownBy(() -> instance.invoke("bench", 1_000_000))
                .isInstanceOfSatisfying(Trap.class, trap -> assertThat(trap.kind()).isEqualTo(TrapKind.UNREACHABLE));
        assertThat(instance.memory("memory").size()).isLessThanOrEqualTo(8 << 20);
    }

    @Test
    void aDocumentThatSpinsIsStoppedByADeadline() throws Exception {
        var instance = module.instantiate();
        assertThatThrownBy(() -> instance.store().callWithin(Duration.ofMillis(100), () -> instance.invoke("bench", 10_000_000)))
                .isInstanceOfSatisfying(Trap.class, trap -> assertThat(trap.kind()).isEqualTo(TrapKind.DEADLINE_EXCEEDED));
    }
}
