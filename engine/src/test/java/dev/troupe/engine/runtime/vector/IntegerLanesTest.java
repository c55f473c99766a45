package dev.troupe.engine.runtime.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongBinaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every method that treats lanes alike, against its lane's definition (spec 4.3.2) applied lane by lane. */
class IntegerLanesTest {
    private static final int ROUNDS = 3000;

    private record Shape(Class<?> type, int width) {
        long min() {
            return -1L << width - 1;
        }

        long max() {
            return ~min();
        }

        long unsignedMax() {
            return -1L >>> 64 - width;
        }

        long clamp(long value) {
            return Math.clamp(value, min(), max());
        }

        long clampUnsigned(long value) {
            return Math.clamp(value, 0, unsignedMax());
        }
    }

    private static final List<Shape> SHAPES = List.of(new Shape(I8x16.class, 8), new Shape(I16x8.class, 16), new Shape(I32x4.class, 32),
            new Shape(I64x2.class, 64));

    /** @param parameters the number of longs, or 0 for a vector and a shift count */
    record Row(Shape shape, String method, int parameters, boolean signed, LongBinaryOperator lane) {
        @Override
        public String toString() {
            return shape.type.getSimpleName() + "." + method;
        }
    }

    static Stream<Row> rows() {
        return SHAPES.stream().flatMap(IntegerLanesTest::rows);
    }

    private static Stream<Row> rows(Shape s) {
        int width = s.width;
        var all = Stream.of(
                new Row(s, "add", 2, true, (a, b) -> a + b),
                new Row(s, "sub", 2, true, (a, b) -> a - b),
                new Row(s, "mul", 2, true, (a, b) -> a * b),
                new Row(s, "neg", 1, true, (a, b) -> -a),
                new Row(s, "abs", 1, true, (a, b) -> Math.abs(a)),
                new Row(s, "eq", 2, true, (a, b) -> a == b ? -1 : 0),
                new Row(s, "ne", 2, true, (a, b) -> a != b ? -1 : 0),
                new Row(s, "lt_s", 2, true, (a, b) -> a < b ? -1 : 0),
                new Row(s, "gt_s", 2, true, (a, b) -> a > b ? -1 : 0),
                new Row(s, "le_s", 2, true, (a, b) -> a <= b ? -1 : 0),
                new Row(s, "ge_s", 2, true, (a, b) -> a >= b ? -1 : 0),
                new Row(s, "shl", 0, false, (a, b) -> a << (b & width - 1)),
                new Row(s, "shr_s", 0, true, (a, b) -> a >> (b & width - 1)),
                new Row(s, "shr_u", 0, false, (a, b) -> a >>> (b & width - 1)));
        var notOfLongs = Stream.of(
                new Row(s, "lt_u", 2, false, (a, b) -> a < b ? -1 : 0),
                new Row(s, "gt_u", 2, false, (a, b) -> a > b ? -1 : 0),
                new Row(s, "le_u", 2, false, (a, b) -> a <= b ? -1 : 0),
                new Row(s, "ge_u", 2, false, (a, b) -> a >= b ? -1 : 0),
                new Row(s, "min_s", 2, true, Math::min),
                new Row(s, "max_s", 2, true, Math::max),
                new Row(s, "min_u", 2, false, Math::min),
                new Row(s, "max_u", 2, false, Math::max));
        var ofSmall = Stream.of(
                new Row(s, "add_sat_s", 2, true, (a, b) -> s.clamp(a + b)),
                new Row(s, "sub_sat_s", 2, true, (a, b) -> s.clamp(a - b)),
                new Row(s, "add_sat_u", 2, false, (a, b) -> s.clampUnsigned(a + b)),
                new Row(s, "sub_sat_u", 2, false, (a, b) -> s.clampUnsigned(a - b)),
                new Row(s, "avgr_u", 2, false, (a, b) -> (a + b + 1) / 2));
        var ofOne = switch (width) {
            case 8 -> Stream.of(new Row(s, "popcnt", 1, false, (a, b) -> Long.bitCount(a)));
            case 16 -> Stream.of(new Row(s, "q15mulr_sat_s", 2, true, (a, b) -> s.clamp(a * b + 0x4000 >> 15)));
            default -> Stream.<Row>empty();
        };
        return Stream.of(all, width < 64 ? notOfLongs : Stream.<Row>empty(), width < 32 ? ofSmall : Stream.<Row>empty(), ofOne)
                .flatMap(rows -> rows)
                .filter(row -> width != 8 || !row.method.equals("mul"));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void everyLaneIsAsDefined(Row row) throws Throwable {
        var method = find(row);
        int width = row.shape.width;
        var random = new SplittableRandom(row.toString().hashCode());
        for (int round = 0; round < ROUNDS; round++) {
            long a = Halves.random(random, width);
            long b = Halves.random(random, width);
            int count = random.nextInt(-200, 200);
            long expected = 0;
            for (int lane = 0; lane < 64 / width; lane++) {
                long other = row.parameters == 0 ? count : lane(row, b, lane);
                expected = Halves.with(expected, lane, width, row.lane.applyAsLong(lane(row, a, lane), other));
            }
            long actual = switch (row.parameters) {
                case 0 -> (long) method.invokeExact(a, count);
                case 1 -> (long) method.invokeExact(a);
                default -> (long) method.invokeExact(a, b);
            };
            var operands = Long.toHexString(a) + ", " + Long.toHexString(b);
            assertEquals(Long.toHexString(expected), Long.toHexString(actual), row + " of " + operands);
        }
    }

    private static long lane(Row row, long half, int lane) {
        return row.signed ? Halves.signed(half, lane, row.shape.width) : Halves.unsigned(half, lane, row.shape.width);
    }

    private static MethodHandle find(Row row) throws ReflectiveOperationException {
        var type = switch (row.parameters) {
            case 0 -> MethodType.methodType(long.class, long.class, int.class);
            case 1 -> MethodType.methodType(long.class, long.class);
            default -> MethodType.methodType(long.class, long.class, long.class);
        };
        return MethodHandles.lookup().findStatic(row.shape.type, row.method, type);
    }

    static Stream<Shape> shapes() {
        return SHAPES.stream();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void numbersOfWholeVectors(Shape shape) throws Throwable {
        var type = MethodType.methodType(int.class, long.class, long.class);
        var allTrue = MethodHandles.lookup().findStatic(shape.type, "all_true", type);
        var bitmask = MethodHandles.lookup().findStatic(shape.type, "bitmask", type);
        int half = 64 / shape.width;
        var random = new SplittableRandom(shape.width);
        for (int round = 0; round < ROUNDS; round++) {
            long low = Halves.random(random, shape.width);
            long high = Halves.random(random, shape.width);
            int truth = 1;
            int mask = 0;
            for (int lane = 0; lane < 2 * half; lane++) {
                long value = Halves.signed(lane < half ? low : high, lane % half, shape.width);
                truth &= value == 0 ? 0 : 1;
                mask |= value < 0 ? 1 << lane : 0;
            }
            assertEquals(truth, (int) allTrue.invokeExact(low, high));
            assertEquals(mask, (int) bitmask.invokeExact(low, high));
        }
    }
}
