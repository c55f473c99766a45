package dev.troupe.engine.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {
    @ParameterizedTest
    @CsvSource({
        "0, NAT", "1_000, NAT", "0xAb_c, NAT", "+0, INT", "-0x1, INT", "1., FLOAT", "1.5e-3, FLOAT", "1e3, FLOAT", "0x1.8p3, FLOAT",
        "0x1p+1, FLOAT", "inf, FLOAT", "-nan, FLOAT", "nan:0x1_2, FLOAT", "1_, RESERVED", "1__0, RESERVED", "_1, RESERVED",
        "0x, RESERVED", "1e, RESERVED", "1.e+, RESERVED", ".5, RESERVED", "0xg, RESERVED", "1a, RESERVED", "nan:1, RESERVED",
        "nan:0x, RESERVED", "+, RESERVED", "0x1.p, RESERVED", "1._5, RESERVED"
    })
    void literalsAreToldApart(String literal, TokenKind kind) {
        byte[] bytes = literal.getBytes(StandardCharsets.US_ASCII);
        assertEquals(kind, Numbers.classify(bytes, 0, bytes.length));
    }

    @ParameterizedTest
    @CsvSource({
        "0x1.fffffe8p0, 0x3FFFFFFF", // just below half way stays
        "0x1.fffffefp0, 0x3FFFFFFF",
        "0x1.ffffffp0, 0x40000000", // half way goes to even
        "0x1.000001p0, 0x3F800000",
        "0x1.0000010000000000000001p0, 0x3F800001",
        "0x1p-149, 0x00000001",
        "0x1p-150, 0x00000000",
        "0x1.000000001p-150, 0x00000001",
        "0x1.fffffep127, 0x7F7FFFFF",
        "0x0.000000000000000000000001p96, 0x3F800000",
        "-0x0p0, 0x80000000",
        "nan:0x200000, 0x7FA00000",
        "-inf, 0xFF800000",
        "1e-46, 0x00000000",
        "16777217, 0x4B800000"
    })
    void floatsRoundToNearestEven(String literal, String bits) {
        assertEquals(Integer.parseUnsignedInt(bits.substring(2), 16), Numbers.f32(literal));
    }

    @ParameterizedTest
    @CsvSource({"0x1p128", "0x1.ffffffp127", "3.5e38", "nan:0x0", "nan:0x800000", "0x1p99999999999999999999"})
    void floatsBeyondTheRangeAreNone(String literal) {
        assertNull(Numbers.f32(literal));
    }

    @Test
    void hexadecimalDoublesAgreeWithJava() {
        var random = new SplittableRandom(7);
        for (int i = 0; i < 20_000; i++) {
            String literal = "0x" + Long.toHexString(random.nextLong() >>> random.nextInt(64)) + "." + Long.toHexString(random.nextLong())
                    + "p" + random.nextInt(-1150, 900);
            assertEquals(Double.doubleToRawLongBits(Double.parseDouble(literal)), Numbers.f64(literal), literal);
        }
    }

    @Test
    void printedFloatsReadBackToTheSameBits() {
        var random = new SplittableRandom(8);
        for (int i = 0; i < 20_000; i++) {
            int single = random.nextInt();
            assertEquals(single, Numbers.f32(NumberPrinter.f32(single)), () -> NumberPrinter.f32(single));
            long bits = random.nextLong();
            assertEquals(bits, Numbers.f64(NumberPrinter.f64(bits)), () -> NumberPrinter.f64(bits));
        }
    }
}
