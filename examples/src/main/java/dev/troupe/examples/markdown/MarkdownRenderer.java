package dev.troupe.examples.markdown;

import dev.troupe.engine.CompiledModule;
import dev.troupe.engine.Instance;
import dev.troupe.engine.runtime.Memory;
import dev.troupe.engine.runtime.Trap;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * A C library behind a Java interface, by its typed entries: no boxing on the way. Owns one instance; one thread at a time.
 *
 * <p>After a {@link Trap} the library may be half-way through something: drop the renderer and make another of the same module.
 */
public final class MarkdownRenderer {
    private final Memory memory;
    private final MethodHandle alloc;
    private final MethodHandle free;
    private final MethodHandle render;

    /** @param module {@link MarkdownModules#library()}, compiled */
    public MarkdownRenderer(CompiledModule module) {
        Instance instance = module.instantiate();
        memory = instance.memory("memory");
        alloc = instance.function("alloc").handle();
        free = instance.function("free").handle();
        render = instance.function("render").handle();
    }

    /** @throws Trap if the document makes the library crash */
    public String render(String markdown) {
        var bytes = markdown.getBytes(StandardCharsets.UTF_8);
        try {
            int document = (int) alloc.invokeExact(bytes.length);
            memory.write(document, bytes);
            long html = (long) render.invokeExact(document, bytes.length);
            var text = memory.readUtf8((int) (html >>> 32), (int) html);
            free.invokeExact((int) (html >>> 32));
            free.invokeExact(document);
            return text;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("guest code throws nothing checked", e);
        }
    }
}
