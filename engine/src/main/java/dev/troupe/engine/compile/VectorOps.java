package dev.troupe.engine.compile;

import dev.troupe.engine.module.Opcode;
import org.objectweb.asm.Opcodes;

/**
 * Vector instructions (spec 4.6.2). Operands are made pending, so that each half of the result loads the halves it needs; both halves
 * of the result end on the JVM's stack.
 */
final class VectorOps {
    private final Code code;
    private final OperandStack stack;
    private final VectorMemory memory;

    VectorOps(Body body, MemoryOps memories) {
        code = body.code;
        stack = body.stack;
        memory = new VectorMemory(body, memories);
    }

    void constant(long low, long high) {
        stack.pushVector(low, high);
    }

    /** An instruction without immediates. */
    void plain(Opcode opcode) {
        var row = VectorForm.of(opcode);
        int count = opcode.signature().indexOf(':');
        var result = Kind.of(opcode.signature().charAt(count + 1));
        switch (row.form()) {
            case HALVES -> {
                int first = pend(count);
                halves(row, first, count, 0);
                halves(row, first, count, 1);
            }
            case WIDEN_LOW -> widen(row, pend(count), count, 0);
            case WIDEN_HIGH -> widen(row, pend(count), count, 1);
            case PAIRS -> {
                int first = pend(count);
                stack.load(first);
                row.emit(code, "JJ", Kind.I64);
                stack.load(first + 1);
                row.emit(code, "JJ", Kind.I64);
            }
            case PAIR_AND_ZERO -> {
                stack.load(pend(count));
                row.emit(code, "JJ", Kind.I64);
                code.op(Opcodes.LCONST_0);
            }
            case SWIZZLE -> {
                int first = pend(count);
                for (int half = 0; half < 2; half++) {
                    stack.load(first);
                    stack.loadHalf(first + 1, half);
                    row.emit(code, "JJJ", Kind.I64);
                }
            }
            case SPLAT -> {
                var operand = stack.topKind();
                stack.flush();
                row.emit(code, operand.descriptor, Kind.I64);
                code.op(Opcodes.DUP2);
            }
            case NUMBER -> {
                stack.flush();
                row.emit(code, "JJ", result);
            }
        }
        stack.drop(count);
        stack.pushResult(result);
    }

    /** Makes the operands pending and returns the first one's position. */
    private int pend(int count) {
        stack.makePending(count);
        return stack.height() - count;
    }

    private void halves(VectorForm row, int first, int count, int half) {
        var parameters = new StringBuilder();
        for (int i = first; i < first + count; i++) {
            var kind = stack.kind(i);
            if (kind == Kind.V128) {
                stack.loadHalf(i, half);
                parameters.append('J');
            } else {
                stack.load(i);
                parameters.append(kind.descriptor);
            }
        }
        row.emit(code, parameters.toString(), Kind.I64);
    }

    private void widen(VectorForm row, int first, int count, int half) {
        for (int part = 0; part < 2; part++) {
            for (int i = first; i < first + count; i++) {
                stack.loadHalf(i, half);
                if (part == 1) {
                    code.pushInt(32);
                    code.op(Opcodes.LUSHR);
                }
            }
            row.emit(code, "J".repeat(count), Kind.I64);
        }
    }

    /** {@code extract_lane}, {@code replace_lane}. */
    void lane(Opcode opcode, int lane) {
        var place = LanePlace.of(opcode, lane);
        if (opcode.signature().endsWith("v")) {
            int first = pend(2);
            for (int half = 0; half < 2; half++) {
                if (half == place.half()) {
                    stack.load(first + 1);
                    Bits.toLong(stack.kind(first + 1), code);
                    place.shiftIn(code);
                    stack.loadHalf(first, half);
                    place.merge(code);
                } else {
                    stack.loadHalf(first, half);
                }
            }
            stack.drop(2);
            stack.pushResult(Kind.V128);
        } else {
            var result = Kind.of(opcode.signature().charAt(2));
            stack.loadHalf(pend(1), place.half());
            place.shiftOut(code);
            Bits.fromLong(result, code);
            switch (opcode) {
                case I8X16_EXTRACT_LANE_S -> code.op(Opcodes.I2B);
                case I16X8_EXTRACT_LANE_S -> code.op(Opcodes.I2S);
                case I8X16_EXTRACT_LANE_U -> {
                    code.pushInt(0xFF);
                    code.op(Opcodes.IAND);
                }
                case I16X8_EXTRACT_LANE_U -> code.op(Opcodes.I2C);
                default -> {}
            }
            stack.drop(1);
            stack.pushResult(result);
        }
    }

    void shuffle(long low, long high) {
        int first = pend(2);
        Shuffle.half(low, first, stack, code);
        Shuffle.half(high, first, stack, code);
        stack.drop(2);
        stack.pushResult(Kind.V128);
    }

    void access(Opcode opcode, int index, long offset) {
        memory.access(opcode, index, offset);
    }

    void accessLane(Opcode opcode, int index, long offset, int lane) {
        memory.accessLane(opcode, index, offset, lane);
    }
}
