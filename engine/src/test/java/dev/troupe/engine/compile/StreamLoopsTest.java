package dev.troupe.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.engine.Engine;
import dev.troupe.engine.Instance;
import dev.troupe.engine.compile.stream.Word;
import dev.troupe.engine.compile.stream.WordOps;
import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.runtime.Trap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Turns of a loop over vectors that are done at once do what they do one by one, as where fuel is counted. */
class StreamLoopsTest {
    private static final int PAGE = 65536;
    /** Numbers at which lanes overflow or saturate. */
    private static final int[] EDGES = {0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, -1, 0x00FF00FF, 0x80808080};

    private Random random;

    private static Instance once(String module, int loops) {
        var compiled = Engine.create().compileText(module);
        // Each loop that is found is at least one method more.
        assertThat(compiled.codeSizes().size()).isGreaterThanOrEqualTo(1 + 2 * loops);
        return compiled.instantiate();
    }

    static Instance oneByOne(String module) {
        var instance = Engine.builder().fuel(true).build().compileText(module).instantiate();
        instance.store().setFuel(Long.MAX_VALUE);
        return instance;
    }

    static byte[] bytes(long seed) {
        var random = new Random(seed);
        var bytes = new byte[PAGE];
        random.nextBytes(bytes);
        for (int i = 0; i < 4000; i++) {
            int at = random.nextInt(PAGE / 4) * 4;
            int edge = EDGES[random.nextInt(EDGES.length)];
            for (int part = 0; part < 4; part++) {
                bytes[at + part] = (byte) (edge >> 8 * part);
            }
        }
        return bytes;
    }

    /** The results, or the trap, and all of memory. */
    static List<Object> run(Instance instance, String function, long seed, Object... arguments) {
        var memory = instance.memory("memory");
        memory.write(0, bytes(seed));
        var outcome = new ArrayList<Object>();
        try {
            for (var result : instance.invoke(function, arguments)) {
                outcome.add(result);
            }
        } catch (Trap e) {
            outcome.add(e.getMessage());
        }
        outcome.add(Arrays.hashCode(memory.read(0, (int) memory.size())));
        return outcome;
    }

    /** A loop over $i from 0 to $n with three streams to read, at $x, $y, $z, and one to write, at $out. */
    private static String function(String name, String locals, String body, String results) {
        return "(func (export \"" + name
                + "\") (param $x i32) (param $y i32) (param $z i32) (param $out i32) (param $n i32) (result i32 i32) "
                + "(local $i i32) (local $s v128) " + locals + " (loop $l " + body
                + " (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 16))) (local.get $n)))) " + results + ")\n";
    }

    private static String load(String from) {
        return "(v128.load (i32.add (local.get $" + from + ") (local.get $i)))";
    }

    private static String store(String value) {
        return "(v128.store (i32.add (local.get $out) (local.get $i)) " + value + ")";
    }

    static String lanes(String local) {
        var halves = new ArrayList<String>();
        for (int half = 0; half < 2; half++) {
            halves.add("(i32.add (i32.mul (i32x4.extract_lane " + 2 * half + " (local.get $" + local
                    + ")) (i32.const 31)) (i32x4.extract_lane "
                    + (2 * half + 1) + " (local.get $" + local + ")))");
        }
        return String.join(" ", halves);
    }

    /** An instruction with operands from memory, or numbers. */
    static String operation(Opcode opcode, String... operands) {
        int count = opcode.signature().indexOf(':');
        var taken = Arrays.asList(operands).subList(0, count);
        return "(" + opcode.text() + " " + taken.stream().map(operand -> tame(opcode, operand)).collect(Collectors.joining(" ")) + ")";
    }

    /** Floats as operands are no NaNs, of which the processor could take one or the other. */
    private static String tame(Opcode opcode, String operand) {
        return WordOps.operand(opcode) == Word.Type.FLOAT
                ? "(v128.and " + operand + " (v128.const i32x4 0xFF7FFFFF 0xFF7FFFFF 0xFF7FFFFF 0xFF7FFFFF))"
                : operand;
    }

    static final String TABLE = "(v128.const i8x16 0x12 0x80 7 -1 0 1 2 99 0x55 77 -3 4 5 66 0x7F 0x81)";

