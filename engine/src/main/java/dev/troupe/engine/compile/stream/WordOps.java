package dev.troupe.engine.compile.stream;

import dev.troupe.engine.module.Opcode;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/** The table of vector instructions that can be done word by word, with the number of JVM instructions that each takes. */
public final class WordOps {
    private static final Map<String, Integer> ANY_SHAPE = Map.of("v128.and", 1, "v128.or", 1, "v128.xor", 1, "v128.not", 1, "v128.andnot",
            2, "v128.bitselect", 3);

    private static final Map<String, Integer> INTS = Map.ofEntries(Map.entry("add", 1), Map.entry("sub", 1), Map.entry("mul", 1),
            Map.entry("neg", 1), Map.entry("abs", 1), Map.entry("shl", 1), Map.entry("shr_s", 1), Map.entry("shr_u", 1), Map.entry("eq", 5),
            Map.entry("ne", 4), Map.entry("lt_s", 6), Map.entry("gt_s", 6), Map.entry("le_s", 7), Map.entry("ge_s", 7),
            Map.entry("lt_u", 6), Map.entry("gt_u", 6), Map.entry("le_u", 7), Map.entry("ge_u", 7), Map.entry("min_s", 1),
            Map.entry("max_s", 1), Map.entry("min_u", 4), Map.entry("max_u", 4), Map.entry("splat", 1));

    private static final Map<String, Integer> NARROW = Map.ofEntries(Map.entry("add", 6), Map.entry("sub", 6), Map.entry("neg", 5),
            Map.entry("abs", 11), Map.entry("add_sat_s", 20), Map.entry("add_sat_u", 17), Map.entry("sub_sat_s", 20),
            Map.entry("sub_sat_u", 15), Map.entry("avgr_u", 5), Map.entry("eq", 8), Map.entry("ne", 9), Map.entry("lt_s", 11),
            Map.entry("gt_s", 11), Map.entry("le_s", 12), Map.entry("ge_s", 12), Map.entry("lt_u", 11), Map.entry("gt_u", 11),
            Map.entry("le_u", 12), Map.entry("ge_u", 12), Map.entry("min_s", 14), Map.entry("max_s", 14), Map.entry("min_u", 14),
            Map.entry("max_u", 14), Map.entry("shl", 2), Map.entry("shr_u", 2), Map.entry("shr_s", 9), Map.entry("splat", 2));

    private static final Map<String, Integer> OTHERS = Map.ofEntries(Map.entry("i8x16.popcnt", 12), Map.entry("i16x8.mul", 7),
            Map.entry("i8x16.narrow_i16x8_s", 22), Map.entry("i8x16.narrow_i16x8_u", 19), Map.entry("i16x8.narrow_i32x4_s", 7),
            Map.entry("i16x8.narrow_i32x4_u", 6), Map.entry("i16x8.extend_low_i8x16_u", 5), Map.entry("i16x8.extend_high_i8x16_u", 5),
            Map.entry("i16x8.extend_low_i8x16_s", 8), Map.entry("i16x8.extend_high_i8x16_s", 8), Map.entry("i16x8.extmul_low_i8x16_u", 17),
            Map.entry("i16x8.extmul_high_i8x16_u", 17), Map.entry("i16x8.extmul_low_i8x16_s", 22),
            Map.entry("i16x8.extmul_high_i8x16_s", 22), Map.entry("i16x8.extadd_pairwise_i8x16_u", 4),
            Map.entry("i16x8.extadd_pairwise_i8x16_s", 10),
            Map.entry("i32x4.extend_low_i16x8_u", 2), Map.entry("i32x4.extend_high_i16x8_u", 2), Map.entry("i32x4.extend_low_i16x8_s", 3),
            Map.entry("i32x4.extend_high_i16x8_s", 3), Map.entry("i32x4.extmul_low_i16x8_u", 5), Map.entry("i32x4.extmul_high_i16x8_u", 5),
            Map.entry("i32x4.extmul_low_i16x8_s", 7), Map.entry("i32x4.extmul_high_i16x8_s", 7),
            Map.entry("i32x4.extadd_pairwise_i16x8_u", 3), Map.entry("i32x4.extadd_pairwise_i16x8_s", 4),
            Map.entry("i32x4.dot_i16x8_s", 9));

    private static final List<String> FLOATS = List.of("add", "sub", "mul", "div", "min", "max", "abs", "neg", "sqrt", "ceil", "floor",
            "nearest", "splat", "convert_i32x4_s", "relaxed_madd", "relaxed_nmadd");

