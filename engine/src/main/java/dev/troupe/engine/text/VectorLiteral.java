package dev.troupe.engine.text;

import dev.troupe.engine.module.BinaryWriter;

/** A vector constant (spec 6.5.10): a shape and its lanes. */
final class VectorLiteral {
    private VectorLiteral() {}

    static void parse(TokenCursor in, BinaryWriter out) {
        if (in.kind() != TokenKind.KEYWORD) {
            throw in.unexpected();
        }
        int lanes = switch (in.text()) {
            case "i8x16" -> 16;
            case "i16x8" -> 8;
            case "i32x4", "f32x4" -> 4;
            case "i64x2", "f64x2" -> 2;
            default -> throw in.unexpected();
        };
        boolean isFloat = in.text().startsWith("f");
        in.advance();
        int found = 0;
        while (in.isNumber()) {
            in.advance();
            found++;
        }
        if (in.isUnknown()) {
            throw in.unexpected();
        }
        if (found != lanes) {
            throw in.error("wrong number of lane literals: expected " + lanes + ", found " + found);
        }
        in.moveTo(in.position() - found);
        for (int i = 0; i < lanes; i++) {
            lane(in, out, lanes, isFloat);
        }
    }

    private static void lane(TokenCursor in, BinaryWriter out, int lanes, boolean isFloat) {
        if (isFloat && lanes == 4) {
            out.fixed32(in.f32());
        } else if (isFloat) {
            out.fixed64(in.f64());
        } else {
            int bits = 128 / lanes;
            long value = in.integer(bits);
            for (int shift = 0; shift < bits; shift += 8) {
                out.u8((int) (value >>> shift));
            }
        }
    }
}
