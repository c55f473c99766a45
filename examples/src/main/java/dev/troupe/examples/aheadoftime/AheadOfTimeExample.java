package dev.troupe.examples.aheadoftime;

import dev.troupe.engine.CompiledModule;
import dev.troupe.engine.Engine;
import java.io.IOException;

/** Loads a module's code from the class path, where the build has put it; nothing is compiled or validated here. */
public final class AheadOfTimeExample {
    private AheadOfTimeExample() {}

    public static CompiledModule load() throws IOException {
        return Engine.create().load(AheadOfTimeExample.class.getClassLoader(), "markdown-library");
    }

    public static void main(String[] arguments) throws IOException {
        System.out.println(load().instantiate().invoke("bench", 1000)[0]);
    }
}
