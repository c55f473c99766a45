package dev.troupe.engine.runtime;

/**
 * The numeric instructions that are not one JVM instruction, one method each, named like it (spec 4.3.2, 4.3.3). HotSpot inlines
 * them; the JDK methods they use are intrinsics.
 */
public final class Numeric {
    private static final double TWO_63 = 0x1p63;

    private Numeric() {}

    private static Trap trap(TrapKind kind) {
        return new Trap(kind);
    }

    // Division

    public static int i32_div_s(int a, int b) {
        if (b == 0) {
            throw trap(TrapKind.INTEGER_DIVIDE_BY_ZERO);
        }
        if (b == -1 && a == Integer.MIN_VALUE) {
            throw trap(TrapKind.INTEGER_OVERFLOW);
        }
        return a / b;
    }

    public static int i32_div_u(int a, int b) {
        if (b == 0) {
            throw trap(TrapKind.INTEGER_DIVIDE_BY_ZERO);
        }
        return Integer.divideUnsigned(a, b);
    }

    public static int i32_rem_s(int a, int b) {
        if (b == 0) {
            throw trap(TrapKind.INTEGER_DIVIDE_BY_ZERO);
        }
        return a % b;
    }

    public static int i32_rem_u(int a, int b) {
        if (b == 0) {
            throw trap(TrapKind.INTEGER_DIVIDE_BY_ZERO);
        }
        return Integer.remainderUnsigned(a, b);
    }

    public static long i64_div_s(long a, long b) {
        if (b == 0) {
            throw trap(TrapKind.INTEGER_DIVIDE_BY_ZERO);
        }
        if (b == -1 && a == Long.MIN_VALUE) {
            throw trap(TrapKind.INTEGER_OVERFLOW);
        }
        return a / b;
    }

    public static long i64_div_u(long a, long b) {
        if (b == 0) {
            throw trap(TrapKind.INTEGER_DIVIDE_BY_ZERO);
        }
        return Long.divideUnsigned(a, b);
    }

    public static long i64_rem_s(long a, long b) {
        if (b == 0) {
            throw trap(TrapKind.INTEGER_DIVIDE_BY_ZERO);
        }
        return a % b;
    }

    public static long i64_rem_u(long a, long b) {
        if (b == 0) {
            throw trap(TrapKind.INTEGER_DIVIDE_BY_ZERO);
        }
        return Long.remainderUnsigned(a, b);
    }

    // Counting and rotating

    public static long i64_clz(long a) {
        return Long.numberOfLeadingZeros(a);
    }

    public static long i64_ctz(long a) {
        return Long.numberOfTrailingZeros(a);
    }

    public static long i64_popcnt(long a) {
        return Long.bitCount(a);
    }

    public static long i64_rotl(long a, long b) {
        return Long.rotateLeft(a, (int) b);
    }

    public static long i64_rotr(long a, long b) {
        return Long.rotateRight(a, (int) b);
    }

    // Choices by comparisons, as long numbers: C2 knows the lesser and the greater of these

    public static int minUnsigned(int a, int b) {
        return (int) Math.min(Integer.toUnsignedLong(a), Integer.toUnsignedLong(b));
    }

    public static int maxUnsigned(int a, int b) {
        return (int) Math.max(Integer.toUnsignedLong(a), Integer.toUnsignedLong(b));
    }

    // Comparisons as values

    public static int i32_lt_u(int a, int b) {
        return Integer.compareUnsigned(a, b) < 0 ? 1 : 0;
    }

    public static int i32_gt_u(int a, int b) {
        return Integer.compareUnsigned(a, b) > 0 ? 1 : 0;
    }

    public static int i32_le_u(int a, int b) {
        return Integer.compareUnsigned(a, b) <= 0 ? 1 : 0;
    }

    public static int i32_ge_u(int a, int b) {
        return Integer.compareUnsigned(a, b) >= 0 ? 1 : 0;
    }

    public static int i32_lt_s(int a, int b) {
        return a < b ? 1 : 0;
    }

    public static int i32_gt_s(int a, int b) {
        return a > b ? 1 : 0;
    }

    public static int i32_le_s(int a, int b) {
        return a <= b ? 1 : 0;
    }

