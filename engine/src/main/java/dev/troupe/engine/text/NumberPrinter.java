package dev.troupe.engine.text;

/** Number literals that read back to the same bits. */
final class NumberPrinter {
    private static final int F32_PAYLOAD = 0x7F_FFFF;
    private static final long F64_PAYLOAD = 0xF_FFFF_FFFF_FFFFL;

    private NumberPrinter() {}

    static String f32(int bits) {
        float value = Float.intBitsToFloat(bits);
        if (Float.isNaN(value)) {
            return nan(bits < 0, bits & F32_PAYLOAD, 0x40_0000);
        }
        return Float.isInfinite(value) ? infinity(value < 0) : trimmed(Float.toString(value));
    }

    static String f64(long bits) {
        double value = Double.longBitsToDouble(bits);
        if (Double.isNaN(value)) {
            return nan(bits < 0, bits & F64_PAYLOAD, 0x8_0000_0000_0000L);
        }
        return Double.isInfinite(value) ? infinity(value < 0) : trimmed(Double.toString(value));
    }

    private static String nan(boolean negative, long payload, long canonical) {
        return (negative ? "-nan" : "nan") + (payload == canonical ? "" : ":0x" + Long.toHexString(payload));
    }

    private static String infinity(boolean negative) {
        return negative ? "-inf" : "inf";
    }

    private static String trimmed(String number) {
        return number.endsWith(".0") ? number.substring(0, number.length() - 2) : number.replace('E', 'e').replace(".0e", "e");
    }
}
