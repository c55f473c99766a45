package dev.troupe.engine.compile;

import dev.troupe.engine.module.Opcode;
import org.objectweb.asm.Opcodes;

/**
 * Where a lane is in the pair of longs.
 *
 * @param half 0 for the low one
 * @param shift of the lane's lowest bit in the half
 * @param width in bits
 */
record LanePlace(int half, int shift, int width) {
    static LanePlace of(int lane, int width) {
        return new LanePlace(lane * width >> 6, lane * width & 63, width);
    }

    /** The lane of an instruction of a shape, such as {@code i16x8}. */
    static LanePlace of(Opcode opcode, int lane) {
        var text = opcode.text();
        return of(lane, Integer.parseInt(text, 1, text.indexOf('x'), 10));
    }

    private long mask() {
        return -1L >>> 64 - width << shift;
    }

    /** A long with the lane's new value in its lowest bits, and anything above, becomes one with nothing but the lane. */
    void shiftIn(Code code) {
        if (width < 64 && shift + width < 64) {
            code.pushLong(-1L >>> 64 - width);
            code.op(Opcodes.LAND);
        }
        if (shift > 0) {
            code.pushInt(shift);
            code.op(Opcodes.LSHL);
        }
    }

    /** The new value and on top of it the old half become the new half. */
    void merge(Code code) {
        if (width == 64) {
            code.op(Opcodes.POP2);
        } else {
            code.pushLong(~mask());
            code.ops(Opcodes.LAND, Opcodes.LOR);
        }
    }

    /** The half becomes a long with the lane in its lowest bits and anything above. */
    void shiftOut(Code code) {
        if (shift > 0) {
            code.pushInt(shift);
            code.op(Opcodes.LUSHR);
        }
    }
}
