package dev.troupe.engine.compile;

import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.runtime.vector.V128;
import org.objectweb.asm.Opcodes;

/**
 * {@code i8x16.shuffle}, whose lane indices are constants: each half of the result is an or of source halves, each shifted so that some
 * of its bytes come to lie where they belong, and masked where the shift does not clear the others. Whole lanes of 32 or 64 bits and
 * byte rotations come out as one or two shifts. Bytes that are zipped, or picked one in two, need every distance; they have code of
 * their own.
 */
final class Shuffle {
    private static final String SHAPES = V128.class.getPackageName().replace('.', '/') + "/";
    private static final int BYTES = 8;
    /** The places of the four low bytes of a long after zipping with zeros. */
    private static final long ZIP_LOW = 0x00FF00FF00FF00FFL;

    private Shuffle() {}

    /** Pushes one half of the result. {@code indices} has a byte for each of its bytes; the operands are pending from {@code first} on. */
    static void half(long indices, int first, OperandStack stack, Code code) {
        long mask = 0;
        long constant = 0;
        for (int at = 0; at < BYTES; at++) {
            int index = index(indices, at);
            int operand = first + (index >> 4);
            if (stack.isConstant(operand)) {
                constant |= (stack.constantHalf(operand, index >> 3 & 1) >>> (index & 7) * 8 & 0xFF) << at * 8;
            } else {
                mask |= 0xFFL << at * 8;
            }
        }
        int terms = 0;
        while (mask != 0) {
            long done = zip(indices, mask, first, stack, code);
            if (done == 0) {
                done = gather(indices, mask, first, stack, code);
            }
            if (done == 0) {
                done = reversed(indices, mask, first, stack, code);
            }
            if (done == 0) {
                done = shifted(indices, mask, first, stack, code);
            }
            mask &= ~done;
            if (terms++ > 0) {
                code.op(Opcodes.LOR);
            }
        }
        if (terms == 0) {
            code.pushLong(constant);
        } else if (constant != 0) {
            code.pushLong(constant);
            code.op(Opcodes.LOR);
        }
    }

    /** Pushes the result as four ints if each is an int of the operands with its bytes rotated; otherwise does nothing. */
    static boolean lanes(long low, long high, int first, OperandStack stack, Code code) {
        if (!movesInts(low, high)) {
            return false;
        }
        for (int lane = 0; lane < 4; lane++) {
            int start = index(lane < 2 ? low : high, (lane & 1) * 4);
            stack.loadPart(first + (start >> 4), Kind.I32X4, start >> 2 & 3);
            if ((start & 3) != 0) {
                Rotation.emit(Opcode.I32_ROTR, (start & 3) * 8, code);
            }
        }
        return true;
    }

    /** Indices of a shuffle for those of a swizzle: one that is out of range takes a byte of the second operand. */
    static long ofSwizzle(long indices) {
        long result = 0;
        for (int at = 0; at < BYTES; at++) {
            result |= Math.min(index(indices, at), 2L * BYTES) << at * 8;
        }
        return result;
    }

    /** Whether each int of the result is an int of the operands with its bytes rotated. */
    static boolean movesInts(long low, long high) {
        for (int lane = 0; lane < 4; lane++) {
            if (!isLane(lane < 2 ? low : high, (lane & 1) * 4)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLane(long indices, int from) {
        int start = index(indices, from);
        for (int i = 1; i < 4; i++) {
            if (index(indices, from + i) != (start & ~3) + (start + i & 3)) {
                return false;
            }
        }
        return true;
    }

    private static int index(long indices, int at) {
        return (int) (indices >>> at * 8) & 0xFF;
    }

    private static int source(long indices, int at) {
        return index(indices, at) >> 3;
    }

    private static void load(int source, int first, OperandStack stack) {
        stack.loadHalf(first + (source >> 1), source & 1);
    }

    private static void shift(int opcode, int bits, Code code) {
        if (bits > 0) {
            code.pushInt(bits);
            code.op(opcode);
        }
    }

    private static void mask(long mask, Code code) {
        code.pushLong(mask);
        code.op(Opcodes.LAND);
    }

    /** Every second byte from four neighbours: pushes them and returns the bytes done, or 0. */
    private static long zip(long indices, long mask, int first, OperandStack stack, Code code) {
        for (int odd = 0; odd < 2; odd++) {
            long places = ZIP_LOW << odd * 8;
            int start = index(indices, odd);
            if ((mask & places) != places || (start & 7) > 4) {
                continue;
            }
            boolean fits = true;
            for (int i = 0; i < 4; i++) {
                fits &= index(indices, odd + 2 * i) == start + i;
            }
            if (fits) {
                load(start >> 3, first, stack);
                shift(Opcodes.LUSHR, (start & 7) * 8, code);
                code.invokeStatic(SHAPES + "I16x8", "extend_i8x16_u", "(J)J");
                shift(Opcodes.LSHL, odd * 8, code);
                return places;
            }
        }
        return 0;
    }

    /** Four neighbours from every second byte. */
    private static long gather(long indices, long mask, int first, OperandStack stack, Code code) {
        for (int upper = 0; upper < 2; upper++) {
            long places = 0xFFFFFFFFL << upper * 32;
            int start = index(indices, upper * 4);
            if ((mask & places) != places || (start & 7) > 1) {
                continue;
            }
            boolean fits = true;
            for (int i = 0; i < 4; i++) {
                fits &= index(indices, upper * 4 + i) == start + 2 * i;
            }
            if (fits) {
                load(start >> 3, first, stack);
                shift(Opcodes.LUSHR, (start & 7) * 8, code);
                code.invokeStatic(SHAPES + "I8x16", "gather", "(J)J");
                shift(Opcodes.LSHL, upper * 32, code);
                return places;
            }
        }
        return 0;
    }

    /** All eight bytes of a source backwards. */
    private static long reversed(long indices, long mask, int first, OperandStack stack, Code code) {
        int source = source(indices, 0);
        if (mask != -1L || indices != 0x0001020304050607L + source * 0x0808080808080808L) {
            return 0;
        }
        load(source, first, stack);
        code.invokeStatic("java/lang/Long", "reverseBytes", "(J)J");
        return mask;
    }

    /** All bytes of the mask's first byte's source that move by the same distance. */
    private static long shifted(long indices, long mask, int first, OperandStack stack, Code code) {
        int start = Long.numberOfTrailingZeros(mask) / 8;
        int source = source(indices, start);
        int distance = start - (index(indices, start) & 7);
        long plain = moved(indices, mask, source, distance);
        long around = plain | moved(indices, mask, source, distance > 0 ? distance - BYTES : distance + BYTES);
        load(source, first, stack);
        if (around != plain) {
            code.pushInt(distance * 8 & 63);
            code.invokeStatic("java/lang/Long", "rotateLeft", "(JI)J");
            if (around != -1L) {
                mask(around, code);
            }
            return around;
        }
        shift(distance < 0 ? Opcodes.LUSHR : Opcodes.LSHL, Math.abs(distance) * 8, code);
        if (plain != (distance < 0 ? -1L >>> -distance * 8 : -1L << distance * 8)) {
            mask(plain, code);
        }
        return plain;
    }

    private static long moved(long indices, long mask, int source, int distance) {
        long moved = 0;
        for (int at = 0; at < BYTES; at++) {
            boolean here = source(indices, at) == source && at - (index(indices, at) & 7) == distance;
            if (here && (mask >>> at * 8 & 0xFF) != 0) {
                moved |= 0xFFL << at * 8;
            }
        }
        return moved;
    }
}