    /** Whether the first operand has to stay the same. */
    static boolean looksUp(Opcode opcode) {
        return opcode.name().endsWith("SWIZZLE");
    }

    private static String splatted(Opcode opcode) {
        return opcode.signature().startsWith("f") ? "(f32.const 1.75)" : "(local.get $n)";
    }

    static List<Opcode> operations() {
        return Arrays.stream(Opcode.values()).filter(WordOps::has).toList();
    }

    @Test
    void everyInstructionOnWordsIsTheSameAsOnVectors() {
        var text = new StringBuilder("(module (memory (export \"memory\") 1)\n");
        int loops = 0;
        for (var opcode : operations()) {
            var signature = opcode.signature();
            var operands = !signature.startsWith("v")
                    ? new String[] {splatted(opcode)}
                    : looksUp(opcode)
                            ? new String[] {TABLE, load("y")}
                            : new String[] {load("x"), signature.startsWith("vi") ? "(i32.const 37)" : load("y"), load("z")};
            // Something must be loaded.
            var value = "(v128.xor " + load("x") + " " + operation(opcode, operands) + ")";
            text.append(function(opcode.text(), "", store(value), "(local.get $i) (i32.const 0)"));
            loops++;
        }
        var module = text.append(")").toString();
        var once = once(module, loops);
        var oneByOne = oneByOne(module);
        for (var opcode : operations()) {
            for (int n : new int[] {9000, 600}) {
                Object[] arguments = {3, 12000, 24001, 40000, n};
                assertThat(run(once, opcode.text(), n, arguments)).as(opcode.text()).isEqualTo(run(oneByOne, opcode.text(), n, arguments));
            }
        }
    }

    @Test
    void everyInstructionThatCollectsCollectsTheSame() {
        var text = new StringBuilder("(module (memory (export \"memory\") 1)\n");
        var names = new ArrayList<String>();
        for (var opcode : operations()) {
            boolean subtracts = opcode.name().endsWith("_SUB");
            if (subtracts || WordOps.identity(opcode).isPresent()) {
                var sum = "(local.set $s (" + opcode.text() + " (local.get $s) (v128.or " + load("x") + " " + load("y") + ")))";
                names.add(opcode.text());
                text.append(function(opcode.text(), "(local.set $s (v128.load (local.get $z)))", sum, lanes("s")));
            }
        }
        var module = text.append(")").toString();
        var once = once(module, names.size());
        var oneByOne = oneByOne(module);
        assertThat(names).hasSizeGreaterThan(20);
        for (var name : names) {
            for (int n : new int[] {4096 + 16, 20000, 1024 + 32, 1900}) {
                Object[] arguments = {3, 12000, 24001, 0, n};
                assertThat(run(once, name, n, arguments)).as(name).isEqualTo(run(oneByOne, name, n, arguments));
            }
        }
    }

    /** Words are floats here and ints there; a number becomes a vector in each turn. */
    @Test
    void floatsAndTheirBits() {
        var x = operation(Opcode.F32X4_ABS, load("x"));
        var scaled = "(f32x4.mul " + x + " (f32x4.splat (local.get $f)))";
        var bits = "(v128.xor (i32x4.add " + scaled + " (i32x4.splat (i32.const 1))) " + load("x") + ")";
        var back = operation(Opcode.F32X4_SUB, bits, scaled);
        var set = "(local.set $f (f32.convert_i32_s (local.get $z)))";
        var module = "(module (memory (export \"memory\") 1)\n"
                + function("f", "(local $f f32) " + set, store(back), "(local.get $i) (i32.const 0)") + ")";
        Object[] arguments = {3, 0, 77, 40000, 9000};
        assertThat(run(once(module, 1), "f", 1, arguments)).isEqualTo(run(oneByOne(module), "f", 1, arguments));
    }

    /** {@code Math.min} would give what it got. */
    @Test
    void signallingNansBecomeQuiet() {
        var signalling = "(v128.or (v128.and " + load("x") + " (v128.const i32x4 0xFF bits bits bits)) (v128.const i32x4 inf inf inf inf))"
                .replace("0xFF", "bits").replace("bits", "0x80000001").replace("inf", "0x7F800002");
        for (var name : List.of("f32x4.min", "f32x4.max")) {
            var module = "(module (memory (export \"memory\") 1)\n"
                    + function("f", "", store("(" + name + " " + signalling + " (v128.const f32x4 1 1 1 1))"),
                            "(local.get $i) (i32.const 0)")
                    + ")";
            var once = once(module, 1);
            once.invoke("f", 0, 0, 0, 32768, 8192);
            for (int at = 32768; at < 32768 + 8192; at += 4) {
                assertThat(once.memory("memory").read(at, 4)[2] & 0x40).isEqualTo(0x40);
            }
        }
    }

