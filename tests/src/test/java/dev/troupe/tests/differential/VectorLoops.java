package dev.troupe.tests.differential;

import dev.troupe.engine.Modules;
import dev.troupe.engine.module.Feature;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Makes programs with one loop over vectors each, of the kinds that the engine does many turns of at once: through streams of memory, with
 * what it collects, compares or looks for, and with what its locals are afterwards. Always ends, if only at the end of memory.
 */
final class VectorLoops {
    /** What most of a loop's turn does. */
    enum Kind {
        LANES_8,
        LANES_16,
        LANES_32,
        LANES_64,
        FLOATS,
        REDUCTIONS,
        QUESTIONS,
        SEARCHES,
        BLOCKS,
        WIDTHS,
        SHUFFLES,
        PARTS,
        HANDED_ON,
        OVERLAPS
    }

    private static final int MEMORY = 65536;
    private static final int SEGMENT = 5003;
    private static final int CALLS = 16;
    /** The vectors that a turn leaves to the next one, or to who comes after the loop. */
    static final List<String> VECTORS = List.of("a", "b", "c", "s", "t", "p");

    private final Choices choices;
    private final Kind kind;
    /** Whether there is little but what is typical of the kind. */
    private final boolean regular;
    private final boolean wide;
    private final boolean shared;
    /** What addresses are. */
    private final String type;
    /** By how much the number of turns, and each of three streams, grows in a turn. */
    private final int step;
    private final int[] shifts = new int[3];
    private final boolean pointers;
    private final VectorTurns turns;

    private VectorLoops(Kind kind, long seed, Set<Feature> features) {
        choices = new Choices(seed * Kind.values().length + kind.ordinal(), Set.of());
        this.kind = kind;
        regular = kind == Kind.OVERLAPS || (kind == Kind.HANDED_ON ? !choices.oneIn(4) : choices.oneIn(2));
        wide = features.contains(Feature.MEMORY64) && choices.oneIn(7);
        shared = !wide && features.contains(Feature.THREADS) && choices.oneIn(9);
        type = wide ? "i64" : "i32";
        int unrolled = 1 << choices.below(3);
        step = !regular && choices.oneIn(5) ? List.of(1, 3, 4, 8, 12, 20).get(choices.below(6)) : 16 * unrolled;
        pointers = choices.oneIn(2);
        if (choices.oneIn(kind == Kind.WIDTHS ? 3 : regular ? 20 : 5)) {
            shifts[choices.below(3)] = choices.oneIn(2) ? 1 : -1;
        }
        turns = new VectorTurns(choices, kind, this::address, unrolled, regular);
    }

    /** The program of a seed. */
    static Program program(Kind kind, long seed, Set<Feature> features) {
        return new VectorLoops(kind, seed, features).program(seed);
    }

    /** What it is written as. */
    static String text(Kind kind, long seed, Set<Feature> features) {
        return new VectorLoops(kind, seed, features).module();
    }

    private Program program(long seed) {
        var bytes = Modules.assemble(module());
        var calls = new ArrayList<Program.Call>();
        for (int i = 0; i < CALLS; i++) {
            calls.add(new Program.Call("fill", List.of(choices.bits())));
            calls.add(new Program.Call("run", arguments()));
        }
        return new Program(seed, bytes, calls);
    }

    // Where

    private int step(int stream) {
        return shifts[stream] > 0 ? 2 * step : shifts[stream] < 0 ? Math.max(1, step / 2) : step;
    }

    private static String stream(int number) {
        return List.of("x", "y", "o").get(number);
    }

    private String number(long constant) {
        return "(" + type + ".const " + constant + ")";
    }

    private String local(String name) {
        return "(local.get $" + name + ")";
    }

    /** An address in a stream, with its offset before it, so many bytes behind the place that belongs to the turn. */
    private String address(int stream, int further) {
        int offset = choices.oneIn(2) ? Math.max(0, further) : choices.oneIn(regular ? 8 : 3) ? choices.below(further + 60) : 0;
        int constant = choices.oneIn(regular ? 50 : 8) ? 0 : further - offset;
        var base = local(stream(stream));
        if (!pointers) {
            var index = local("i");
            int shift = shifts[stream];
            if (shift != 0) {
                index = shift > 0
                        ? choices.oneIn(2) ? "(" + type + ".shl " + index + number(1) + ")" : "(" + type + ".mul " + index + number(2) + ")"
                        : "(" + type + ".shr_u " + index + number(1) + ")";
            }
            base = choices.oneIn(2) ? "(" + type + ".add " + base + index + ")" : "(" + type + ".add " + index + base + ")";
        }
        return "offset=" + offset + " " + (constant == 0 ? base : "(" + type + ".add " + base + number(constant) + ")");
    }