    public static int i32_ge_s(int a, int b) {
        return a >= b ? 1 : 0;
    }

    public static int i32_eq(int a, int b) {
        return a == b ? 1 : 0;
    }

    public static int i32_ne(int a, int b) {
        return a != b ? 1 : 0;
    }

    public static int i32_eqz(int a) {
        return a == 0 ? 1 : 0;
    }

    public static int ref_is_null(Object a) {
        return a == null ? 1 : 0;
    }

    public static int i64_lt_u(long a, long b) {
        return Long.compareUnsigned(a, b) < 0 ? 1 : 0;
    }

    public static int i64_gt_u(long a, long b) {
        return Long.compareUnsigned(a, b) > 0 ? 1 : 0;
    }

    public static int i64_le_u(long a, long b) {
        return Long.compareUnsigned(a, b) <= 0 ? 1 : 0;
    }

    public static int i64_ge_u(long a, long b) {
        return Long.compareUnsigned(a, b) >= 0 ? 1 : 0;
    }

    public static int i64_lt_s(long a, long b) {
        return a < b ? 1 : 0;
    }

    public static int i64_gt_s(long a, long b) {
        return a > b ? 1 : 0;
    }

    public static int i64_le_s(long a, long b) {
        return a <= b ? 1 : 0;
    }

    public static int i64_ge_s(long a, long b) {
        return a >= b ? 1 : 0;
    }

    public static int i64_eq(long a, long b) {
        return a == b ? 1 : 0;
    }

    public static int i64_ne(long a, long b) {
        return a != b ? 1 : 0;
    }

    public static int i64_eqz(long a) {
        return a == 0 ? 1 : 0;
    }

    public static int f32_eq(float a, float b) {
        return a == b ? 1 : 0;
    }

    public static int f32_ne(float a, float b) {
        return a != b ? 1 : 0;
    }

    public static int f32_lt(float a, float b) {
        return a < b ? 1 : 0;
    }

    public static int f32_gt(float a, float b) {
        return a > b ? 1 : 0;
    }

    public static int f32_le(float a, float b) {
        return a <= b ? 1 : 0;
    }

    public static int f32_ge(float a, float b) {
        return a >= b ? 1 : 0;
    }

    public static int f64_eq(double a, double b) {
        return a == b ? 1 : 0;
    }

    public static int f64_ne(double a, double b) {
        return a != b ? 1 : 0;
    }

    public static int f64_lt(double a, double b) {
        return a < b ? 1 : 0;
    }

    public static int f64_gt(double a, double b) {
        return a > b ? 1 : 0;
    }

    public static int f64_le(double a, double b) {
        return a <= b ? 1 : 0;
    }

    public static int f64_ge(double a, double b) {
        return a >= b ? 1 : 0;
    }

    // Floating point; x + x makes a NaN quiet as the specification asks

