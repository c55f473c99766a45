package dev.troupe.engine.module;

/**
 * The declared size range of a memory (in pages) or a table (in elements), spec 2.3.13. Sizes are unsigned 64-bit;
 * {@code max} is meaningful only if {@code hasMax}.
 */
public record Limits(long min, boolean hasMax, long max) {
    public static Limits atLeast(long min) {
        return new Limits(min, false, 0);
    }

    public static Limits of(long min, long max) {
        return new Limits(min, true, max);
    }
}
