package dev.troupe.engine.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.troupe.engine.Engine;
import dev.troupe.engine.binary.ModuleEncoder;
import dev.troupe.engine.runtime.V128;
import dev.troupe.engine.text.TextParser;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Shuffles, whose code depends on their indices, against picking bytes one by one. */
class ShuffleTest {
    static Stream<int[]> patterns() {
        var random = new SplittableRandom(3);
        var named = Stream.<IntUnaryOperator>of(
                i -> i, // identity
                i -> 15 - i, // backwards
                i -> 31 - i,
                i -> i ^ 1,
                i -> i ^ 3,
                i -> i ^ 7,
                i -> (i & ~3) + (i + 1 & 3), // rotated lanes
                i -> (i & ~7) + (i + 3 & 7),
                i -> i + 8 & 15, // swapped halves
                i -> i / 4 * 4 + 4 & 15 | i & 3, // chacha's rotations of lanes
                i -> i / 2 + (i & 1) * 16, // zip
                i -> i / 2 + 8 + (i & 1) * 16,
                i -> 2 * i, // even bytes
                i -> 2 * i + 1,
                i -> i / 4 * 2 % 16 + (i & 1) + (i & 2) * 8,
                i -> 0, // a byte everywhere
                i -> i & 3,
                i -> i & 7,
                i -> i < 12 ? i : i + 16);
        var shifted = IntStream.range(0, 17).mapToObj(n -> (IntUnaryOperator) i -> i + n); // palignr
        var any = IntStream.range(0, 200).mapToObj(n -> (IntUnaryOperator) i -> random.nextInt(32));
        var sparse = IntStream.range(0, 50).mapToObj(n -> (IntUnaryOperator) i -> random.nextInt(8) > 0 ? i : random.nextInt(32));
        return Stream.of(named, shifted, any, sparse).flatMap(s -> s).map(f -> IntStream.range(0, 16).map(f).toArray());
    }

    @ParameterizedTest
    @MethodSource("patterns")
    void picksTheBytesNamed(int[] indices) {
        var list = Arrays.stream(indices).mapToObj(Integer::toString).collect(Collectors.joining(" "));
        var constant = new V128(0x0706050403020100L, 0x8F0E0D0C0B0A0908L);
        var text = "(module "
                + "(func (export \"both\") (param v128 v128) (result v128) (i8x16.shuffle " + list + " (local.get 0) (local.get 1)))"
                + "(func (export \"same\") (param v128) (result v128) (i8x16.shuffle " + list + " (local.get 0) (local.get 0)))"
                + "(func (export \"constant\") (param v128) (result v128) (i8x16.shuffle " + list + " (local.get 0)"
                + " (v128.const i64x2 " + constant.low() + " " + constant.high() + "))))";
        var instance = Engine.create().compile(ModuleEncoder.encode(TextParser.parse(text))).instantiate();
        var random = new SplittableRandom(indices[0]);
        for (int round = 0; round < 20; round++) {
            var a = new V128(random.nextLong(), random.nextLong());
            var b = new V128(random.nextLong(), random.nextLong());
            assertEquals(pick(indices, a, b), instance.invoke("both", a, b)[0]);
            assertEquals(pick(indices, a, a), instance.invoke("same", a)[0]);
            assertEquals(pick(indices, a, constant), instance.invoke("constant", a)[0]);
        }
    }

    private static V128 pick(int[] indices, V128 a, V128 b) {
        var from = buffer(32).putLong(a.low()).putLong(a.high()).putLong(b.low()).putLong(b.high());
        var to = buffer(16);
        for (int index : indices) {
            to.put(from.get(index));
        }
        return new V128(to.getLong(0), to.getLong(8));
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
