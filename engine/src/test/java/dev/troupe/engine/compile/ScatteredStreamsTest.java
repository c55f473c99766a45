package dev.troupe.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.engine.Engine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Turns that are done at once where streams have different steps, and where words are made of any bytes of what a turn loads. */
class ScatteredStreamsTest {
    private static final int PAGE = 65536;

    private Random random;

    /** A loop that goes $n times through a body and adds to $x, $y and $out at the end of each turn. */
    static String module(String locals, String body, int x, int y, int out) {
        return module(locals, body, x, y, "(i32.add (local.get $out) (i32.const " + out + "))");
    }

    private static String module(String locals, String body, int x, int y, String out) {
        return "(module (memory (export \"memory\") 1)\n(func (export \"f\") (param $x i32) (param $y i32) (param $out i32) (param $n i32)"
                + "(result i32 i32 i32) (local $s v128) (local $a v128) (local $b v128) (local $c v128) (local $k v128)" + locals
                + "(loop $l " + body + "(local.set $x (i32.add (local.get $x) (i32.const " + x + ")))"
                + "(local.set $y (i32.add (local.get $y) (i32.const " + y + ")))(local.set $out " + out + ")"
                + "(br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))"
                + "(i32.add (i32x4.extract_lane 0 (local.get $s)) (i32.mul (i32.const 31) (i32x4.extract_lane 1 (local.get $s))))"
                + "(i32.add (i32x4.extract_lane 2 (local.get $s)) (i32.mul (i32.const 31) (i32x4.extract_lane 3 (local.get $s))))"
                + "(i32.add (local.get $x) (i32.mul (i32.const 31) (i32.add (local.get $y) (i32.mul (i32.const 31) (local.get $out)))))))";
    }

    /** Whether turns of the loop are done at once; then that the same comes of it. */
    static boolean same(String module, Object[]... calls) {
        var compiled = Engine.create().compileText(module);
        var once = compiled.instantiate();
        var oneByOne = StreamLoopsTest.oneByOne(module);
        for (var arguments : calls) {
            assertThat(StreamLoopsTest.run(once, "f", 1, arguments)).as(module + Arrays.toString(arguments))
                    .isEqualTo(StreamLoopsTest.run(oneByOne, "f", 1, arguments));
        }
        return compiled.codeSizes().size() > 1;
    }

    private static String shuffle(IntStream indices, String first, String second) {
        return "(i8x16.shuffle " + indices.mapToObj(Integer::toString).collect(Collectors.joining(" ")) + " " + first + " " + second + ")";
    }

    private static final Object[] APART = {3, 20000, 40000, 500};
    private static final Object[] TO_THE_END = {PAGE - 2500, 20000, 40000, 500};

    /** Each byte becomes two. */
    @Test
    void moreIsStoredThanLoaded() {
        var body = "(local.set $a (v128.load (local.get $x)))(local.set $b (i8x16.sub_sat_u (local.get $a) (i8x16.splat (i32.const 99))))"
                + "(v128.store (local.get $out) " + shuffle(IntStream.range(0, 16).map(at -> at / 2 + at % 2 * 16), "(local.get $a)",
                        "(local.get $b)")
                + ")(v128.store offset=16 (local.get $out) "
                + shuffle(IntStream.range(0, 16).map(at -> 8 + at / 2 + at % 2 * 16), "(local.get $a)", "(local.get $b)") + ")";
        // Behind what is loaded, ahead of it, over it, and beyond the end of memory.
        assertThat(
                same(module("", body, 16, 0, 32), APART, TO_THE_END, new Object[] {20000, 0, 3, 500}, new Object[] {20000, 0, 20016, 500},
                        new Object[] {20000, 0, 30000, 1500}, new Object[] {20000, 0, 50000, 600}))
                .isTrue();
    }

    /** Sixteen bytes become twelve, and four of what is stored are overwritten by the next turn, but for the last one. */
    @ParameterizedTest
    @ValueSource(ints = {8, 12, 10, 20})
    void lessIsStoredThanATurnWrites(int out) {
        var indices = IntStream.of(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, 255, 200, 16, 7);
        var body = "(v128.store (local.get $out) (i8x16.swizzle (i16x8.mul (v128.load (local.get $x)) (i16x8.splat (i32.const 77)))"
                + " (v128.const i8x16 " + indices.mapToObj(Integer::toString).collect(Collectors.joining(" ")) + ")))"
                + "(local.set $s (i32x4.add (local.get $s) (v128.load (local.get $x))))";
        var trap = new Object[] {3, 0, PAGE - 500 * out, 500};
        assertThat(same(module("", body, 16, 0, out), APART, TO_THE_END, trap, new Object[] {20000, 0, 20000, 500})).isTrue();
    }

