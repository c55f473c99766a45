package dev.troupe.engine.compile;

import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.runtime.vector.I8x16;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Vector instructions (spec 4.6.2). Operands are made pending, so that each half of the result loads the halves it needs; both halves
 * of the result end on the JVM's stack.
 */
final class VectorOps {
    private static final String I8X16 = Type.getInternalName(I8x16.class);
    private static final Handle PAIRS = new Handle(Opcodes.H_INVOKESTATIC, I8X16, "pairs",
            "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;JJ)[C", false);

    private final Body body;
    private final Code code;
    private final OperandStack stack;
    private final MemoryOps memories;
    private final VectorMemory memory;

    /** What does one lane of each vector, or null. */
    private final LaneWise laneWise;

    VectorOps(Body body, MemoryOps memories, boolean oneLane) {
        this.body = body;
        laneWise = oneLane ? new LaneWise(body, memories) : null;
        code = body.code;
        stack = body.stack;
        this.memories = memories;
        memory = new VectorMemory(body, memories);
    }

    void constant(long low, long high) {
        if (laneWise != null) {
            laneWise.constant(low, high);
            return;
        }
        stack.pushVector(low, high);
    }

    /** An instruction without immediates. */
    void plain(Opcode opcode) {
        if (laneWise != null) {
            laneWise.plain(opcode);
            return;
        }
        int count = opcode.signature().indexOf(':');
        if (body.laneForms != null && (lanes(opcode, count) || widening(opcode, count))) {
            return;
        }
        if (opcode == Opcode.I8X16_EQ && body.laneForms != null && equalBytes()) {
            return;
        }
        if (body.laneForms != null && counts(opcode)) {
            return;
        }
        if ((opcode == Opcode.I8X16_SWIZZLE || opcode == Opcode.I8X16_RELAXED_SWIZZLE) && stack.topIsConstant()) {
            constantSwizzle();
            return;
        }
        var table = VectorForm.of(opcode).form() == VectorForm.Form.SWIZZLE ? stack.constantVector(stack.height() - 2) : null;
        if (table != null) {
            lookUp(table[0], table[1]);
            return;
        }
        var row = VectorForm.of(opcode);
        if (body.laneForms != null && body.laneForms.onlySigns(opcode)) {
            row = row.signs();
        }
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
                stack.loadPair(first);
                row.emit(code, "JJ", Kind.I64);
                stack.loadPair(first + 1);
                row.emit(code, "JJ", Kind.I64);
            }
            case PAIR_AND_ZERO -> {
                stack.loadPair(pend(count));
                row.emit(code, "JJ", Kind.I64);
                code.op(Opcodes.LCONST_0);
            }
            case SWIZZLE -> {
                int first = pend(count);
                for (int half = 0; half < 2; half++) {
                    stack.loadPair(first);
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
                stack.convertTop(Kind.V128);
                stack.flush();
                row.emit(code, "JJ", result);
            }
            default -> throw new IllegalStateException(opcode.text());
        }
        stack.drop(count);
        stack.pushResult(result);
    }

    /**
     * Writes {@code i8x16.eq} and the question whether and where there are equal bytes, which is quickly answered if there are none. The
     * comparison itself is left for a local that may never be read.
     */
    private boolean equalBytes() {
        var asked = body.laneForms.asked();
        int kept = asked == null ? -1 : asked.keptIn();
        if (asked == null || kept >= 0 && (body.localKinds[kept] != Kind.V128 || stack.isPending(kept))) {
            return false;
        }
        var row = VectorForm.of(Opcode.I8X16_EQ);
        int first = pend(2);
        stack.loadPair(first);
        stack.loadPair(first + 1);
        code.invokeStatic(row.owner(), asked.bitmask() ? "eq_bitmask" : "eq_any_true", "(JJJJ)I");
        if (kept >= 0) {
            halves(row, first, 2, 0);
            halves(row, first, 2, 1);
            code.store(Kind.V128, body.localSlots[kept]);
            stack.changed(kept);
        }
        stack.drop(2);
        stack.pushResult(Kind.I32);
        body.laneForms.answered(asked);
        return true;
    }

    /** Writes a comparison and what counts its lanes, which needs no masks. */
    private boolean counts(Opcode opcode) {
        var counted = body.laneForms.counted(opcode);
        int kept = counted == null ? -1 : counted.keptIn();
        if (counted == null || kept >= 0 && (body.localKinds[kept] != Kind.V128 || stack.isPending(kept))) {
            return false;
        }
        int first = pend(3);
        if (kept >= 0) {
            code.pushLong(counted.ones());
            code.pushLong(counted.ones());
            code.store(Kind.V128, body.localSlots[kept]);
            stack.changed(kept);
        }
        for (int half = 0; half < 2; half++) {
            for (int i = first; i < first + 3; i++) {
                stack.loadHalf(i, half);
            }
            code.invokeStatic(VectorForm.of(opcode).owner(), "count_eq", "(JJJ)J");
        }
        stack.drop(3);
        stack.pushResult(Kind.V128);
        body.laneForms.answered(counted);
        return true;
    }

    /** Writes an instruction lane by lane, if it is one of those. */
    private boolean lanes(Opcode opcode, int count) {
        int first = stack.height() - count;
        var row = LaneForm.of(opcode);
        if (LaneForm.isBitwise(opcode) && (stack.kind(first) == Kind.I32X4 || stack.kind(first + 1) == Kind.I32X4)) {
            row = LaneForm.bitwise(opcode);
        }
        if (row == null) {
            return false;
        }
        boolean rotates = (opcode == Opcode.I32X4_SHL || opcode == Opcode.I32X4_SHR_U)
                && stack.isConstant(first + 1)
                && body.laneForms.rotates(opcode, stack.local(first), (int) stack.constant(first + 1));
        pend(count);
        var kind = row.kind();
        for (int part = 0; part < kind.parts(); part++) {
            for (int i = first; i < first + (rotates ? 1 : count); i++) {
                loadPart(i, kind, part);
            }
            if (rotates) {
                Rotation.emit(opcode == Opcode.I32X4_SHL ? Opcode.I32_ROTL : Opcode.I32_ROTR, (int) stack.constant(first + 1), code);
            } else {
                row.emit(count, code);
            }
        }
        stack.drop(count);
        stack.pushResult(kind);
        return true;
    }

    /** Writes an instruction that makes wide lanes of narrow ones lane by lane, if that is better than with longs. */
    private boolean widening(Opcode opcode, int count) {
        int first = stack.height() - count;
        var row = LaneWidening.of(opcode);
        boolean lanes = row != null
                && (row.always() || stack.kind(first) == row.operand() || stack.kind(first + count - 1) == row.operand());
        if (!lanes) {
            return false;
        }
        pend(count);
        for (int lane = 0; lane < row.result().parts(); lane++) {
            row.emit(lane, first, stack, code);
        }
        stack.drop(count);
        stack.pushResult(row.result());
        return true;
    }

    /** A number is the same for all parts. */
    private void loadPart(int position, Kind kind, int part) {
        if (stack.kind(position).parts() > 1) {
            stack.loadPart(position, kind, part);
        } else {
            stack.load(position);
        }
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
            if (kind == Kind.V128 || kind.isLanes()) {
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
        if (laneOfLanes(opcode, lane)) {
            return;
        }
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

    /** The same where the vector has the instruction's form. */
    private boolean laneOfLanes(Opcode opcode, int lane) {
        int count = opcode.signature().indexOf(':');
        var kind = stack.kind(stack.height() - count);
        // Narrow lanes are sign-extended where they are, which is not what all of these want.
        if (!kind.isLanes() || kind.parts() > 4 || !opcode.name().startsWith(kind.name())) {
            return false;
        }
        int first = pend(count);
        if (count == 1) {
            stack.loadPart(first, kind, lane);
        } else {
            for (int part = 0; part < kind.parts(); part++) {
                loadPart(part == lane ? first + 1 : first, kind, part);
            }
        }
        stack.drop(count);
        stack.pushResult(count == 1 ? kind.part() : kind);
        return true;
    }

    void shuffle(long low, long high) {
        if (laneWise != null) {
            laneWise.shuffle(low, high);
            return;
        }
        int first = pend(2);
        var kind = stack.kind(first).isLanes() ? stack.kind(first) : stack.kind(first + 1);
        if (kind != Kind.I32X4 || !Shuffle.lanes(low, high, first, stack, code)) {
            kind = Kind.V128;
            Shuffle.half(low, first, stack, code);
            Shuffle.half(high, first, stack, code);
        }
        stack.drop(2);
        stack.pushResult(kind);
    }

    /** With constant indices it is a shuffle with zeros. */
    private void constantSwizzle() {
        int top = stack.height() - 1;
        long low = Shuffle.ofSwizzle(stack.constantHalf(top, 0));
        long high = Shuffle.ofSwizzle(stack.constantHalf(top, 1));
        stack.drop(1);
        stack.pushVector(0, 0);
        shuffle(low, high);
    }

    /** In a constant table two bytes are looked up at a time. */
    private void lookUp(long low, long high) {
        int first = pend(2);
        var pairs = new ConstantDynamic("pairs", "[C", PAIRS, low, high);
        for (int half = 0; half < 2; half++) {
            code.ldc(pairs);
            stack.loadHalf(first + 1, half);
            code.invokeStatic(I8X16, "swizzle", "([CJ)J");
        }
        stack.drop(2);
        stack.pushResult(Kind.V128);
    }

    void access(Opcode opcode, int index, long offset) {
        if (laneWise != null) {
            laneWise.load(opcode, index, offset);
            return;
        }
        var number = body.laneForms == null ? null : NumberForLanes.of(opcode, body.laneForms.loaded());
        if (number != null) {
            memories.access(number.load(), index, offset);
            if (body.reachable) {
                plain(number.splat());
            }
            return;
        }
        memory.access(opcode, index, offset);
    }

    /** How a number is loaded that all lanes of a form get. */
    private record NumberForLanes(Opcode load, Opcode splat) {
        /** Null if the form's lanes have another size. */
        static NumberForLanes of(Opcode opcode, Kind form) {
            return switch (form) {
                case F32X4 -> opcode == Opcode.V128_LOAD32_SPLAT ? new NumberForLanes(Opcode.F32_LOAD, Opcode.F32X4_SPLAT) : null;
                case I32X4 -> opcode == Opcode.V128_LOAD32_SPLAT ? new NumberForLanes(Opcode.I32_LOAD, Opcode.I32X4_SPLAT) : null;
                case F64X2 -> opcode == Opcode.V128_LOAD64_SPLAT ? new NumberForLanes(Opcode.F64_LOAD, Opcode.F64X2_SPLAT) : null;
                default -> null;
            };
        }
    }

    void accessLane(Opcode opcode, int index, long offset, int lane) {
        memory.accessLane(opcode, index, offset, lane);
    }
}
