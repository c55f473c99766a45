package dev.troupe.tests.differential;

import dev.troupe.engine.module.Feature;
import dev.troupe.engine.module.Immediate;
import dev.troupe.engine.module.Opcode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * An instruction with fixed operands, by kinds.
 *
 * @param result null if there is none
 * @param address whether the first operand is an address, which is not among {@code params}
 */
record Operator(Opcode opcode, List<Kind> params, Kind result, boolean address) {
    private static final Set<Immediate> IMMEDIATES = EnumSet.of(Immediate.NONE, Immediate.LANE, Immediate.SHUFFLE, Immediate.MEMARG,
            Immediate.MEMARG_LANE);
    private static final String MAKES_NAN = "f\\d+(x\\d)?\\.(add|sub|mul|div|sqrt|min|max|ceil|floor|trunc|nearest"
            + "|demote_f64|promote_f32|demote_f64x2_zero|promote_low_f32x4)";
    private static final String KEEPS_BITS = "f\\d+(x\\d)?\\.(neg|abs|pmin|pmax)";
    private static final String NEEDS_BITS = "f\\d+\\.(store|copysign)|.*reinterpret.*|.*\\.(splat|replace_lane)";
    private static final String COMPARES = "f\\d+x\\d\\.(eq|ne|lt|gt|le|ge)";

    /** All plain instructions of the given features; those that an engine may answer in several ways are left out. */
    static List<Operator> all(Set<Feature> features) {
        var operators = new ArrayList<Operator>();
        for (var opcode : Opcode.values()) {
            boolean wait = opcode.text().startsWith("memory.atomic.wait");
            if (opcode.signature() != null && IMMEDIATES.contains(opcode.immediate()) && features.contains(opcode.feature()) && !wait
                    && opcode.feature() != Feature.RELAXED_SIMD && opcode.feature() != Feature.WIDE_ARITHMETIC) {
                operators.add(of(opcode, opcode.text().matches(NEEDS_BITS)));
                if (opcode.text().matches(KEEPS_BITS)) {
                    operators.add(of(opcode, true));
                }
            }
        }
        return operators;
    }

    private static Operator of(Opcode opcode, boolean bits) {
        var text = opcode.text();
        var signature = opcode.signature().split(":", 2);
        boolean address = signature[0].startsWith("a");
        var params = new ArrayList<Kind>();
        for (char type : signature[0].substring(address ? 1 : 0).toCharArray()) {
            params.add(param(text, type, bits));
        }
        return new Operator(opcode, List.copyOf(params), signature[1].isEmpty() ? null : result(text, signature[1].charAt(0), bits),
                address);
    }

    private static Kind param(String text, char type, boolean bits) {
        return switch (type) {
            case 'i' -> Kind.I32;
            case 'l' -> Kind.I64;
            case 'f' -> bits ? Kind.F32_BITS : Kind.F32;
            case 'd' -> bits ? Kind.F64_BITS : Kind.F64;
            case 'v' ->
                bits || !(text.matches(MAKES_NAN) || text.matches(KEEPS_BITS) || text.matches(COMPARES) || text.contains("trunc_sat"))
                        ? Kind.V128
                        : text.contains("f64x2") && !text.contains("f64x2.promote") ? Kind.V_F64X2 : Kind.V_F32X4;
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static Kind result(String text, char type, boolean bits) {
        boolean loose = text.matches(MAKES_NAN) || !bits && text.matches(KEEPS_BITS);
        return switch (type) {
            case 'i' -> Kind.I32;
            case 'l' -> Kind.I64;
            case 'f' -> loose ? Kind.F32 : Kind.F32_BITS;
            case 'd' -> loose ? Kind.F64 : Kind.F64_BITS;
            case 'v' -> !loose ? Kind.V128 : text.startsWith("f32x4") ? Kind.V_F32X4 : Kind.V_F64X2;
            default -> throw new IllegalArgumentException(text);
        };
    }
}
