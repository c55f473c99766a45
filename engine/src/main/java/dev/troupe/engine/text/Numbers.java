package dev.troupe.engine.text;

import java.math.BigInteger;

/** Number literals (spec 6.3.1, 6.3.2): which characters form one, and which value it has. */
final class Numbers {
    private Numbers() {}

    /** {@link TokenKind#NAT}, {@code INT} or {@code FLOAT}, or {@code RESERVED} for what is no number. */
    static TokenKind classify(byte[] s, int start, int end) {
        int i = start;
        boolean signed = s[i] == '+' || s[i] == '-';
        if (signed) {
            i++;
        }
        if (isWord(s, i, end, "inf") || isWord(s, i, end, "nan")) {
            return TokenKind.FLOAT;
        }
        if (end - i > 6 && isWord(s, i, i + 6, "nan:0x")) {
            return isHexDigits(s, i + 6, end) ? TokenKind.FLOAT : TokenKind.RESERVED;
        }
        boolean hex = end - i > 2 && s[i] == '0' && s[i + 1] == 'x';
        int radix = hex ? 16 : 10;
        i = digits(s, hex ? i + 2 : i, end, radix);
        if (i < 0) {
            return TokenKind.RESERVED;
        }
        if (i == end) {
            return signed ? TokenKind.INT : TokenKind.NAT;
        }
        return isFraction(s, i, end, radix) ? TokenKind.FLOAT : TokenKind.RESERVED;
    }

    private static boolean isFraction(byte[] s, int start, int end, int radix) {
        int i = start;
        if (s[i] == '.') {
            i++;
            if (i < end && Character.digit(s[i], radix) >= 0) {
                i = digits(s, i, end, radix);
            }
        }
        if (i < 0 || i == end) {
            return i == end;
        }
        int exponent = s[i] | 0x20;
        if (exponent != (radix == 16 ? 'p' : 'e')) {
            return false;
        }
        i++;
        if (i < end && (s[i] == '+' || s[i] == '-')) {
            i++;
        }
        return digits(s, i, end, 10) == end;
    }

    static boolean isHexDigits(byte[] s, int start, int end) {
        return digits(s, start, end, 16) == end;
    }

    /** The end of the digits (with single underscores between) from {@code start}; -1 if there is none. */
    private static int digits(byte[] s, int start, int end, int radix) {
        int i = start;
        boolean digit = false;
        while (i < end) {
            if (Character.digit(s[i], radix) >= 0) {
                digit = true;
            } else if (s[i] == '_' && digit) {
                digit = false;
            } else {
                break;
            }
            i++;
        }
        return digit ? i : -1;
    }

