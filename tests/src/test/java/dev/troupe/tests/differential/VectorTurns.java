package dev.troupe.tests.differential;

import dev.troupe.engine.module.Opcode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Makes what a turn of a loop over vectors does. Streams 0 and 1 are read, 2 is written. */
final class VectorTurns {
    private static final List<String> INTS = List.of("i8x16", "i16x8", "i32x4", "i64x2");
    private static final List<String> FLOATS = List.of("add", "sub", "mul", "min", "max", "pmin", "pmax", "abs", "neg", "lt", "gt", "le",
            "ge", "eq", "ne", "ceil", "floor", "trunc", "nearest");
    private static final List<String> LOADS = List.of("load8x8_s", "load8x8_u", "load16x4_s", "load16x4_u", "load32x2_s", "load32x2_u",
            "load8_splat", "load16_splat", "load32_splat", "load64_splat", "load32_zero", "load64_zero");
    private static final List<Opcode> WIDTHS = INTS.stream().flatMap(shape -> operations(shape).stream())
            .filter(opcode -> opcode.text().matches(".*(narrow|ext|dot).*")).toList();
    /** Floats with this are less than two. */
    private static final String TAME = "(v128.const i64x2 0xBFFFFFFFBFFFFFFF 0xBFFFFFFFBFFFFFFF)";

    private final Choices choices;
    private final VectorLoops.Kind kind;
    private final BiFunction<Integer, Integer, String> address;
    private final int unrolled;
    /** Whether there is little but what is typical. */
    private final boolean regular;
    private final String shape;
    /** How far into the turn's part of memory this part of it is. */
    private int further;

    /**
     * @param address of a stream, and so many bytes further
     * @param unrolled how often a turn does the same
     * @param regular whether there is little but what is typical of the kind
     */
    VectorTurns(Choices choices, VectorLoops.Kind kind, BiFunction<Integer, Integer, String> address, int unrolled, boolean regular) {
        this.choices = choices;
        this.regular = regular;
        this.kind = kind;
        this.address = address;
        this.unrolled = unrolled;
        shape = switch (kind) {
            case LANES_8, SEARCHES, BLOCKS -> choices.oneIn(6) ? choices.pick(INTS) : "i8x16";
            case LANES_16 -> "i16x8";
            case LANES_32 -> "i32x4";
            case LANES_64 -> "i64x2";
            case FLOATS -> choices.oneIn(3) ? "f64x2" : "f32x4";
            default -> choices.pick(INTS.subList(0, choices.oneIn(4) ? 4 : 3));
        };
    }

    /** Statements of one turn. */
    String body() {
        int statements = choices.oneIn(2) ? 1 : 1 + choices.below(regular ? 2 : 4);
        var all = new StringBuilder();
        long odd = !regular && choices.oneIn(4) ? choices.below(unrolled) : -1;
        var kinds = IntStream.range(0, statements).map(i -> choices.below(regular ? 8 : 12)).toArray();
        var seeds = IntStream.range(0, statements).mapToLong(i -> choices.bits()).toArray();
        for (int part = 0; part < unrolled; part++) {
            further = part * 16;
            for (int i = 0; i < statements; i++) {
                // The parts of a turn are alike, but for one sometimes.
                boolean usual = kinds[i] < 8;
                long seed = part == odd ? choices.bits() : seeds[i];
                all.append(choices.again(seed, () -> usual ? main() : statement())).append('\n');
            }
        }
        if (!regular && choices.oneIn(6)) {
            all.append(statement()).append('\n');
        }
        if ((kind == VectorLoops.Kind.SEARCHES || kind == VectorLoops.Kind.BLOCKS) && choices.oneIn(2)) {
            // Behind the question: of the last turn it is there only if that one has not ended early.
            all.append(set("b", "(v128.load " + at(1) + ")")).append(set("m", "(i32x4.extract_lane 3" + get("b") + ")"));
        }
        // Whatever else goes wrong, memory has an end.
        return all.indexOf("offset=") >= 0 ? all.toString() : all + set("c", "(v128.load " + at(0) + ")");
    }

    /** What is typical of the kind. */
    private String main() {
        return switch (kind) {
            case LANES_8, LANES_16, LANES_32, LANES_64, FLOATS, SHUFFLES -> choices.oneIn(3) ? collect() : store();
            case REDUCTIONS -> collect();
            case QUESTIONS -> count();
            case SEARCHES -> search();
            case BLOCKS -> choices.oneIn(4) ? search() : compare();
            case WIDTHS -> choices.oneIn(3) ? widened() : choices.oneIn(3) ? storePart() : store();
            case PARTS -> choices.oneIn(2) ? storePart() : word();
            case HANDED_ON -> handOn();
            // Each byte that is stored depends on those that are loaded.
            case OVERLAPS -> "(v128.store " + at(2) + "(" + choices.pick(List.of("i8x16.add", "i16x8.sub", "i32x4.add", "v128.xor"))
                    + "(v128.load " + at(0) + ")" + leaf() + "))";
        };
    }

