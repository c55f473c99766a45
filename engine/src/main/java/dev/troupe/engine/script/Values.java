package dev.troupe.engine.script;

import dev.troupe.engine.module.AbstractHeapType;
import dev.troupe.engine.runtime.GcObject;
import dev.troupe.engine.runtime.I31;
import dev.troupe.engine.runtime.V128;
import dev.troupe.engine.runtime.WasmArray;
import dev.troupe.engine.runtime.WasmException;
import dev.troupe.engine.runtime.WasmFunction;
import dev.troupe.engine.runtime.WasmStruct;
import java.util.ArrayList;
import java.util.List;

/** A script's values as the engine's boxed ones, and whether a result is what a script expects. */
final class Values {
    private static final int F32_QUIET = 0x7FC0_0000;
    private static final long F64_QUIET = 0x7FF8_0000_0000_0000L;

    private Values() {}

    static Object[] arguments(List<Constant> constants) {
        return constants.stream().map(Values::box).toArray();
    }

    private static Object box(Constant constant) {
        return switch (constant) {
            case Constant.I32 c -> c.value();
            case Constant.I64 c -> c.value();
            case Constant.F32 c -> Float.intBitsToFloat(c.bits());
            case Constant.F64 c -> Double.longBitsToDouble(c.bits());
            case Constant.V128 c -> new V128(c.low(), c.high());
            case Constant.RefNull c -> null;
            case Constant.RefExtern c -> new HostReference(c.number());
            case Constant.RefHost c -> new HostReference(c.number());
        };
    }

    static boolean match(List<Expected> expected, Object[] actual) {
        if (expected.size() != actual.length) {
            return false;
        }
        for (int i = 0; i < actual.length; i++) {
            if (!matches(expected.get(i), actual[i])) {
                return false;
            }
        }
        return true;
    }

    static boolean matches(Expected expected, Object actual) {
        return switch (expected) {
            case Expected.Value v -> equal(v.constant(), actual);
            case Expected.Nan n -> isNan(n, actual);
            case Expected.Vector v -> actual instanceof V128 vector && lanesMatch(v, vector);
            case Expected.Null n -> actual == null;
            case Expected.Reference r -> isReference(r.type(), actual);
            case Expected.Either e -> e.alternatives().stream().anyMatch(alternative -> matches(alternative, actual));
        };
    }

    private static boolean equal(Constant expected, Object actual) {
        return switch (expected) {
            case Constant.F32 c -> actual instanceof Float f && Float.floatToRawIntBits(f) == c.bits();
            case Constant.F64 c -> actual instanceof Double d && Double.doubleToRawLongBits(d) == c.bits();
            default -> actual != null && actual.equals(box(expected));
        };
    }

    private static boolean isNan(Expected.Nan expected, Object actual) {
        return switch (actual) {
            case Float f when !expected.is64() -> isNan32(expected.canonical(), Float.floatToRawIntBits(f));
            case Double d when expected.is64() -> isNan64(expected.canonical(), Double.doubleToRawLongBits(d));
            case null, default -> false;
        };
    }

    private static boolean isNan32(boolean canonical, int bits) {
        return canonical ? (bits & Integer.MAX_VALUE) == F32_QUIET : (bits & F32_QUIET) == F32_QUIET;
    }

    private static boolean isNan64(boolean canonical, long bits) {
        return canonical ? (bits & Long.MAX_VALUE) == F64_QUIET : (bits & F64_QUIET) == F64_QUIET;
    }

    private static boolean lanesMatch(Expected.Vector expected, V128 actual) {
        int lanesPerHalf = 64 / expected.laneBits();
        for (int i = 0; i < expected.lanes().size(); i++) {
            long half = i < lanesPerHalf ? actual.low() : actual.high();
            int unused = 64 - expected.laneBits();
            long lane = half >>> i % lanesPerHalf * expected.laneBits() << unused >> unused;
            boolean matches = switch (expected.lanes().get(i)) {
                case Expected.Value v -> ValueParser.bits(v.constant()) == lane;
                case Expected.Nan n when n.is64() -> isNan64(n.canonical(), lane);
                case Expected.Nan n -> isNan32(n.canonical(), (int) lane);
                default -> false;
            };
            if (!matches) {
                return false;
            }
        }
        return true;
    }

    private static boolean isReference(AbstractHeapType type, Object actual) {
        return switch (type) {
            case FUNC -> actual instanceof WasmFunction;
            case EXN -> actual instanceof WasmException;
            case EQ -> actual instanceof GcObject;
            case I31 -> actual instanceof I31;
            case STRUCT -> actual instanceof WasmStruct;
            case ARRAY -> actual instanceof WasmArray;
            default -> actual != null;
        };
    }

    static String describe(Object[] values) {
        var texts = new ArrayList<String>();
        for (var value : values) {
            texts.add(switch (value) {
                case null -> "null";
                case Integer i -> "i32 " + i;
                case Long l -> "i64 " + l;
                case Float f -> "f32 " + f + String.format(" (0x%08x)", Float.floatToRawIntBits(f));
                case Double d -> "f64 " + d + String.format(" (0x%016x)", Double.doubleToRawLongBits(d));
                case V128 v -> String.format("v128 0x%016x%016x", v.high(), v.low());
                default -> value.toString();
            });
        }
        return texts.toString();
    }
}