    private static boolean isWord(byte[] s, int start, int end, String word) {
        if (end - start != word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (s[start + i] != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The value of a literal of kind NAT or INT as an exact integer. */
    static BigInteger integer(String literal) {
        var text = literal.replace("_", "");
        boolean negative = text.charAt(0) == '-';
        if (negative || text.charAt(0) == '+') {
            text = text.substring(1);
        }
        var value = text.startsWith("0x") ? new BigInteger(text.substring(2), 16) : new BigInteger(text);
        return negative ? value.negate() : value;
    }

    /** Whether the value has a representation, signed or unsigned, in that many bits. */
    static boolean fits(BigInteger value, int bits) {
        return value.signum() >= 0 ? value.bitLength() <= bits : value.bitLength() <= bits - 1;
    }

    /** Whether the value has an unsigned representation in that many bits. */
    static boolean fitsUnsigned(BigInteger value, int bits) {
        return value.signum() >= 0 && value.bitLength() <= bits;
    }

    /** The bits of a 32-bit float literal, or null if it is out of range. */
    static Integer f32(String literal) {
        Long bits = floatBits(literal, 24, 8);
        return bits == null ? null : Integer.valueOf((int) (long) bits);
    }

    /** The bits of a 64-bit float literal, or null if it is out of range. */
    static Long f64(String literal) {
        return floatBits(literal, 53, 11);
    }

    private static Long floatBits(String literal, int precision, int exponentBits) {
        var text = literal.replace("_", "");
        boolean negative = text.charAt(0) == '-';
        if (negative || text.charAt(0) == '+') {
            text = text.substring(1);
        }
        Long magnitude = magnitude(text, precision, exponentBits);
        return magnitude == null ? null : Long.valueOf(negative ? magnitude | 1L << precision + exponentBits - 1 : magnitude);
    }

    private static Long magnitude(String text, int precision, int exponentBits) {
        long infinity = (1L << exponentBits) - 1 << precision - 1;
        if (text.equals("inf")) {
            return infinity;
        }
        if (text.equals("nan")) {
            return infinity | 1L << precision - 2;
        }
        if (text.startsWith("nan:0x")) {
            var payload = new BigInteger(text.substring(6), 16);
            boolean inRange = payload.signum() > 0 && payload.bitLength() < precision;
            return inRange ? Long.valueOf(infinity | payload.longValue()) : null;
        }
        long bits;
        if (text.startsWith("0x")) {
            bits = hexFloat(text.substring(2), precision, exponentBits);
        } else if (precision == 24) {
            bits = Float.floatToRawIntBits(Float.parseFloat(text));
        } else {
            bits = Double.doubleToRawLongBits(Double.parseDouble(text));
        }
        return bits == infinity ? null : Long.valueOf(bits);
    }

    /** Rounds a hexadecimal literal to nearest, ties to even, in one step. */
    private static long hexFloat(String text, int precision, int exponentBits) {
        int p = Math.max(text.indexOf('p'), text.indexOf('P'));
        var digits = p < 0 ? text : text.substring(0, p);
        long exponent = p < 0 ? 0 : clampedExponent(text.substring(p + 1));
        int dot = digits.indexOf('.');
        if (dot >= 0) {
            exponent -= 4L * (digits.length() - dot - 1);
            digits = digits.substring(0, dot) + digits.substring(dot + 1);
        }
        var mantissa = new BigInteger(digits, 16);
        if (mantissa.signum() == 0) {
            return 0;
        }
        long bias = (1L << exponentBits - 1) - 1;
        long minExponent = 1 - bias - (precision - 1);
        long drop = Math.max(mantissa.bitLength() - precision, minExponent - exponent);
        if (drop > mantissa.bitLength() + 1) {
            return 0;
        }
        if (drop > 0) {
            mantissa = roundedShift(mantissa, (int) drop);
            exponent += drop;
        }
        if (mantissa.signum() == 0) {
            return 0;
        }
        int shift = precision - mantissa.bitLength();
        if (shift < 0) {
            mantissa = mantissa.shiftRight(1);
            exponent++;
        } else {
            long left = Math.min(shift, exponent - minExponent);
            mantissa = mantissa.shiftLeft((int) left);
            exponent -= left;
        }
        boolean normal = mantissa.bitLength() == precision;
        long biased = normal ? exponent - minExponent + 1 : 0;
        if (biased >= (1L << exponentBits) - 1) {
            return (1L << exponentBits) - 1 << precision - 1;
        }
        return biased << precision - 1 | mantissa.longValue() & (1L << precision - 1) - 1;
    }

    private static BigInteger roundedShift(BigInteger value, int bits) {
        var result = value.shiftRight(bits);
        boolean half = value.testBit(bits - 1);
        boolean more = half && value.getLowestSetBit() < bits - 1;
        return half && (more || result.testBit(0)) ? result.add(BigInteger.ONE) : result;
    }

    private static long clampedExponent(String text) {
        var value = new BigInteger(text.startsWith("+") ? text.substring(1) : text);
        var limit = BigInteger.valueOf(1L << 40);
        return value.max(limit.negate()).min(limit).longValue();
    }
}
