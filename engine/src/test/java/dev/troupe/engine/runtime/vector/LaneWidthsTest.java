package dev.troupe.engine.runtime.vector;

import static dev.troupe.engine.runtime.vector.Halves.signed;
import static dev.troupe.engine.runtime.vector.Halves.unsigned;
import static dev.troupe.engine.runtime.vector.Halves.with;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Methods that change the width of lanes, against the definition lane by lane. */
class LaneWidthsTest {
    private SplittableRandom random;
    private long a;
    private long b;

    private void next(RepetitionInfo info, int width) {
        random = new SplittableRandom(info.getCurrentRepetition() * 31L + width);
        a = Halves.random(random, width);
        b = Halves.random(random, width);
    }

    @RepeatedTest(200)
    void widening(RepetitionInfo info) {
        for (int width = 8; width < 64; width *= 2) {
            next(info, width);
            long[] expected = new long[6];
            for (int lane = 0; lane < 32 / width; lane++) {
                long[] values = {
                    signed(a, lane, width),
                    unsigned(a, lane, width),
                    signed(a, lane, width) * signed(b, lane, width),
                    unsigned(a, lane, width) * unsigned(b, lane, width),
                    signed(a, 2 * lane, width) + signed(a, 2 * lane + 1, width),
                    unsigned(a, 2 * lane, width) + unsigned(a, 2 * lane + 1, width)
                };
                for (int i = 0; i < values.length; i++) {
                    expected[i] = with(expected[i], lane, 2 * width, values[i]);
                }
            }
            assertEquals(expected[0], extendSigned(width));
            assertEquals(expected[1], extendUnsigned(width));
            assertEquals(expected[2], multiplySigned(width));
            assertEquals(expected[3], multiplyUnsigned(width));
            if (width < 32) {
                assertEquals(expected[4], width == 8 ? I16x8.extadd_pairwise_i8x16_s(a) : I32x4.extadd_pairwise_i16x8_s(a));
                assertEquals(expected[5], width == 8 ? I16x8.extadd_pairwise_i8x16_u(a) : I32x4.extadd_pairwise_i16x8_u(a));
            }
        }
    }

    private long extendSigned(int width) {
        return width == 8 ? I16x8.extend_i8x16_s(a) : width == 16 ? I32x4.extend_i16x8_s(a) : I64x2.extend_i32x4_s(a);
    }

    private long extendUnsigned(int width) {
        return width == 8 ? I16x8.extend_i8x16_u(a) : width == 16 ? I32x4.extend_i16x8_u(a) : I64x2.extend_i32x4_u(a);
    }

    private long multiplySigned(int width) {
        return width == 8 ? I16x8.extmul_i8x16_s(a, b) : width == 16 ? I32x4.extmul_i16x8_s(a, b) : I64x2.extmul_i32x4_s(a, b);
    }

    private long multiplyUnsigned(int width) {
        return width == 8 ? I16x8.extmul_i8x16_u(a, b) : width == 16 ? I32x4.extmul_i16x8_u(a, b) : I64x2.extmul_i32x4_u(a, b);
    }

    @RepeatedTest(200)
    void narrowing(RepetitionInfo info) {
        for (int width = 16; width <= 32; width *= 2) {
            next(info, width);
            int narrow = width / 2;
            long expectedSigned = 0;
            long expectedUnsigned = 0;
            int half = 64 / width;
            for (int lane = 0; lane < 2 * half; lane++) {
                long value = signed(lane < half ? a : b, lane % half, width);
                expectedSigned = with(expectedSigned, lane, narrow, Math.clamp(value, -1L << narrow - 1, (1L << narrow - 1) - 1));
                expectedUnsigned = with(expectedUnsigned, lane, narrow, Math.clamp(value, 0, (1L << narrow) - 1));
            }
            assertEquals(expectedSigned, width == 16 ? I8x16.narrow_i16x8_s(a, b) : I16x8.narrow_i32x4_s(a, b));
            assertEquals(expectedUnsigned, width == 16 ? I8x16.narrow_i16x8_u(a, b) : I16x8.narrow_i32x4_u(a, b));
        }
    }

    @RepeatedTest(200)
    void dotProducts(RepetitionInfo info) {
        next(info, 16);
        long dot = 0;
        long relaxed = 0;
        long added = 0;
        long c = random.nextLong();
        for (int lane = 0; lane < 2; lane++) {
            dot = with(dot, lane, 32,
                    signed(a, 2 * lane, 16) * signed(b, 2 * lane, 16) + signed(a, 2 * lane + 1, 16) * signed(b, 2 * lane + 1, 16));
        }
        for (int lane = 0; lane < 4; lane++) {
            relaxed = with(relaxed, lane, 16,
                    signed(a, 2 * lane, 8) * signed(b, 2 * lane, 8) + signed(a, 2 * lane + 1, 8) * signed(b, 2 * lane + 1, 8));
        }
        for (int lane = 0; lane < 2; lane++) {
            added = with(added, lane, 32, signed(relaxed, 2 * lane, 16) + signed(relaxed, 2 * lane + 1, 16) + signed(c, lane, 32));
        }
        assertEquals(dot, I32x4.dot_i16x8_s(a, b));
        assertEquals(relaxed, I16x8.relaxed_dot_i8x16_i7x16_s(a, b));
        assertEquals(added, I32x4.relaxed_dot_i8x16_i7x16_add_s(a, b, c));
    }

    @RepeatedTest(200)
    void swizzling(RepetitionInfo info) {
        next(info, 8);
        long indices = random.nextLong() & (random.nextBoolean() ? 0x1F1F1F1F1F1F1F1FL : -1L);
        long expected = 0;
        for (int lane = 0; lane < 8; lane++) {
            int index = (int) unsigned(indices, lane, 8);
            expected = with(expected, lane, 8, index > 15 ? 0 : unsigned(index < 8 ? a : b, index & 7, 8));
        }
        assertEquals(expected, I8x16.swizzle(a, b, indices));
        assertEquals(expected, I8x16.swizzle(I8x16.pairs(null, "pairs", char[].class, a, b), indices));
    }
}
