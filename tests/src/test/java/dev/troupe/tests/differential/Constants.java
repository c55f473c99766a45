package dev.troupe.tests.differential;

import java.util.List;

/** Numbers at which implementations go wrong: limits, powers of two and their neighbours, denormals, NaNs with payloads. */
final class Constants {
    static final int NAN_32 = 0x7FC0_0000;
    static final long NAN_64 = 0x7FF8_0000_0000_0000L;

    private static final int[] FLOATS = {
        0, 0x8000_0000, 0x3F80_0000, 0xBF80_0000, 0x7F80_0000, 0xFF80_0000, NAN_32, 0xFFC0_0000, 0x7FA0_0000, 0xFF80_0001, 0x7FFF_FFFF,
        1, 0x8000_0001, 0x007F_FFFF, 0x0080_0000, 0x7F7F_FFFF, 0xFF7F_FFFF, 0x4F00_0000, 0xCF00_0000, 0x4EFF_FFFF, 0xCF00_0001,
        0x4F80_0000, 0x4F7F_FFFF, 0x5F00_0000, 0xDF00_0000, 0x5EFF_FFFF, 0x5F80_0000, 0x5F7F_FFFF, 0x3F00_0000, 0xBF00_0000, 0x3EFF_FFFF,
        0x3FC0_0000, 0x4020_0000, 0x4B00_0000, 0x4B00_0001, 0xCB00_0001, 0x4AFF_FFFF, 0xBF7F_FFFF, 0x4049_0FDB,
    };
    private static final long[] DOUBLES = {
        0, Long.MIN_VALUE, 0x3FF0_0000_0000_0000L, 0xBFF0_0000_0000_0000L, 0x7FF0_0000_0000_0000L, 0xFFF0_0000_0000_0000L, NAN_64,
        0xFFF8_0000_0000_0000L, 0x7FF4_0000_0000_0000L, 0xFFF0_0000_0000_0001L, Long.MAX_VALUE, 1, 0x8000_0000_0000_0001L,
        0x000F_FFFF_FFFF_FFFFL, 0x0010_0000_0000_0000L, 0x7FEF_FFFF_FFFF_FFFFL, 0x41E0_0000_0000_0000L, 0xC1E0_0000_0000_0000L,
        0x41DF_FFFF_FFFF_FFFFL, 0x41DF_FFFF_FFC0_0000L, 0xC1E0_0000_0020_0000L, 0xC1E0_0000_001F_FFFFL, 0x41F0_0000_0000_0000L,
        0x41EF_FFFF_FFFF_FFFFL, 0x43E0_0000_0000_0000L, 0xC3E0_0000_0000_0000L, 0x43DF_FFFF_FFFF_FFFFL, 0xC3E0_0000_0000_0001L,
        0x43F0_0000_0000_0000L, 0x43EF_FFFF_FFFF_FFFFL, 0x3FE0_0000_0000_0000L, 0xBFE0_0000_0000_0000L, 0x3FDF_FFFF_FFFF_FFFFL,
        0x4330_0000_0000_0000L, 0x4330_0000_0000_0001L, 0xC330_0000_0000_0001L, 0x3FF8_0000_0000_0000L, 0x4004_0000_0000_0000L,
        0xBFEF_FFFF_FFFF_FFFFL, 0x47EF_FFFF_E000_0000L, 0x47EF_FFFF_F000_0000L, 0x36A0_0000_0000_0000L, 0x3690_0000_0000_0000L,
    };

    private Constants() {}

    static int i32(Choices choices) {
        return switch (choices.below(6)) {
            case 0 -> choices.below(20) - 4;
            case 1 -> (1 << choices.below(32)) + choices.below(3) - 1;
            case 2 -> Integer.MIN_VALUE + choices.below(3);
            case 3 -> Integer.MAX_VALUE - choices.below(3);
            case 4 -> choices.below(70_000);
            default -> (int) choices.bits() >> choices.below(32);
        };
    }

    static long i64(Choices choices) {
        return switch (choices.below(7)) {
            case 0 -> choices.below(20) - 4;
            case 1 -> (1L << choices.below(64)) + choices.below(3) - 1;
            case 2 -> Long.MIN_VALUE + choices.below(3);
            case 3 -> Long.MAX_VALUE - choices.below(3);
            case 4 -> i32(choices);
            case 5 -> Integer.toUnsignedLong(i32(choices));
            default -> choices.bits() >> choices.below(64);
        };
    }

    /** The bits of an f32. */
    static int f32(Choices choices) {
        return switch (choices.below(4)) {
            case 0 -> (int) choices.bits();
            case 1 -> Float.floatToRawIntBits(i32(choices));
            default -> FLOATS[choices.below(FLOATS.length)];
        };
    }

    /** The bits of an f64. */
    static long f64(Choices choices) {
        return switch (choices.below(5)) {
            case 0 -> choices.bits();
            case 1 -> Double.doubleToRawLongBits(i64(choices));
            case 2 -> Double.doubleToRawLongBits(Float.intBitsToFloat(f32(choices)));
            default -> DOUBLES[choices.below(DOUBLES.length)];
        };
    }

    /** Half of a v128, with lanes of any width. */
    static long half(Choices choices) {
        return switch (choices.below(5)) {
            case 0 -> i64(choices);
            case 1 -> i32(choices) & 0xFFFF_FFFFL | (long) i32(choices) << 32;
            case 2 -> f32(choices) & 0xFFFF_FFFFL | (long) f32(choices) << 32;
            case 3 -> f64(choices);
            default -> small(choices);
        };
    }

    /** Lanes of 8 or 16 bits, all limits, or all the same limit, where two operands meet most often. */
    private static long small(Choices choices) {
        boolean bytes = choices.oneIn(2);
        int bits = bytes ? Byte.SIZE : Short.SIZE;
        long limit = 1L << bits - 1;
        boolean same = choices.oneIn(2);
        long lane = limit;
        long half = 0;
        for (int i = 0; i < Long.SIZE / bits; i++) {
            if (i == 0 || !same) {
                lane = choices.oneIn(3) ? choices.bits() : choices.pick(List.of(0L, 1L, limit - 1, limit, limit, limit + 1, -1L));
            }
            half = half << bits | lane & (1L << bits) - 1;
        }
        return half;
    }
}