    // The loop

    private String advance(String name, long by) {
        return by < 0 && choices.oneIn(2)
                ? "(local.set $" + name + "(" + type + ".sub " + local(name) + number(-by) + "))"
                : "(local.set $" + name + "(" + type + ".add " + local(name) + number(by) + "))";
    }

    private String next() {
        var all = new StringBuilder(advance("i", step));
        for (int i = 0; pointers && i < 3; i++) {
            all.append(advance(stream(i), step(i)));
        }
        return all.toString();
    }

    /** Ways to end a loop. */
    private String loop(String body) {
        var i = local("i");
        var n = local("n");
        var less = List.of(".lt_u ", ".lt_s ", ".ne ", ".le_u ", ".le_s ").get(choices.below(5));
        var greater = List.of(".gt_u ", ".gt_s ", ".ge_u ", ".ge_s ").get(choices.below(4));
        return switch (choices.below(9)) {
            case 0, 1 -> "(loop $l " + body + next() + "(br_if $l (" + type + less + i + n + ")))";
            case 2 -> "(loop $l " + body + next() + "(br_if $l (" + type + greater + n + i + ")))";
            case 3 -> "(loop $l " + body + next() + "(br_if $l (i32.eqz (" + type + greater + i + n + "))))";
            case 4 -> "(loop $l " + body + next() + "(br_if $l (local.tee $d (i32.sub (local.get $d) (i32.const 1)))))";
            case 5 -> "(loop $l (br_if $done (i32.eqz (" + type + less + i + n + ")))" + body + next() + "(br $l))";
            case 6 -> "(loop $l (br_if $done (" + type + greater + i + n + "))" + body + next() + "(br $l))";
            case 7 -> "(loop $l " + next() + "(br_if $done (" + type + greater + i + n + "))" + body + "(br $l))";
            default -> "(loop $l " + body + "(br_if $done (" + type + greater + i + n + "))" + next() + "(br $l))";
        };
    }

    // The module

    private String module() {
        var body = turns.body();
        var loop = "(block $done (block $found " + loop(body) + "(br $done)) (local.set $m (i32.add (local.get $m) (i32.const 1000))))";
        if (choices.oneIn(5)) {
            loop = "(loop $again " + loop + "(local.set $i " + number(choices.oneIn(2) ? 0 : step) + ")"
                    + "(br_if $again (i32.lt_u (local.tee $r (i32.add (local.get $r) (i32.const 1))) (i32.const 3))))";
        }
        var types = Stream.of("x", "y", "o", "n").map(name -> "(param $" + name + " " + type + ")").collect(Collectors.joining(" "));
        var results = new ArrayList<String>();
        var names = new ArrayList<>(List.of("i", "x", "y", "o", "m", "d", "w"));
        names.addAll(VECTORS);
        // What nobody looks at may be anything.
        boolean all = choices.oneIn(2);
        for (var name : names) {
            if (all || choices.oneIn(3)) {
                results.addAll(results(name));
            }
        }
        return "(module (memory (export \"memory\") " + (wide ? "i64 " : "") + "1 1" + (shared ? " shared" : "") + ")\n" + fill() + "\n"
                + "(func (export \"run\") " + types + "(param $d i32) (param $k i64) " + "(result" + " i64".repeat(results.size()) + ")\n"
                + " (local $i " + type + ") (local $m i32) (local $r i32) (local $w i64) (local $k1 v128) (local $k2 v128) "
                + VECTORS.stream().map(name -> "(local $" + name + " v128)").collect(Collectors.joining(" ")) + "\n" + begin() + "\n" + loop
                + "\n"
                + String.join("", results) + "))";
    }

    private List<String> results(String name) {
        return switch (name) {
            case "w" -> List.of(local(name));
            case "m", "d" -> List.of("(i64.extend_i32_u " + local(name) + ")");
            case "i", "x", "y", "o" -> List.of(wide ? local(name) : "(i64.extend_i32_u " + local(name) + ")");
            default -> IntStream.range(0, 2).mapToObj(half -> "(i64x2.extract_lane " + half + local(name) + ")").toList();
        };
    }