    private String statement() {
        return switch (choices.below(12)) {
            case 0, 1, 2 -> store();
            case 3 -> storePart();
            case 4, 5 -> collect();
            case 6 -> count();
            case 7 -> search();
            case 8 -> word();
            case 9 -> handOn();
            default -> set(choices.pick(List.of("a", "b", "c")), vector(0));
        };
    }

    private static String get(String name) {
        return "(local.get $" + name + ")";
    }

    private static String set(String name, String value) {
        return "(local.set $" + name + " " + value + ")";
    }

    private int lane(String shape) {
        return choices.below(Integer.parseInt(shape.substring(shape.indexOf('x') + 1)));
    }

    private String at(int stream) {
        return address.apply(stream, further + (choices.oneIn(regular ? 12 : 6) ? choices.below(40) - 20 : 0));
    }

    // Statements

    private String store() {
        return "(v128.store " + at(2) + " " + vector(0) + ")";
    }

    private String storePart() {
        int bits = 8 << choices.below(4);
        return switch (choices.below(4)) {
            case 0 -> "(i32.store " + at(2) + " (i32x4.extract_lane " + choices.below(4) + vector(1) + "))";
            case 1 -> "(i64.store " + at(2) + " (i64x2.extract_lane " + choices.below(2) + vector(1) + "))";
            default -> {
                var address = at(2);
                int space = address.indexOf(' ');
                yield "(v128.store" + bits + "_lane " + address.substring(0, space) + " " + choices.below(128 / bits)
                        + address.substring(space) + vector(1) + ")";
            }
        };
    }

    /** Stores what is also multiplied, for which the engine has lanes of a vector apart. */
    private String widened() {
        var multiplied = choices.pick(WIDTHS.stream().filter(opcode -> opcode.text().matches(".*(extmul|dot).*")).toList());
        return set("a", choices.oneIn(2) ? leaf() : vector(1)) + "(v128.store " + at(2) + get("a") + ")"
                + set("s", "(i32x4.add " + get("s") + "(" + multiplied.text() + " " + get("a") + leaf() + "))");
    }

    private String collect() {
        var name = choices.pick(List.of("s", "s", "t"));
        var ints = shape.startsWith("f") ? "i32x4" : shape;
        var opcode = choices.pick(List.of(ints + ".add", ints + ".add", ints + ".sub", "v128.or", "v128.and", "v128.xor",
                ints.equals("i64x2") ? "i64x2.add" : ints + choices.pick(List.of(".min_s", ".min_u", ".max_s", ".max_u")),
                ints.equals("i8x16") || ints.equals("i16x8") ? ints + ".add_sat_u" : ints + ".mul"));
        var value = choices.oneIn(3) ? compared() : vector(0);
        return set(name, choices.oneIn(regular ? 12 : 4)
                ? "(" + opcode + " " + value + get(name) + ")"
                : "(" + opcode + " " + get(name) + value + ")");
    }

    /** A number that is made of a vector. */
    private String question() {
        var vector = choices.oneIn(3) ? vector(1) : compared();
        if (choices.oneIn(4)) {
            vector = "(local.tee $" + choices.pick(List.of("a", "b", "c")) + " " + vector + ")";
        }
        var ints = choices.oneIn(3) ? choices.pick(INTS) : shape.startsWith("f") ? "i32x4" : shape;
        return switch (choices.below(7)) {
            case 0, 1 -> "(v128.any_true " + vector + ")";
            case 2 -> "(" + ints + ".all_true " + vector + ")";
            case 3 -> "(i32.eqz (v128.any_true " + vector + "))";
            default -> "(" + ints + ".bitmask " + vector + ")";
        };
    }

    private String count() {
        var question = question();
        var value = switch (choices.below(4)) {
            case 0 -> "(i32.popcnt " + question + ")";
            case 1 -> "(i32.ctz " + question + ")";
            default -> question;
        };
        return switch (choices.below(6)) {
            case 0 -> "(if " + value + "(then " + set("m", "(i32.add " + get("m") + "(i32.const 3))") + "))";
            case 1 -> set("w", "(i64.add (i64.shl " + get("w") + "(i64.const 1)) (i64.extend_i32_u " + value + "))");
            default -> set("m", "(i32." + choices.pick(List.of("add", "add", "or", "xor", "sub")) + get("m") + value + ")");
        };
    }

