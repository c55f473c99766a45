package dev.troupe.engine.runtime;

/**
 * What comparisons of i32 answer (spec 4.3.2), one method each, named like them: calculated, while those of {@link Numeric} branch. For
 * what is added up, where a branch is guessed wrong again and again, and which C2 does to vectors.
 */
public final class Flags {
    private static final long LOW = 0xFFFFFFFFL;

    private Flags() {}

    public static int i32_eqz(int a) {
        return i32_ne(a, 0) ^ 1;
    }

    public static int i32_eq(int a, int b) {
        return i32_ne(a, b) ^ 1;
    }

    /** Of two numbers that differ, one minus the other or the other minus the one is negative. */
    public static int i32_ne(int a, int b) {
        return (a - b | b - a) >>> 31;
    }

    public static int i32_lt_s(int a, int b) {
        return (int) ((long) a - b >>> 63);
    }

    public static int i32_gt_s(int a, int b) {
        return i32_lt_s(b, a);
    }

    public static int i32_le_s(int a, int b) {
        return i32_lt_s(b, a) ^ 1;
    }

    public static int i32_ge_s(int a, int b) {
        return i32_lt_s(a, b) ^ 1;
    }

    public static int i32_lt_u(int a, int b) {
        return (int) ((a & LOW) - (b & LOW) >>> 63);
    }

    public static int i32_gt_u(int a, int b) {
        return i32_lt_u(b, a);
    }

    public static int i32_le_u(int a, int b) {
        return i32_lt_u(b, a) ^ 1;
    }

    public static int i32_ge_u(int a, int b) {
        return i32_lt_u(a, b) ^ 1;
    }
}
