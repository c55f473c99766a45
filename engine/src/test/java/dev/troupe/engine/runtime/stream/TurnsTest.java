package dev.troupe.engine.runtime.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;

/** The numbers of turns, against loops that count them. */
class TurnsTest {
    private static final int[] NUMBERS = {0, 1, 2, 7, 16, 17, 100, -1, -2, -16, -100, Integer.MAX_VALUE, Integer.MAX_VALUE - 20,
        Integer.MIN_VALUE, Integer.MIN_VALUE + 20};

    /** Up to so many turns are enough to see. */
    private static final int MANY = 300;

    private static int count(int first, int second, int step, IntBinaryOperator holds) {
        int turns = 0;
        int a = first;
        while (turns < MANY && holds.applyAsInt(a, second) == 1) {
            turns++;
            a += step;
        }
        return turns;
    }

    private static long seen(long turns) {
        return Math.clamp(turns, 0, MANY);
    }

    /** An equality that is missed, or that comes after numbers have wrapped around, is nothing to count on. */
    @Test
    void neverMoreTurnsThanATestAllows() {
        for (int first : NUMBERS) {
            for (int second : NUMBERS) {
                for (int step : new int[] {1, 3, 16}) {
                    var text = first + " " + second + " by " + step;
                    check(text, Turns.less(first, second, step), first, second, step, (a, b) -> a < b ? 1 : 0);
                    check(text, Turns.lessUnsigned(first, second, step), first, second, step,
                            (a, b) -> Integer.compareUnsigned(a, b) < 0 ? 1 : 0);
                    check(text, Turns.notGreater(first, second, step), first, second, step, (a, b) -> a <= b ? 1 : 0);
                    check(text, Turns.notGreaterUnsigned(first, second, step), first, second, step,
                            (a, b) -> Integer.compareUnsigned(a, b) <= 0 ? 1 : 0);
                    check(text, Turns.notEqual(first, second, step), first, second, step, (a, b) -> a != b ? 1 : 0);
                    check(text, Turns.notEqual(first, second, -step), first, second, -step, (a, b) -> a != b ? 1 : 0);
                }
            }
        }
        assertThat(Turns.less(0, 64, 16)).isEqualTo(4);
        assertThat(Turns.less(-1, 64, 16)).isEqualTo(5);
        assertThat(Turns.lessUnsigned(-33, -1, 16)).isEqualTo(2);
        assertThat(Turns.notEqual(-64, 0, 16)).isEqualTo(4);
        assertThat(Turns.notEqual(5, 1, -1)).isEqualTo(4);
        assertThat(Turns.notEqual(4, 4, 1)).isZero();
        assertThat(Turns.notGreater(0, 32, 16)).isEqualTo(3);
    }

    private static void check(String text, long turns, int first, int second, int step, IntBinaryOperator holds) {
        assertThat(seen(turns)).as(text).isLessThanOrEqualTo(count(first, second, step, holds));
    }

    @Test
    void asManyTurnsAsAreInsideTheMemory() {
        assertThat(Turns.inside(100, 0, 16, 16, 160)).isEqualTo(10);
        assertThat(Turns.inside(100, 1, 16, 16, 160)).isEqualTo(9);
        assertThat(Turns.inside(3, 0, 16, 16, 160)).isEqualTo(3);
        assertThat(Turns.inside(100, 144, 16, 16, 160)).isEqualTo(1);
        assertThat(Turns.inside(100, 145, 16, 16, 160)).isZero();
        assertThat(Turns.inside(100, Integer.MAX_VALUE, 16, 16, 160)).isLessThan(1);
        assertThat(Turns.inside(100, -16, 16, 16, 160)).isZero();
    }

    @Test
    void asManyTurnsAsStoresAreOutOfTheWay() {
        assertThat(Turns.ordered(100, 50, 50, 0, 0, 16)).isEqualTo(100);
        assertThat(Turns.ordered(100, 50, 50, 1, 0, 16)).isLessThan(1);
        assertThat(Turns.ordered(100, 49, 50, 1, 0, 16)).isEqualTo(100);
        assertThat(Turns.ordered(100, 51, 50, 0, 0, 16)).isZero();
        assertThat(Turns.ordered(100, 50 + 160, 50, 0, 0, 16)).isEqualTo(10);
        assertThat(Turns.ordered(100, 0, Integer.MAX_VALUE, 0, 0, 16)).isEqualTo(100);
    }

    @Test
    void asManyTurnsAsTheLowerOfTwoStreamsIsBelow() {
        assertThat(Turns.apart(100, 500, 500 + 176, 0, 0, 16, 32)).isEqualTo(11);
        assertThat(Turns.apart(100, 500, 500 + 176, 16, 0, 16, 32)).isEqualTo(10);
        assertThat(Turns.apart(100, 500 + 176, 500, 0, 0, 16, 32)).isEqualTo(5);
        assertThat(Turns.apart(100, 500 + 176, 500, 0, 17, 16, 32)).isEqualTo(4);
        assertThat(Turns.apart(100, 500, 500, 0, 0, 16, 16)).isLessThan(1);
        assertThat(Turns.apart(100, 500, 500, 0, 4 - 64, 16, 64)).isLessThan(1);
    }

    /** Against what such a number does. */
    @Test
    void asManyTurnsAsARingHasLeft() {
        int mask = 255;
        int fixed = 0x300;
        for (int begin = 0; begin <= mask; begin++) {
            for (int step : new int[] {1, 7, 16, 48, 256, 300}) {
                int turns = 1;
                for (int number = begin; number + step <= mask; number += step) {
                    turns++;
                }
                assertThat(Turns.beforeEnd(MANY, fixed | begin, mask, fixed, step)).isEqualTo(turns);
            }
        }
        assertThat(Turns.beforeEnd(MANY, 0x200, mask, fixed, 16)).isZero();
        assertThat(Turns.beforeEnd(3, fixed, mask, fixed, 16)).isEqualTo(3);
    }

    @Test
    void aVectorIsUniformIfAllItsWordsAreEqual() {
        assertThat(Turns.uniform(0x1234567812345678L, 0x1234567812345678L)).isTrue();
        assertThat(Turns.uniform(0x1234567812345678L, 0x1234567812345679L)).isFalse();
        assertThat(Turns.uniform(0x1234567912345678L, 0x1234567912345678L)).isFalse();
        assertThat(Turns.pair(-1, 2)).isEqualTo(0x2FFFFFFFFL);
    }
}