    private String leave(String question) {
        return "(br_if " + choices.pick(List.of("$found", "$found", "$done")) + " " + question + ")";
    }

    private String search() {
        var question = question();
        return choices.oneIn(3) ? leave("(local.tee $m " + question + ")") : leave(question);
    }

    /** Of two blocks, whether they differ. */
    private String compare() {
        var first = "(v128.load " + at(0) + ")";
        var second = "(v128.load " + at(1) + ")";
        if (choices.oneIn(3)) {
            first = "(local.tee $a " + first + ")";
        }
        var question = switch (choices.below(4)) {
            case 0 -> "(v128.any_true (v128.xor " + first + second + "))";
            case 1 -> "(v128.any_true (" + choices.pick(INTS) + ".ne " + first + second + "))";
            case 2 -> "(i32.ne (i8x16.bitmask (i8x16.eq " + first + second + ")) (i32.const 65535))";
            default -> "(i32.eqz (" + choices.pick(INTS) + ".all_true (i8x16.eq " + first + second + ")))";
        };
        return leave(choices.oneIn(4) ? "(local.tee $m " + question + ")" : question);
    }

    private String word() {
        return switch (choices.below(4)) {
            case 0 -> set("m", "(i32x4.extract_lane " + choices.below(4) + vector(1) + ")");
            case 1 -> set("w", "(i64.xor " + get("w") + "(i64x2.extract_lane " + choices.below(2) + vector(1) + "))");
            case 2 ->
                set("m", "(i32.add " + get("m") + "(i8x16.extract_lane_" + choices.pick(List.of("s ", "u ")) + lane("i8x16") + vector(1)
                        + "))");
            default -> "(i64.store " + at(2) + "(i64x2.extract_lane " + choices.below(2) + vector(1) + "))";
        };
    }

    /** What the next turn looks at. */
    private String handOn() {
        return switch (choices.below(regular ? 3 : 4)) {
            case 2 -> set("m", "(i32x4.extract_lane 1" + get("p") + ")")
                    + set("p", "(v128.load " + at(0) + ")") + set(choices.oneIn(2) ? "s" : "b", "(i32x4.add " + get("s") + get("p") + ")");
            case 0 -> set("a", "(v128.load " + at(0) + ")") + set("s", "(i8x16.add " + get("s") + shuffled(get("p"), get("a")) + ")")
                    + set("p", get("a"));
            case 1 -> "(v128.store " + at(2) + shuffled(get("p"), "(local.tee $p (v128.load " + at(0) + "))") + ")";
            default -> set("p", "(i32x4.add " + get("p") + vector(1) + ")");
        };
    }

    // Vectors

    private String leaf() {
        if (regular && !choices.oneIn(30)) {
            return switch (choices.below(8)) {
                case 0, 1, 2, 3 -> "(v128.load " + at(0) + ")";
                case 4, 5 -> "(v128.load " + at(1) + ")";
                case 6 -> get(choices.oneIn(6) ? "k2" : "k1");
                default -> choices.oneIn(2)
                        ? "(i16x8.splat " + get("r") + ")"
                        : "(v128.const i16x8" + (" " + choices.below(65536)).repeat(8) + ")";
            };
        }
        return switch (choices.below(12)) {
            case 0, 1, 2, 3 -> "(v128.load " + at(0) + ")";
            case 4, 5 -> "(v128.load " + at(1) + ")";
            case 6 -> get(choices.pick(List.of("k1", "k1", "k2")));
            case 7 -> get(choices.pick(VectorLoops.VECTORS));
            case 8 -> "(v128.const i64x2 " + choices.bits() + " " + choices.bits() + ")";
            case 9 -> "(" + choices.pick(INTS.subList(0, 3)) + ".splat " + get(choices.oneIn(3) ? "m" : "d") + ")";
            case 10 -> "(v128.load " + at(2) + ")";
            default -> part();
        };
    }

    /** Some bytes from memory. */
    private String part() {
        if (choices.oneIn(4)) {
            int bits = 8 << choices.below(4);
            var address = at(choices.below(2));
            int space = address.indexOf(' ');
            return "(v128.load" + bits + "_lane " + address.substring(0, space) + " " + choices.below(128 / bits)
                    + address.substring(space) + (choices.oneIn(2) ? get("k1") : leaf()) + ")";
        }
        return "(v128." + choices.pick(LOADS) + " " + at(choices.below(2)) + ")";
    }