    /** What locals are before the loop. */
    private String begin() {
        var text = new StringBuilder();
        text.append("(local.set $k1 (").append(choices.pick(List.of("i8x16", "i8x16", "i16x8", "i32x4"))).append(
                ".splat (i32.wrap_i64 (local.get $k))))");
        text.append("(local.set $k2 ").append(choices.oneIn(2)
                ? "(i64x2.splat (local.get $k))"
                : "(v128.load (" + type + ".const " + choices.below(1000) + "))").append(")");
        for (var name : VECTORS) {
            if (choices.oneIn(2)) {
                text.append("(local.set $").append(name).append(" (v128.load ").append(number(choices.below(MEMORY - 16))).append("))");
            }
        }
        if (choices.oneIn(4)) {
            text.append("(local.set $i ").append(number(step * choices.below(4))).append(")");
        }
        return text.toString();
    }

    // What is in memory

    private String data(boolean calm) {
        var text = new StringBuilder();
        for (int i = 0; i < SEGMENT; i++) {
            int value = choices.below(256);
            boolean edge = choices.oneIn(4);
            text.append(String.format("\\%02x", calm ? choices.oneIn(600) ? value : 0x61 : edge ? choices.below(5) + 126 : value));
        }
        return "(data \"" + text + "\")";
    }

    /** Changes a part of memory: all new, all but the same byte, or a few numbers. */
    private String fill() {
        var place = "(" + (wide ? "i64.and" : "i32.and") + (wide ? "" : " (i32.wrap_i64")
                + " (local.tee $s (i64.add (i64.mul (local.get $s)"
                + " (i64.const 6364136223846793005)) (i64.const 1442695040888963407)))" + (wide ? "" : ")") + number(0xFFFF) + ")";
        var shifted = place.replace("(local.tee", "(i64.shr_u (local.tee").replace("1442695040888963407)))",
                "1442695040888963407))) (i64.const 40))");
        var rest = "(if (" + type + ".lt_u (local.tee $a " + shifted + ") " + number(MEMORY - SEGMENT) + ") (then (memory.init SEGMENT "
                + "(local.get $a) (i32.const 0) (i32.const " + SEGMENT + "))))";
        var some = "(if (" + type + ".lt_u (local.tee $a " + shifted + ") " + number(MEMORY - 8)
                + ") (then (i64.store (local.get $a) (local.get $s))))";
        return data(false) + data(true) + "(func (export \"fill\") (param $s i64) (local $a " + type + ") (local $r i32) (loop $l "
                + "(if (i64.lt_s (local.get $s) (i64.const 0)) (then " + rest.replace("SEGMENT", "1") + ") (else "
                + rest.replace("SEGMENT", choices.oneIn(2) ? "1" : "0") + "))"
                + "(br_if $l (i32.lt_u (local.tee $r (i32.add (local.get $r) (i32.const 1))) (i32.const 9))))" + some.repeat(3) + ")";
    }

    // What it is called with

    /** How far streams may be from each other that are nearly the same one. */
    private int near() {
        return switch (choices.below(4)) {
            case 0 -> 0;
            case 1 -> choices.below(140) - 70;
            case 2 -> (choices.below(9) - 4) * 16;
            default -> choices.below(33) - 16;
        };
    }

    private List<Object> arguments() {
        int count = choices.pick(List.of(0, 1, 2, 3, 17, 63, 64, 65, 66, 70, 127, 129, 200, 257, 333, 500, 700, 1000, 1500));
        if (kind == Kind.OVERLAPS) {
            count = 100 + choices.below(400);
        }
        long length = (long) count * step;
        long x = choices.oneIn(6) ? MEMORY - length - choices.below(100) + 20 : choices.below(30000);
        long y = choices.oneIn(4) ? x + near() : choices.oneIn(6) ? MEMORY - 3000 - choices.below(3000) : choices.below(40000);
        long o = switch (choices.below(kind == Kind.OVERLAPS ? 4 : 10)) {
            case 0, 1 -> x + near();
            case 2 -> y + near();
            case 3 -> x + choices.below((int) length + 100);
            case 4 -> x + length + choices.below(100) - 70;
            case 5 -> MEMORY - length - choices.below(100) + 20;
            default -> 30000 + choices.below(5000);
        };
        long n = choices.oneIn(8) ? length + choices.below(step) : choices.oneIn(30) ? -length : length;
        long k = choices.oneIn(3) ? 0x6161616161616161L : choices.oneIn(2) ? choices.below(256) * 0x0101010101010101L : choices.bits();
        var arguments = new ArrayList<Object>();
        for (long value : new long[] {Math.max(0, x), Math.max(0, y), Math.max(0, o), n}) {
            arguments.add(wide ? (Object) value : (Object) (int) value);
        }
        arguments.add(choices.oneIn(30) ? -3 : count + 1);
        arguments.add(k);
        return arguments;
    }
}