    /** By indices in and out of range, in a table from memory. */
    @Test
    void tablesThatStayTheSame() {
        var body = store("(v128.xor (i8x16.swizzle (local.get $t) (v128.and (v128.const i32x4 0x1F1F1F1F 0x1F1F1F1F 0x1F1F1F1F 0x1F1F1F1F) "
                + load("x") + ")) (i8x16.relaxed_swizzle (local.get $t) (i8x16.shr_u " + load("y") + " (i32.const 4))))");
        var module = "(module (memory (export \"memory\") 1)\n"
                + function("f", "(local $t v128) (local.set $t (v128.load (local.get $z)))", body, "(local.get $i) (i32.const 0)") + ")";
        var once = once(module, 1);
        var oneByOne = oneByOne(module);
        for (int table = 0; table < 20; table++) {
            Object[] arguments = {3, 12000, 24001 + table * 16, 40000, 9000};
            assertThat(run(once, "f", 1, arguments)).isEqualTo(run(oneByOne, "f", 1, arguments));
        }
    }

    /** Bytes across the border between what a turn loads and what the one before did, the first of which is no memory. */
    @ParameterizedTest
    @ValueSource(ints = {16, 32})
    void whatATurnHandsOn(int step) {
        var text = new StringBuilder("(module (memory (export \"memory\") 1)\n");
        int[] distances = {0, 1, 3, 4, 7, 8, 12, 15, 16};
        for (int from : distances) {
            var aligned = shuffle(IntStream.range(from, from + 16), "(local.get $p)", "(local.tee $now " + load("x") + ")");
            var sum = "(local.set $s (i8x16.add (local.get $s) (i8x16.sub_sat_u " + aligned + " (local.get $now))))"
                    + (step == 16 ? "" : "(local.set $now (v128.load offset=16 (i32.add (local.get $x) (local.get $i))))")
                    + "(local.set $p (local.get $now))";
            text.append(function("f" + from, "(local $p v128) (local $now v128) (local.set $p (v128.load (local.get $z)))", sum,
                    lanes("s") + " (i32.add (i32x4.extract_lane 0 (local.get $p)) (i32x4.extract_lane 3 (local.get $p)))")
                    .replace("(result i32 i32)", "(result i32 i32 i32)").replace("(i32.const 16)", "(i32.const " + step + ")"));
        }
        var module = text.append(")").toString();
        var once = once(module, step == 16 ? distances.length : 0);
        var oneByOne = oneByOne(module);
        for (int from : distances) {
            for (int n : new int[] {4096 + 16, 20000, 1024 + 32, 65536}) {
                for (int x : new int[] {0, 3, 45536}) {
                    Object[] arguments = {x, 0, 24001, 0, n};
                    assertThat(run(once, "f" + from, n, arguments)).as("f" + from).isEqualTo(run(oneByOne, "f" + from, n, arguments));
                }
            }
        }
    }

    /** As a tree, what the loop calculates has 2^60 parts. */
    @Test
    void expressionsThatGrowAndGrowAreLeftAlone() {
        var doubled = "(local.set $s (i32x4.add (local.get $s) (local.get $s)))".repeat(60);
        var sum = "(local.set $s " + load("x") + ")" + doubled + store("(local.get $s)");
        var module = "(module (memory (export \"memory\") 1)\n" + function("f", "", sum, lanes("s")) + ")";
        assertThat(Engine.create().compileText(module).codeSizes()).hasSize(1);
    }