    private String vector(int depth) {
        if (depth > 2 && !choices.oneIn(4) || depth > 5 || choices.oneIn(5)) {
            return choices.oneIn(kind == VectorLoops.Kind.WIDTHS || kind == VectorLoops.Kind.PARTS ? 2 : regular ? 1000 : 8)
                    ? part()
                    : leaf();
        }
        if (choices.oneIn(kind == VectorLoops.Kind.SHUFFLES ? 2 : regular ? 40 : 15)) {
            return choices.oneIn(5)
                    ? "(i8x16.swizzle " + (choices.oneIn(2) ? get("k2") : vector(depth + 1)) + vector(depth + 1) + ")"
                    : shuffled(vector(depth + 1), vector(depth + 1));
        }
        if (!regular && choices.oneIn(12)) {
            return "(i8x16.replace_lane " + lane("i8x16") + vector(depth + 1) + get("m") + ")";
        }
        if (choices.oneIn(8)) {
            return compared();
        }
        if (shape.startsWith("f") && !choices.oneIn(4)) {
            return floats(depth);
        }
        var prefix = choices.oneIn(regular ? 20 : 6) ? choices.pick(INTS) : shape.startsWith("f") ? "i32x4" : shape;
        if (kind == VectorLoops.Kind.WIDTHS && choices.oneIn(2)) {
            return operation(choices.pick(WIDTHS), depth);
        }
        return operation(choices.pick(operations(choices.oneIn(5) ? "v128" : prefix)), depth);
    }

    private static List<Opcode> operations(String prefix) {
        return Arrays.stream(Opcode.values())
                .filter(opcode -> opcode.text().startsWith(prefix + ".") && !opcode.text().contains("relaxed")
                        && !opcode.text().contains("_f") && !opcode.text().contains("shuffle")
                        && !opcode.text().contains("replace")
                        && List.of("v:v", "vv:v", "vvv:v", "vi:v").contains(opcode.signature()))
                .toList();
    }

    private String operation(Opcode opcode, int depth) {
        var operands = new StringBuilder();
        for (char operand : opcode.signature().substring(0, opcode.signature().indexOf(':')).toCharArray()) {
            operands.append(operand == 'v' ? vector(depth + 1) : choices.oneIn(4) ? get("r") : "(i32.const " + choices.below(70) + ")");
        }
        return "(" + opcode.text() + " " + operands + ")";
    }

    private String compared() {
        var ints = shape.startsWith("f") ? "i32x4" : shape;
        var equal = choices.oneIn(2) || ints.equals("i64x2");
        var opcode = equal
                ? choices.pick(List.of("eq", "eq", "ne"))
                : choices.pick(List.of("lt_u", "gt_u", "le_u", "ge_u", "lt_s", "gt_s"));
        var first = choices.oneIn(3) ? vector(2) : "(v128.load " + at(0) + ")";
        var second = choices.oneIn(3) ? leaf() : get("k1");
        var compared = "(" + ints + "." + opcode + " " + first + second + ")";
        return choices.oneIn(4)
                ? "(v128." + choices.pick(List.of("or", "and")) + compared + compared() + ")"
                : compared;
    }

    /** No NaNs go in, and none come out. */
    private String floats(int depth) {
        if (choices.oneIn(10)) {
            return choices.oneIn(2)
                    ? "(f32x4.convert_i32x4_s " + vector(depth + 1) + ")"
                    : "(i32x4.trunc_sat_f32x4_s (v128.and " + vector(depth + 1) + TAME + "))";
        }
        var opcode = Opcode.valueOf((shape + "." + choices.pick(FLOATS)).toUpperCase(Locale.ROOT).replace('.', '_'));
        int count = opcode.signature().indexOf(':');
        return "(" + opcode.text() + " " + IntStream.range(0, count).mapToObj(i -> "(v128.and " + vector(depth + 1) + TAME + ")")
                .collect(Collectors.joining()) + ")";
    }

    private String shuffled(String first, String second) {
        int form = regular && !choices.oneIn(4) ? 3 : choices.below(6);
        int from = choices.below(17);
        int unit = 1 << choices.below(4);
        var units = IntStream.range(0, 16).map(i -> choices.below(form == 4 ? 16 / unit : 32 / unit)).toArray();
        var indices = IntStream.range(0, 16).map(i -> switch (form) {
            case 0, 1 -> Math.min(31, from + i);
            case 2 -> (units[0] * unit + i) % 16 + (from > 8 ? 16 : 0);
            case 3 -> i / 4 * 4 + units[i % 4] * unit % 4 + (units[i % 4] & 1) * 16;
            default -> units[i / unit] * unit + i % unit;
        });
        return "(i8x16.shuffle " + indices.mapToObj(Integer::toString).collect(Collectors.joining(" ")) + " " + first + " " + second + ")";
    }
}
