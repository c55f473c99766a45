package dev.troupe.engine.runtime.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What takes lanes in variables of their own to longs, and what looks at the top bits of lanes only. */
class PackedLanesTest {
    private static final int ROUNDS = 3000;
    private final SplittableRandom random = new SplittableRandom(3);

    @Test
    void bitsAboveTheLanesDoNotCount() {
        for (int round = 0; round < ROUNDS; round++) {
            int[] lanes = IntStream.generate(random::nextInt).limit(8).toArray();
            assertEquals(packed(lanes, 8, 8),
                    I8x16.pack(lanes[0], lanes[1], lanes[2], lanes[3], lanes[4], lanes[5], lanes[6], lanes[7]));
            assertEquals(packed(lanes, 4, 16), I16x8.pack(lanes[0], lanes[1], lanes[2], lanes[3]));
            assertEquals(packed(lanes, 2, 32), I32x4.pack(lanes[0], lanes[1]));
        }
    }

    private static long packed(int[] lanes, int count, int width) {
        long packed = 0;
        for (int i = 0; i < count; i++) {
            packed |= (lanes[i] & -1L >>> 64 - width) << i * width;
        }
        return packed;
    }

    @Test
    void signsOfEqualLanesAreTheTopBitsOfTheMask() {
        for (int round = 0; round < ROUNDS; round++) {
            long a = Halves.random(random, 16);
            long b = random.nextBoolean() ? a ^ random.nextLong() & random.nextLong() & random.nextLong() : Halves.random(random, 16);
            assertEquals(I8x16.eq(a, b) & I8x16.SIGNS, I8x16.eq_signs(a, b));
            assertEquals(I16x8.eq(a, b) & I16x8.SIGNS, I16x8.eq_signs(a, b));
            assertEquals(I32x4.eq(a, b) & I32x4.SIGNS, I32x4.eq_signs(a, b));
        }
    }

    @Test
    void productsWithTheSameNumberInAllLanesAreAsOthers() {
        for (int round = 0; round < ROUNDS; round++) {
            long a = Halves.random(random, 16);
            long factor = Halves.random(random, 16) & 0xFFFF;
            long product = 0;
            for (int lane = 0; lane < 4; lane++) {
                product = Halves.with(product, lane, 16, Halves.unsigned(a, lane, 16) * factor);
            }
            assertEquals(product, I16x8.mul(a, I16x8.splat((int) factor)));
        }
    }

    @Test
    void lanesThatFitAreNarrowedAsOthers() {
        for (int round = 0; round < ROUNDS; round++) {
            long low = Halves.random(random, 16) & 0x00FF00FF00FF00FFL;
            long high = Halves.random(random, 16) & (random.nextBoolean() ? -1L : 0x00FF00FF00FF00FFL);
            long narrow = 0;
            for (int lane = 0; lane < 8; lane++) {
                long value = Math.clamp(Halves.signed(lane < 4 ? low : high, lane & 3, 16), 0, 255);
                narrow = Halves.with(narrow, lane, 8, value);
            }
            assertEquals(narrow, I8x16.narrow_i16x8_u(low, high));
        }
    }
}