    /** Each such product uses both operands twice. */
    @Test
    void wordsThatAreUsedAgainAndAgainAreLookedAtOnce() {
        var squared = "(local.set $s (i32x4.dot_i16x8_s (local.get $s) (local.get $k)))".repeat(60);
        var ofMemory = "(local.set $s " + load("x") + ")" + squared + store("(local.get $s)");
        var ofLocal = "(local.set $s (local.get $k))" + squared + "(local.set $sum (i32x4.add (local.get $sum) (v128.xor (local.get $s) "
                + load("x") + ")))";
        for (var body : List.of(ofMemory, ofLocal)) {
            var module = "(module (memory (export \"memory\") 1)\n" + function("f", "(local $k v128) (local $sum v128)", body, lanes("s"))
                    + ")";
            Object[] arguments = {3, 12000, 24001, 40000, 9000};
            var once = Engine.create().compileText(module).instantiate();
            assertThat(run(once, "f", 1, arguments)).isEqualTo(run(oneByOne(module), "f", 1, arguments));
        }
    }

    /** Each change of type needs what comes before in an array. */
    @Test
    void wordsThatChangeTheirTypeAgainAndAgainAreLookedAtOnce() {
        for (int times : new int[] {8, 120}) {
            var body = "(local.set $s " + load("x") + ")"
                    + "(local.set $s (f32x4.abs (i32x4.abs (local.get $s))))".repeat(times) + store("(local.get $s)");
            var module = "(module (memory (export \"memory\") 1)\n" + function("f", "", body, lanes("s")) + ")";
            Object[] arguments = {3, 12000, 24001, 40000, 9000};
            var once = times == 8 ? once(module, 1) : Engine.create().compileText(module).instantiate();
            assertThat(run(once, "f", 1, arguments)).isEqualTo(run(oneByOne(module), "f", 1, arguments));
        }
    }

    /** What is compared comes closer by more than an int can tell, so that the difference of the steps seems negative. */
    @Test
    void stepsThatDifferByMoreThanAnInt() {
        var module = """
                (module (memory (export "memory") 1)
                  (func (export "f") (param $a i32) (param $b i32) (result i32 i32) (local $i i32) (local $s v128)
                    (loop $l
                      (local.set $s (i32x4.add (local.get $s) (v128.load (local.get $i))))
                      (local.set $i (i32.add (local.get $i) (i32.const 16)))
                      (local.set $a (i32.add (local.get $a) (i32.const 0x7FFFFFFF)))
                      (local.set $b (i32.sub (local.get $b) (i32.const 0x7FFFFFFF)))
                      (br_if $l (i32.lt_s (local.get $a) (local.get $b))))
                    (local.get $i) (i32x4.extract_lane 0 (local.get $s))))""";
        Object[] arguments = {-0x7FFFFFFF + 5000, 0x7FFFFFFF};
        var once = Engine.create().compileText(module).instantiate();
        assertThat(run(once, "f", 1, arguments)).isEqualTo(run(oneByOne(module), "f", 1, arguments));
    }

    /** Longer than what is done between two questions whether to stop. */
    @Test
    void longStreams() {
        var sum = "(local.set $s (i32x4.add (local.get $s) " + load("x") + "))";
        var copy = store("(i32x4.add " + load("x") + " (i32x4.splat (local.get $y)))") + sum;
        var module = "(module (memory (export \"memory\") 640)\n"
                + function("copy", "", copy, "(local.get $i) (i32x4.extract_lane 1 (local.get $s))")
                + function("sum", "", sum, lanes("s")) + ")";
        var once = Engine.builder().interruptible(true).build().compileText(module).instantiate();
        var oneByOne = oneByOne(module);
        int megabyte = 1 << 20;
        Object[] arguments = {3, 12345, 0, 20 * megabyte, 18 * megabyte + 48};
        assertThat(run(once, "copy", 1, arguments)).isEqualTo(run(oneByOne, "copy", 1, arguments));
        Object[] copied = {20 * megabyte, 0, 0, 0, 18 * megabyte + 64};
        assertThat(run(once, "sum", 1, copied)).isEqualTo(run(oneByOne, "sum", 1, copied));
    }