    public static float f32_abs(float a) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(a) & 0x7FFFFFFF);
    }

    public static float f32_neg(float a) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(a) ^ 0x80000000);
    }

    public static float f32_ceil(float a) {
        return a != a ? a + a : (float) Math.ceil(a);
    }

    public static float f32_floor(float a) {
        return a != a ? a + a : (float) Math.floor(a);
    }

    public static float f32_trunc(float a) {
        return a != a ? a + a : (float) (a < 0 ? Math.ceil(a) : Math.floor(a));
    }

    public static float f32_nearest(float a) {
        return a != a ? a + a : (float) Math.rint(a);
    }

    public static float f32_sqrt(float a) {
        return (float) Math.sqrt(a);
    }

    public static float f32_min(float a, float b) {
        return a != a || b != b ? a + b : Math.min(a, b);
    }

    public static float f32_max(float a, float b) {
        return a != a || b != b ? a + b : Math.max(a, b);
    }

    public static float f32_copysign(float a, float b) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(a) & 0x7FFFFFFF | Float.floatToRawIntBits(b) & 0x80000000);
    }

    public static double f64_abs(double a) {
        return Double.longBitsToDouble(Double.doubleToRawLongBits(a) & Long.MAX_VALUE);
    }

    public static double f64_neg(double a) {
        return Double.longBitsToDouble(Double.doubleToRawLongBits(a) ^ Long.MIN_VALUE);
    }

    public static double f64_ceil(double a) {
        return a != a ? a + a : Math.ceil(a);
    }

    public static double f64_floor(double a) {
        return a != a ? a + a : Math.floor(a);
    }

    public static double f64_trunc(double a) {
        return a != a ? a + a : a < 0 ? Math.ceil(a) : Math.floor(a);
    }

    public static double f64_nearest(double a) {
        return a != a ? a + a : Math.rint(a);
    }

    public static double f64_sqrt(double a) {
        return Math.sqrt(a);
    }

    public static double f64_min(double a, double b) {
        return a != a || b != b ? a + b : Math.min(a, b);
    }

    public static double f64_max(double a, double b) {
        return a != a || b != b ? a + b : Math.max(a, b);
    }

    public static double f64_copysign(double a, double b) {
        return Double.longBitsToDouble(Double.doubleToRawLongBits(a) & Long.MAX_VALUE | Double.doubleToRawLongBits(b) & Long.MIN_VALUE);
    }

    // Conversions

    public static int i32_trunc_f32_s(float a) {
        return i32_trunc_f64_s(a);
    }

    public static int i32_trunc_f32_u(float a) {
        return i32_trunc_f64_u(a);
    }

    public static int i32_trunc_f64_s(double a) {
        if (a > -2147483649.0 && a < 2147483648.0) {
            return (int) a;
        }
        throw notAnInteger(a);
    }

    public static int i32_trunc_f64_u(double a) {
        if (a > -1.0 && a < 4294967296.0) {
            return (int) (long) a;
        }
        throw notAnInteger(a);
    }

    public static long i64_trunc_f32_s(float a) {
        return i64_trunc_f64_s(a);
    }

    public static long i64_trunc_f32_u(float a) {
        return i64_trunc_f64_u(a);
    }

    public static long i64_trunc_f64_s(double a) {
        if (a >= -TWO_63 && a < TWO_63) {
            return (long) a;
        }
        throw notAnInteger(a);
    }

    public static long i64_trunc_f64_u(double a) {
        if (a > -1.0 && a < 2 * TWO_63) {
            return unsigned(a);
        }
        throw notAnInteger(a);
    }

    private static long unsigned(double a) {
        return a < TWO_63 ? (long) a : (long) (a - TWO_63) ^ Long.MIN_VALUE;
    }

    private static Trap notAnInteger(double a) {
        return trap(a != a ? TrapKind.INVALID_CONVERSION_TO_INTEGER : TrapKind.INTEGER_OVERFLOW);
    }

    public static int i32_trunc_sat_f32_u(float a) {
        return i32_trunc_sat_f64_u(a);
    }

    public static int i32_trunc_sat_f64_u(double a) {
        return (int) Math.max(0L, Math.min((long) a, 0xFFFFFFFFL));
    }

    public static long i64_trunc_sat_f32_u(float a) {
        return i64_trunc_sat_f64_u(a);
    }

    public static long i64_trunc_sat_f64_u(double a) {
        if (!(a > 0)) {
            return 0;
        }
        return a >= 2 * TWO_63 ? -1 : unsigned(a);
    }

    public static float f32_convert_i32_u(int a) {
        return a & 0xFFFFFFFFL;
    }

    public static double f64_convert_i32_u(int a) {
        return a & 0xFFFFFFFFL;
    }

    public static float f32_convert_i64_u(long a) {
        return a >= 0 ? a : (float) (a >>> 1 | a & 1) * 2;
    }

    public static double f64_convert_i64_u(long a) {
        return a >= 0 ? a : (double) (a >>> 1 | a & 1) * 2;
    }

    // Wide arithmetic: the low halves; the high ones are in Math and below

    /** The high half of a 128-bit sum; low halves first. */
    public static long add128High(long aLow, long aHigh, long bLow, long bHigh) {
        return aHigh + bHigh + (Long.compareUnsigned(aLow + bLow, aLow) < 0 ? 1 : 0);
    }

    /** The high half of a 128-bit difference; low halves first. */
    public static long sub128High(long aLow, long aHigh, long bLow, long bHigh) {
        return aHigh - bHigh - (Long.compareUnsigned(aLow, bLow) < 0 ? 1 : 0);
    }
}