    /** What is written begins anew at the end of a buffer; no place in it is of another one. */
    @Test
    void rings() {
        var body = "(v128.store (local.get $out) (i8x16.add (v128.load (local.get $x)) (v128.load (local.get $x))))";
        for (int fixed : new int[] {0, 8192, 40960}) {
            var next = "(i32.or (i32.and (i32.add (local.get $out) (i32.const 16)) (i32.const 8191)) (i32.const " + fixed + "))";
            for (int out : new int[] {0, 16, 7, 4000, 8180}) {
                var module = module("", body, 16, 0, next);
                assertThat(same(module, new Object[] {20000, 0, fixed + out, 2000}, new Object[] {20000, 0, fixed + 8192 + out, 2000},
                        new Object[] {30000, 0, fixed + out, 3000})).isTrue();
            }
        }
    }

    /** Words of a vector that stays the same, and of constants, belong to lanes. */
    @Test
    void lanesThatAreTreatedDifferently() {
        var sum = new StringBuilder();
        for (int lane = 0; lane < 4; lane++) {
            int from = lane * 4;
            sum.append("(local.set $b (f32x4.add (local.get $b) (f32x4.mul ").append(lane % 2 == 0 ? "(local.get $k)" : "(local.get $c)")
                    .append(shuffle(IntStream.range(0, 16).map(at -> from + at % 4), "(local.get $a)", "(local.get $a)")).append(")))");
        }
        var body = "(local.set $a (f32x4.convert_i32x4_s (v128.load (local.get $x))))(local.set $b (v128.const f32x4 1 2 3 4))" + sum
                + "(v128.store (local.get $out) (local.get $b))";
        var locals = "(local.set $k (f32x4.convert_i32x4_s (v128.load (local.get $y))))"
                + "(local.set $c (f32x4.convert_i32x4_s (v128.load offset=16 (local.get $y))))";
        assertThat(same(module(locals, body, 16, 0, 16), APART, TO_THE_END)).isTrue();
    }

    /** Of turns without a stream that has as many words as all the others, and of those with few words. */
    @Test
    void widthsOfLoadsAndStores() {
        for (var load : List.of("load8x8_u", "load8x8_s", "load16x4_u", "load16x4_s", "load64_zero", "load32_zero", "load64_splat",
                "load32_splat")) {
            var body = "(local.set $a (v128." + load + " (local.get $x)))"
                    + "(local.set $a (i16x8.q15mulr_sat_s (i8x16.max_u (local.get $a) (local.get $k)) (i16x8.splat (i32.const 7777))))"
                            .repeat(3)
                    + "(v128.store (local.get $out) (local.get $a))";
            int bytes = load.contains("32_") ? 4 : 8;
            assertThat(same(module("", body, bytes, 0, 16), APART, new Object[] {PAGE - 500 * bytes, 0, 40000, 500},
                    new Object[] {PAGE - 500 * bytes + 1, 0, 40000, 500})).as(load).isTrue();
        }
        var value = "(i8x16.popcnt (i16x8.mul (v128.load (local.get $x)) (i16x8.splat (i32.const 77))))";
        var stores = List.of("(v128.store32_lane 1 (local.get $out) $)", "(v128.store64_lane 1 (local.get $out) $)",
                "(i32.store (local.get $out) (i32x4.extract_lane 2 $))", "(i64.store (local.get $out) (i64x2.extract_lane 1 $))");
        for (var store : stores) {
            var body = store.replace("$)", value + ")");
            int bytes = store.contains("32") ? 4 : 8;
            assertThat(same(module("", body, 16, 0, bytes), APART, new Object[] {3, 0, PAGE - 500 * bytes, 500},
                    new Object[] {3, 0, PAGE - 500 * bytes + 1, 500}, new Object[] {3, 0, 3, 500})).as(store).isTrue();
        }
    }

    // Loops of any kind