    /** Changes $x, stores to a stream and collects in $s or $t, unless $n says otherwise. */
    private static String largePart(int number) {
        var mixed = "(local.set $x (i32.rotl (i32.mul (i32.xor (local.get $x) (local.get $y)) (i32.const 77)) (local.get $n)))";
        var sum = number % 3 == 0
                ? "(local.set $s (i8x16.add (local.get $s) " + load("y") + "))"
                : "(local.set $t (i32x4.sub (local.get $t) " + load("y") + "))";
        return "(local.set $i (i32.const 0)) (block $b (br_if $b (i32.and (local.get $n) (i32.const " + (1 << number) + ")))"
                + mixed.repeat(12) + "(local.set $x (i32.and (local.get $x) (i32.const 8191))) (loop $l "
                + store("(v128.xor " + load("x") + " (i16x8.splat (local.get $k)))") + sum
                + "(br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 16))) (i32.const " + (2000 + 64 * number) + "))))"
                + "(local.set $k (i32.add (local.get $k) (i32x4.extract_lane 1 (local.get $t)))))";
    }

    /** Methods of parts of the function have the locals elsewhere; so have handlers, which want them as they were at a call. */
    @Test
    void inLargeFunctions() {
        for (var form : List.of("%s", "(block $h (try_table (catch_all $h) %s))")) {
            var body = new StringBuilder();
            for (int i = 0; i < 24; i++) {
                body.append(largePart(i)).append(i % 8 == 5 && !form.equals("%s") ? "(call $throws (local.get $k))" : "");
            }
            var turns = "(loop $turns " + body
                    + "(br_if $turns (i32.lt_u (local.tee $turn (i32.add (local.get $turn) (i32.const 1))) (i32.const 5))))";
            var module = """
                    (module (memory (export "memory") 1) (tag $e)
                      (func $throws (param i32) (if (i32.and (local.get 0) (i32.const 256)) (then (throw $e))))
                      (func (export "f") (param $x i32) (param $y i32) (param $n i32) (param $out i32) (result i32 i32 i32)
                        (local $i i32) (local $k i32) (local $s v128) (local $t v128) (local $turn i32)
                        %s %s (i32.add (local.get $i) (i32.add (local.get $k) (i32x4.extract_lane 3 (local.get $t))))))"""
                    .formatted(form.formatted(turns), lanes("s"));
            var once = Engine.create().compileText(module).instantiate();
            var oneByOne = oneByOne(module);
            for (int n = 0; n < 20; n++) {
                Object[] arguments = {n * 100, 20000 + n, n * 77, 40000};
                assertThat(run(once, "f", n, arguments)).isEqualTo(run(oneByOne, "f", n, arguments));
            }
        }
    }

    // Loops of any kind

    private String operand(int depth, String[] vectors) {
        int choice = random.nextInt(depth > 2 ? 3 : 9);
        if (choice == 8) {
            return shuffled(operand(depth + 1, vectors), operand(depth + 1, vectors));
        }
        if (choice == 0) {
            return "(local.get $k)";
        } else if (choice < 3) {
            return vectors[random.nextInt(vectors.length)];
        }
        var opcode = operations().get(random.nextInt(operations().size()));
        if (!opcode.signature().startsWith("v")) {
            return operation(opcode, splatted(opcode));
        }
        return operation(opcode, looksUp(opcode) ? TABLE : operand(depth + 1, vectors),
                opcode.signature().startsWith("vi")
                        ? random.nextBoolean() ? "(i32.const " + random.nextInt() + ")" : "(local.get $m)"
                        : operand(depth + 1, vectors),
                operand(depth + 1, vectors));
    }

    /** Bytes that stay in their words, which are those of one operand or the other. */
    private String shuffled(String first, String second) {
        var indices = random.ints(4, 0, 4).map(index -> index + random.nextInt(2) * 16).toArray();
        var all = IntStream.range(0, 16).map(at -> indices[at % 4] + at / 4 * 4);
        return shuffle(all, first, second);
    }

    private static String shuffle(IntStream indices, String first, String second) {
        return "(i8x16.shuffle " + indices.mapToObj(Integer::toString).collect(Collectors.joining(" ")) + " " + first + " " + second + ")";
    }

    private String at(String local, int constant, int offset) {
        return "offset=" + offset + " (i32.add (i32.add (local.get $" + local + ") (local.get $i)) (i32.const " + constant + "))";
    }