    /** Comparisons make masks, which HotSpot has no vector instructions for where floats are compared. */
    private static final List<String> BITS_OF_FLOATS = List.of("lt", "gt", "le", "ge", "pmin", "pmax");

    private static final Map<String, Integer> WEIGHTS = new TreeMap<>(ANY_SHAPE);

    static {
        INTS.forEach((name, weight) -> WEIGHTS.put("i32x4." + name, weight));
        NARROW.forEach((name, weight) -> WEIGHTS.put("i8x16." + name, weight));
        NARROW.forEach((name, weight) -> WEIGHTS.put("i16x8." + name, weight));
        WEIGHTS.putAll(OTHERS);
        FLOATS.forEach(name -> WEIGHTS.put("f32x4." + name, 1));
        BITS_OF_FLOATS.forEach(name -> WEIGHTS.put("f32x4." + name, 22));
        WEIGHTS.put("i32x4.trunc_sat_f32x4_s", 1);
        WEIGHTS.put("i16x8.q15mulr_sat_s", 17);
        WEIGHTS.put("i8x16.swizzle", 22);
        WEIGHTS.put("i8x16.relaxed_swizzle", 22);
    }

    private WordOps() {}

    public static boolean has(Opcode opcode) {
        return WEIGHTS.containsKey(opcode.text());
    }

    /** About how many JVM instructions it takes. */
    public static int weight(Opcode opcode) {
        return WEIGHTS.get(opcode.text());
    }

    /** What the instruction makes. */
    public static Word.Type result(Opcode opcode) {
        return isFloat(opcode) ? Word.Type.FLOAT : Word.Type.INT;
    }

    /** What the instruction makes it of. */
    public static Word.Type operand(Opcode opcode) {
        return opcode == Opcode.I32X4_TRUNC_SAT_F32X4_S || isFloat(opcode) && opcode != Opcode.F32X4_CONVERT_I32X4_S
                && opcode != Opcode.F32X4_SPLAT ? Word.Type.FLOAT : Word.Type.INT;
    }

    /** Whether its result is calculated as a float, not as the bits of one. */
    private static boolean isFloat(Opcode opcode) {
        return opcode.text().startsWith("f32x4.") && FLOATS.contains(opcode.text().substring("f32x4.".length()));
    }

    /** The name of the method for it; low and high are the same one. */
    public static String method(Opcode opcode) {
        return opcode.text().replace('.', '_').replace("_low_", "_").replace("_high_", "_");
    }

    /**
     * If values can be combined by an instruction in any order: the word that changes nothing. Subtraction counts as the addition of what
     * is negated.
     */
    public static OptionalInt identity(Opcode opcode) {
        return switch (opcode) {
            case I8X16_ADD, I16X8_ADD, I32X4_ADD, V128_OR, V128_XOR, I8X16_MAX_U, I16X8_MAX_U, I32X4_MAX_U -> OptionalInt.of(0);
            case V128_AND, I8X16_MIN_U, I16X8_MIN_U, I32X4_MIN_U -> OptionalInt.of(-1);
            case I8X16_MAX_S -> OptionalInt.of(0x80808080);
            case I16X8_MAX_S -> OptionalInt.of(0x80008000);
            case I32X4_MAX_S -> OptionalInt.of(0x80000000);
            case I8X16_MIN_S -> OptionalInt.of(0x7F7F7F7F);
            case I16X8_MIN_S -> OptionalInt.of(0x7FFF7FFF);
            case I32X4_MIN_S -> OptionalInt.of(0x7FFFFFFF);
            default -> OptionalInt.empty();
        };
    }

    /** The addition that belongs to a subtraction, or the instruction itself. */
    static Opcode addition(Opcode opcode) {
        return switch (opcode) {
            case I8X16_SUB -> Opcode.I8X16_ADD;
            case I16X8_SUB -> Opcode.I16X8_ADD;
            case I32X4_SUB -> Opcode.I32X4_ADD;
            default -> opcode;
        };
    }

    /** The subtraction that belongs to an addition. */
    static Opcode subtraction(Opcode opcode) {
        return switch (opcode) {
            case I8X16_ADD -> Opcode.I8X16_SUB;
            case I16X8_ADD -> Opcode.I16X8_SUB;
            case I32X4_ADD -> Opcode.I32X4_SUB;
            default -> throw new IllegalArgumentException(opcode.text());
        };
    }
}