    private String vector(int depth, String[] vectors) {
        int choice = random.nextInt(depth > 2 ? 3 : 11);
        if (choice == 0) {
            return random.nextBoolean() ? "(local.get $k)" : "(v128.const i32x4 7 0x12345678 0 " + random.nextInt() + ")";
        } else if (choice < 3) {
            return vectors[random.nextInt(vectors.length)];
        } else if (choice < 6) {
            int from = random.nextInt(32);
            int kind = random.nextInt(4);
            int[] any = random.ints(16, 0, 32).toArray();
            return shuffle(IntStream.range(0, 16).map(at -> switch (kind) {
                case 0 -> any[at];
                case 1 -> any[at / 4] / 4 * 4 + at % 4;
                case 2 -> at / 2 + at % 2 * 16 + any[0] % 2 * 8;
                default -> (at + from) % 32;
            }), vector(depth + 1, vectors), vector(depth + 1, vectors));
        } else if (choice == 6) {
            var indices = random.ints(16, 0, 20).mapToObj(Integer::toString).collect(Collectors.joining(" "));
            return "(i8x16.swizzle " + vector(depth + 1, vectors) + " (v128.const i8x16 " + indices + "))";
        }
        var operations = StreamLoopsTest.operations();
        var opcode = operations.get(random.nextInt(operations.size()));
        if (!opcode.signature().startsWith("v")) {
            return vector(depth + 1, vectors);
        }
        return StreamLoopsTest.operation(opcode,
                StreamLoopsTest.looksUp(opcode) ? StreamLoopsTest.TABLE : vector(depth + 1, vectors),
                opcode.signature().startsWith("vi") ? "(i32.const " + random.nextInt() + ")" : vector(depth + 1, vectors),
                vector(depth + 1, vectors));
    }

    private String load(String address) {
        var kinds = List.of("v128.load64_zero", "v128.load32_zero", "v128.load8x8_u", "v128.load16x4_s", "v128.load32_splat",
                "v128.load64_splat");
        return switch (random.nextInt(4)) {
            case 0 -> "(" + kinds.get(random.nextInt(kinds.size())) + address + ")";
            case 1 ->
                "(v128.load" + (random.nextBoolean() ? "32_lane" + address.replace("(", "2 (") : "64_lane" + address.replace("(", "1 ("))
                        + " (local.get $k))";
            default -> "(v128.load" + address + ")";
        };
    }

    private String store(String address, String value) {
        return switch (random.nextInt(6)) {
            case 0 -> "(v128.store32_lane" + address.replace("(", "3 (") + " " + value + ")";
            case 1 -> "(v128.store64_lane" + address.replace("(", "1 (") + " " + value + ")";
            case 2 -> "(i32.store" + address + " (i32x4.extract_lane 1 " + value + "))";
            default -> "(v128.store" + address + " " + value + ")";
        };
    }

    private String randomModule(int seed) {
        random = new Random(seed);
        int parts = 1 << random.nextInt(3);
        int[] steps = random.ints(3, 0, 9).map(index -> new int[] {4, 8, 12, 16, 16, 3, 20, 32, 2}[index]).toArray();
        if (random.nextInt(3) == 0) {
            steps[2] = steps[0];
        }
        long shape = random.nextLong();
        int form = random.nextInt(3);
        var body = new StringBuilder();
        for (int part = 0; part < parts; part++) {
            random = new Random(shape);
            body.append("(local.set $a ").append(load(" offset=" + (part * steps[0] + random.nextInt(3) * 4) + " (local.get $x)"))
                    .append(")(local.set $b ").append(load(" offset=" + part * steps[1] + " (local.get $y)")).append(")");
            var vectors = new String[] {"(local.get $a)", "(local.get $b)"};
            if (form > 0) {
                body.append(store(" offset=" + part * steps[2] + " (local.get $out)", vector(0, vectors)));
                if (random.nextInt(3) == 0) {
                    body.append(
                            store(" offset=" + (part * steps[2] + 16 + random.nextInt(2000)) + " (local.get $out)", vector(0, vectors)));
                }
            }
            if (form < 2) {
                body.append("(local.set $s (i16x8.add (local.get $s) ").append(vector(0, vectors)).append("))");
            }
        }
        return module("(local.set $k (v128.load (local.get $y)))", body.toString(), parts * steps[0], parts * steps[1], parts * steps[2]);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 200})
    void loopsOfAnyKindDoTheSame(int seeds) {
        int found = 0;
        for (int seed = seeds; seed < seeds + 30; seed++) {
            var module = randomModule(seed);
            var random = new Random(seed);
            var calls = new ArrayList<Object[]>();
            for (int i = 0; i < 6; i++) {
                int x = random.nextInt(20000);
                int out = switch (random.nextInt(5)) {
                    case 0 -> x;
                    case 1 -> x + random.nextInt(100) - 50;
                    case 2 -> x + 4000 + random.nextInt(5000);
                    case 3 -> PAGE - 3000 - random.nextInt(4000);
                    default -> 40000 + random.nextInt(16);
                };
                calls.add(new Object[] {x, random.nextInt(3) == 0 ? x + 32 : random.nextInt(50000), out, 1 + random.nextInt(1200)});
            }
            found += same(module, calls.toArray(Object[][]::new)) ? 1 : 0;
        }
        assertThat(found).isGreaterThan(5);
    }
}