    /** Four ways to end a loop, of which one asks at its beginning. */
    private String loop(String body, int step) {
        var next = "(local.set $i (i32.add (local.get $i) (i32.const " + step + ")))";
        return switch (random.nextInt(6)) {
            case 0 -> "(loop $l " + body + next + "(br_if $l (i32.ne (local.get $i) (local.get $n))))";
            case 1 -> "(loop $l " + body + next + "(br_if $l (i32.lt_u (local.get $i) (local.get $n))))";
            case 2 -> "(loop $l " + body + next + "(br_if $l (i32.ge_s (local.get $n) (local.get $i))))";
            case 3 -> "(loop $l " + body + next + "(br_if $l (local.tee $m (i32.sub (local.get $m) (i32.const 1)))))";
            case 4 -> "(block $b (loop $l (br_if $b (i32.eqz (i32.lt_s (local.get $i) (local.get $n)))) " + body + next + "(br $l)))";
            default -> "(block $b (loop $l " + next + " (br_if $b (i32.gt_u (local.get $i) (local.get $n))) " + body + "(br $l)))";
        };
    }

    private String randomModule(int seed) {
        random = new Random(seed);
        int unrolled = 1 << random.nextInt(3);
        var body = new StringBuilder();
        var vectors = new String[] {"(local.get $a)", "(local.get $b)"};
        long shape = random.nextLong();
        int from = random.nextInt(3) == 0 ? random.nextInt(64) : 0;
        var sum = List.of("i8x16.add", "i16x8.sub", "i32x4.add", "v128.or", "i16x8.max_s", "v128.xor", "i32x4.sub").get(random.nextInt(7));
        int form = random.nextInt(3);
        for (int part = 0; part < unrolled; part++) {
            body.append("(local.set $a (v128.load ").append(at("x", 0, part * 16)).append("))\n");
            body.append("(local.set $b (v128.load ").append(at("y", part * 16 - 32, from)).append("))\n");
            random = new Random(shape);
            if (form > 0) {
                body.append("(v128.store ").append(at("out", part * 16, 32)).append(" ").append(operand(0, vectors)).append(")\n");
            }
            if (form < 2) {
                body.append("(local.set $s (" + sum + " (local.get $s) " + operand(0, vectors) + "))\n");
            }
        }
        return "(module (memory (export \"memory\") 1)\n(func (export \"f\") (param $x i32) (param $y i32) (param $out i32) (param $n i32)"
                + "(param $m i32) (result i32 i32 i32) (local $i i32) (local $s v128) (local $a v128) (local $b v128) (local $k v128)"
                + "(local.set $k " + (random.nextInt(8) == 0 ? "(v128.load (local.get $x))" : "(i16x8.splat (local.get $x))") + ")"
                + loop(body.toString(), unrolled * 16) + " (v128.store (i32.const 0) (v128.xor (local.get $a) (local.get $b))) "
                + lanes("s")
                + " (i32.add (local.get $i) (local.get $m))))";
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 200, 300})
    void loopsOfAnyKindDoTheSame(int seeds) {
        int found = 0;
        for (int seed = seeds; seed < seeds + 25; seed++) {
            var module = randomModule(seed);
            var compiled = Engine.builder().roomToGrow(seed % 2 == 0).build().compileText(module);
            found += compiled.codeSizes().size() > 1 ? 1 : 0;
            var once = compiled.instantiate();
            var oneByOne = oneByOne(module);
            once.memory("memory").grow(1);
            oneByOne.memory("memory").grow(1);
            var random = new Random(seed);
            for (int i = 0; i < 8; i++) {
                int x = random.nextInt(20000);
                // In place, a little before or behind, apart, or near the end of memory.
                int out = switch (random.nextInt(6)) {
                    case 0 -> x - 32;
                    case 1 -> x - 32 + random.nextInt(100) - 50;
                    case 2 -> x + 4000 + random.nextInt(100);
                    case 3 -> 2 * PAGE - 3000 - random.nextInt(4000);
                    default -> 40000 + random.nextInt(16);
                };
                int y = random.nextInt(3) == 0 ? x + 32 : random.nextInt(50000);
                int turns = random.nextInt(5) == 0 ? random.nextInt(4) : random.nextInt(1000);
                int n = random.nextInt(10) == 0 ? -turns : (turns + 1) * 64;
                Object[] arguments = {x, y, out, n, turns + 1};
                assertThat(run(once, "f", seed, arguments)).as(module + Arrays.toString(arguments))
                        .isEqualTo(run(oneByOne, "f", seed, arguments));
            }
        }
        assertThat(found).isGreaterThan(3);
    }
}
