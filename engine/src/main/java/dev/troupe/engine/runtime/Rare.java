package dev.troupe.engine.runtime;

/**
 * Marks ways through generated code that are hardly ever taken. HotSpot's compilers leave out what follows a call whose class the
 * caller's class loader has not met yet, whatever the profile says; a call behind which nobody comes therefore costs nothing, and
 * who does come goes on in the interpreter until the method is compiled anew. The class has no other use, so that nothing else resolves it.
 */
public final class Rare {
    private Rare() {}

    /** Does nothing. */
    public static void way() {}
}
