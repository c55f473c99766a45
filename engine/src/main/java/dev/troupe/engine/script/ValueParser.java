package dev.troupe.engine.script;

import dev.troupe.engine.module.AbstractHeapType;
import dev.troupe.engine.module.HeapType;
import dev.troupe.engine.module.TypeIndex;
import dev.troupe.engine.text.TokenCursor;
import dev.troupe.engine.text.TokenKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Arguments and expected results. */
final class ValueParser {
    private final TokenCursor in;

    ValueParser(TokenCursor in) {
        this.in = in;
    }

    List<Constant> constants() {
        var constants = new ArrayList<Constant>();
        while (in.kind() == TokenKind.OPEN) {
            in.open();
            constants.add(constant());
            in.close();
        }
        return constants;
    }

    private Constant constant() {
        var position = in.copy();
        return switch (expected()) {
            case Expected.Value v -> v.constant();
            case Expected.Vector v -> vector(v, position);
            case Expected.Null n when n.type() != null -> new Constant.RefNull(n.type());
            default -> throw position.unexpected();
        };
    }

    private static Constant vector(Expected.Vector vector, TokenCursor position) {
        long[] halves = new long[2];
        int lanesPerHalf = 64 / vector.laneBits();
        for (int i = 0; i < vector.lanes().size(); i++) {
            if (!(vector.lanes().get(i) instanceof Expected.Value value)) {
                throw position.unexpected();
            }
            long mask = vector.laneBits() == 64 ? -1 : (1L << vector.laneBits()) - 1;
            halves[i / lanesPerHalf] |= (bits(value.constant()) & mask) << i % lanesPerHalf * vector.laneBits();
        }
        return new Constant.V128(halves[0], halves[1]);
    }

    /** The bits of a number. */
    static long bits(Constant constant) {
        return switch (constant) {
            case Constant.I32 c -> c.value();
            case Constant.I64 c -> c.value();
            case Constant.F32 c -> c.bits();
            case Constant.F64 c -> c.bits();
            default -> throw new IllegalArgumentException(constant.toString());
        };
    }

    List<Expected> results() {
        var results = new ArrayList<Expected>();
        while (in.kind() == TokenKind.OPEN) {
            in.open();
            results.add(in.isKeyword("either") ? either() : expected());
            in.close();
        }
        return results;
    }

    private Expected either() {
        in.advance();
        var alternatives = new ArrayList<Expected>();
        while (in.kind() == TokenKind.OPEN) {
            in.open();
            alternatives.add(expected());
            in.close();
        }
        return new Expected.Either(alternatives);
    }

    private Expected expected() {
        if (in.kind() != TokenKind.KEYWORD) {
            throw in.unexpected();
        }
        String word = in.text();
        switch (word) {
            case "i32.const", "i64.const", "f32.const", "f64.const" -> {
                in.advance();
                return word.charAt(0) == 'i' ? integer(Integer.parseInt(word.substring(1, 3))) : number(word.startsWith("f64"));
            }
            case "v128.const" -> {
                in.advance();
                return vector();
            }
            case "ref.null" -> {
                in.advance();
                return new Expected.Null(in.kind() == TokenKind.CLOSE ? null : heapType());
            }
            case "ref.extern", "ref.host" -> {
                in.advance();
                return host(word.equals("ref.extern"));
            }
            case "ref.func", "ref.i31", "ref.struct", "ref.array", "ref.eq", "ref.any", "ref.exn" -> {
                in.advance();
                skipIndex();
                return new Expected.Reference(AbstractHeapType.valueOf(word.substring(4).toUpperCase(Locale.ROOT)));
            }
            default -> throw in.unexpected();
        }
    }

    private void skipIndex() {
        if (in.kind() == TokenKind.NAT || in.kind() == TokenKind.ID) {
            in.advance();
        }
    }

    private Expected host(boolean extern) {
        if (in.kind() == TokenKind.CLOSE) {
            return new Expected.Reference(extern ? AbstractHeapType.EXTERN : AbstractHeapType.ANY);
        }
        int number = in.u32();
        return new Expected.Value(extern ? new Constant.RefExtern(number) : new Constant.RefHost(number));
    }

    private Expected integer(int bits) {
        long value = in.integer(bits);
        return new Expected.Value(bits == 64 ? new Constant.I64(value) : new Constant.I32((int) value));
    }

    private Expected number(boolean is64) {
        if (in.acceptKeyword("nan:canonical")) {
            return new Expected.Nan(is64, true);
        }
        if (in.acceptKeyword("nan:arithmetic")) {
            return new Expected.Nan(is64, false);
        }
        return new Expected.Value(is64 ? new Constant.F64(in.f64()) : new Constant.F32(in.f32()));
    }

    private Expected vector() {
        String shape = in.kind() == TokenKind.KEYWORD ? in.text() : "";
        int laneBits = switch (shape) {
            case "i8x16" -> 8;
            case "i16x8" -> 16;
            case "i32x4", "f32x4" -> 32;
            case "i64x2", "f64x2" -> 64;
            default -> throw in.unexpected();
        };
        in.advance();
        var lanes = new ArrayList<Expected>();
        for (int i = 0; i < 128 / laneBits; i++) {
            lanes.add(shape.charAt(0) == 'i' ? lane(laneBits) : number(laneBits == 64));
        }
        return new Expected.Vector(laneBits, lanes);
    }

    private Expected lane(int bits) {
        long value = in.integer(bits);
        if (bits < 32) {
            value = value << 64 - bits >> 64 - bits;
        }
        return new Expected.Value(bits == 64 ? new Constant.I64(value) : new Constant.I32((int) value));
    }

    private HeapType heapType() {
        if (in.kind() == TokenKind.NAT) {
            return new TypeIndex(in.u32());
        }
        for (var type : AbstractHeapType.values()) {
            if (in.acceptKeyword(type.toString())) {
                return type;
            }
        }
        throw in.unexpected();
    }
}
