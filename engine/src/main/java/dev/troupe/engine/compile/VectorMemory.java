package dev.troupe.engine.compile;

import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.runtime.VectorAccess;
import dev.troupe.engine.runtime.vector.V128;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Vector loads and stores (spec 4.6.9) as plain ones of at most eight bytes, so that every kind of memory serves them. A store writes
 * its highest part first: if that is inside the memory then so are the others, and nothing is ever half written. An address beyond the
 * reach of signed numbers fails there too, since a plain access with an offset refuses it.
 */
final class VectorMemory {
    private static final String VECTOR_ACCESS = Type.getInternalName(VectorAccess.class);
    private static final String SHAPES = V128.class.getPackageName().replace('.', '/') + "/";
    private final Body body;
    private final Code code;
    private final OperandStack stack;
    private final MemoryOps memories;
    /** Where a vector is that is being accessed, made when first needed. */
    private int index;
    /** Scratch variables by kind, made when first needed; nothing outlives one instruction there. */
    private final int[] scratch = new int[Kind.values().length];

    VectorMemory(Body body, MemoryOps memories) {
        this.body = body;
        this.code = body.code;
        this.stack = body.stack;
        this.memories = memories;
    }

    void access(Opcode opcode, int memory, long offset) {
        switch (opcode) {
            case V128_LOAD -> load(memory, offset);
            case V128_STORE -> store(memory, offset);
            case V128_LOAD8_SPLAT -> splat(Opcode.I64_LOAD8_U, memory, offset, 0x0101010101010101L);
            case V128_LOAD16_SPLAT -> splat(Opcode.I64_LOAD16_U, memory, offset, 0x0001000100010001L);
            case V128_LOAD32_SPLAT -> splat(Opcode.I64_LOAD32_U, memory, offset, 0x0000000100000001L);
            case V128_LOAD64_SPLAT -> splat(Opcode.I64_LOAD, memory, offset, 1);
            case V128_LOAD32_ZERO -> zero(Opcode.I64_LOAD32_U, memory, offset);
            case V128_LOAD64_ZERO -> zero(Opcode.I64_LOAD, memory, offset);
            case V128_LOAD8X8_S -> widen("I16x8", "extend_i8x16_s", memory, offset);
            case V128_LOAD8X8_U -> widen("I16x8", "extend_i8x16_u", memory, offset);
            case V128_LOAD16X4_S -> widen("I32x4", "extend_i16x8_s", memory, offset);
            case V128_LOAD16X4_U -> widen("I32x4", "extend_i16x8_u", memory, offset);
            case V128_LOAD32X2_S -> widen("I64x2", "extend_i32x4_s", memory, offset);
            case V128_LOAD32X2_U -> widen("I64x2", "extend_i32x4_u", memory, offset);
            default -> throw new IllegalArgumentException(opcode.text());
        }
    }

    private void load(int memory, long offset) {
        var kind = body.laneForms == null ? Kind.V128 : body.laneForms.loaded();
        boolean many = body.laneForms != null && body.laneForms.manyAccesses();
        if ((kind != Kind.V128 || many) && isFlat(memory, offset)) {
            int at = checked(memory, offset);
            var form = many ? body.laneForms.accessedAs(kind) : kind;
            if (many && form.isLanes()) {
                // C2 would load the lanes of all vectors first and move most of them out of registers again.
                code.invokeStatic("java/lang/invoke/VarHandle", "loadLoadFence", "()V");
            }
            for (int part = 0; part < form.parts(); part++) {
                loadFlat(form, memory, at, part * (16 / form.parts()));
                if (form != kind) {
                    FlatVectors.split(form, kind, code);
                }
            }
            stack.pushJvm(kind);
            return;
        }
        var address = popAddress();
        address.run();
        memories.access(Opcode.I64_LOAD, memory, offset);
        if (body.reachable) {
            address.run();
            memories.access(Opcode.I64_LOAD, memory, further(offset, 8));
        }
        if (body.reachable) {
            joined();
        }
    }

    /** Whether a vector can be checked as a whole before its lanes are accessed. */
    private boolean isFlat(int memory, long offset) {
        return body.layout.access(memory).isArray() && offset >= 0 && offset <= Integer.MAX_VALUE;
    }

    /** Checks the address at the top of the stack, which is popped, and returns the slot of the vector's index. */
    private int checked(int memory, long offset) {
        body.mark();
        stack.flush();
        if (body.laneForms.direct()) {
            checkInPlace(memory, (int) offset);
        } else {
            if (offset != 0) {
                code.pushInt((int) offset);
            }
            body.pushMemoryLength(memory);
            code.invokeStatic(VECTOR_ACCESS, "at", offset == 0 ? "(II)I" : "(III)I");
        }
        stack.drop(1);
        if (index == 0) {
            index = body.slots.scratch(Kind.I32);
        }
        code.store(Kind.I32, index);
        return index;
    }

    /** What {@link VectorAccess#at} does, by what C2 has to inline. */
    private void checkInPlace(int memory, int offset) {
        if (offset != 0) {
            // The end of an int is beyond that of any array, and so nothing wraps around.
            code.pushInt(Integer.MAX_VALUE - offset);
            checkIndex();
            code.pushInt(offset);
            code.op(Opcodes.IADD);
        }
        body.pushMemoryLength(memory);
        code.pushInt(VectorAccess.REST);
        code.op(Opcodes.ISUB);
        checkIndex();
    }

    private void checkIndex() {
        code.invokeStatic("java/util/Objects", "checkIndex", "(II)I");
    }

    /** In which form a vector is loaded where accesses are dear: to become numbers in longs and floats again takes its time. */
    static Kind accessedAs(Kind kind) {
        return switch (kind) {
            case F32X4, F64X2 -> kind;
            case I16X8 -> Kind.I32X4;
            default -> Kind.V128;
        };
    }

    private void loadFlat(Kind form, int memory, int at, int further) {
        FlatVectors.load(form, body.laneForms.direct(), () -> body.pushMemoryArray(memory), () -> pushIndex(at, further), code);
    }

    private void pushIndex(int slot, int further) {
        code.load(Kind.I32, slot);
        if (further > 0) {
            code.pushInt(further);
            code.op(Opcodes.IADD);
        }
    }

    private void store(int memory, long offset) {
        var kind = stack.topKind();
        boolean many = body.laneForms != null && body.laneForms.manyAccesses();
        if ((kind.isLanes() || many) && isFlat(memory, offset)) {
            stack.makePending(1);
            int value = stack.height() - 1;
            boolean constant = stack.isConstant(value);
            stack.drop(1);
            int slot = constant ? 0 : settle(value, kind);
            int at = checked(memory, offset);
            var form = many && (accessedAs(kind) != kind || body.laneForms.byHalves()) ? Kind.V128 : kind;
            for (int part = 0; part < form.parts(); part++) {
                int lane = part;
                int further = part * (16 / form.parts());
                FlatVectors.store(form, body.laneForms.direct(), () -> body.pushMemoryArray(memory), () -> pushIndex(at, further), () -> {
                    if (constant) {
                        code.pushLong(stack.constantHalf(value, lane));
                    } else if (form == kind && kind.isLanes()) {
                        code.load(kind.part(), slot + lane * kind.part().slots);
                    } else {
                        VectorParts.loadHalf(kind, slot, lane, code);
                    }
                }, code);
            }
            return;
        }
        var store = laneStore(kind);
        var value = popVector();
        var address = popAddress();
        for (int part = kind.parts() - 1; part >= 0 && body.reachable; part--) {
            address.run();
            value.push(part);
            memories.access(store, memory, further(offset, part * (16 / kind.parts())));
        }
    }

    /** What stores one part of a vector; narrow lanes are ints, of which only the lowest bytes are the lane's. */
    private static Opcode laneStore(Kind kind) {
        return switch (kind) {
            case I8X16 -> Opcode.I32_STORE8;
            case I16X8 -> Opcode.I32_STORE16;
            case I32X4 -> Opcode.I32_STORE;
            case F32X4 -> Opcode.F32_STORE;
            case F64X2 -> Opcode.F64_STORE;
            default -> Opcode.I64_STORE;
        };
    }

    /** An offset that is out of reach anyway must not wrap around. */
    private static long further(long offset, int bytes) {
        return offset < 0 ? offset : offset + bytes;
    }

    private void splat(Opcode load, int memory, long offset, long factor) {
        memories.access(load, memory, offset);
        if (body.reachable) {
            if (factor != 1) {
                code.pushLong(factor);
                code.op(Opcodes.LMUL);
            }
            code.op(Opcodes.DUP2);
            vectorInsteadOfLong();
        }
    }

    private void zero(Opcode load, int memory, long offset) {
        memories.access(load, memory, offset);
        if (body.reachable) {
            code.op(Opcodes.LCONST_0);
            vectorInsteadOfLong();
        }
    }

    private void widen(String shape, String method, int memory, long offset) {
        memories.access(Opcode.I64_LOAD, memory, offset);
        if (body.reachable) {
            code.op(Opcodes.DUP2);
            code.invokeStatic(SHAPES + shape, method, "(J)J");
            code.ops(Opcodes.DUP2_X2, Opcodes.POP2);
            code.pushInt(32);
            code.op(Opcodes.LUSHR);
            code.invokeStatic(SHAPES + shape, method, "(J)J");
            vectorInsteadOfLong();
        }
    }

    /** {@code v128.load8_lane}, {@code v128.store8_lane} and their like. */
    void accessLane(Opcode opcode, int memory, long offset, int lane) {
        var place = LanePlace.of(lane, 8 << opcode.naturalAlignment());
        stack.convertTop(Kind.V128);
        var value = popVector();
        var address = popAddress();
        if (opcode.signature().endsWith(":")) {
            address.run();
            value.push(place.half());
            stack.flush();
            place.shiftOut(code);
            memories.access(plain(opcode), memory, offset);
            return;
        }
        if (place.half() == 1) {
            value.push(0);
        }
        address.run();
        memories.access(plain(opcode), memory, offset);
        if (!body.reachable) {
            return;
        }
        place.shiftIn(code);
        value.push(place.half());
        stack.flush();
        place.merge(code);
        stack.drop(1);
        if (place.half() == 0) {
            value.push(1);
            stack.flush();
        }
        joined();
    }

    private static Opcode plain(Opcode opcode) {
        return switch (opcode) {
            case V128_LOAD8_LANE -> Opcode.I64_LOAD8_U;
            case V128_LOAD16_LANE -> Opcode.I64_LOAD16_U;
            case V128_LOAD32_LANE -> Opcode.I64_LOAD32_U;
            case V128_LOAD64_LANE -> Opcode.I64_LOAD;
            case V128_STORE8_LANE -> Opcode.I64_STORE8;
            case V128_STORE16_LANE -> Opcode.I64_STORE16;
            case V128_STORE32_LANE -> Opcode.I64_STORE32;
            case V128_STORE64_LANE -> Opcode.I64_STORE;
            default -> throw new IllegalArgumentException(opcode.text());
        };
    }

    /** Two i64 entries on the JVM's stack become one vector. */
    private void joined() {
        stack.drop(2);
        stack.pushJvm(Kind.V128);
    }

    private void vectorInsteadOfLong() {
        stack.drop(1);
        stack.pushJvm(Kind.V128);
    }

    /** A vector off the stack, whose parts can be pushed as entries: halves as i64, or lanes. */
    private interface Parts {
        void push(int part);
    }

    private Parts popVector() {
        stack.makePending(1);
        int top = stack.height() - 1;
        var kind = stack.kind(top);
        stack.drop(1);
        if (stack.isConstant(top)) {
            long[] halves = {stack.constantHalf(top, 0), stack.constantHalf(top, 1)};
            return half -> stack.pushConstant(Kind.I64, halves[half]);
        }
        int slot = settle(top, kind);
        return part -> stack.pushTemporary(kind.part(), slot + part * kind.part().slots);
    }

    /** Takes the address off the stack and returns how to push it again, any number of times. */
    private Runnable popAddress() {
        stack.makePending(1);
        int top = stack.height() - 1;
        var kind = stack.kind(top);
        stack.drop(1);
        if (stack.isConstant(top)) {
            long value = stack.constant(top);
            return () -> stack.pushConstant(kind, value);
        }
        int slot = settle(top, kind);
        return () -> stack.pushTemporary(kind, slot);
    }

    /** The slot of a popped entry, moved out of the way of new entries' temporaries and into variables. */
    private int settle(int position, Kind kind) {
        if (!stack.isTemporary(position) && stack.slot(position) >= 0) {
            return stack.slot(position);
        }
        if (scratch[kind.ordinal()] == 0) {
            scratch[kind.ordinal()] = body.slots.scratch(kind);
        }
        int slot = scratch[kind.ordinal()];
        code.load(kind, stack.slot(position));
        code.store(kind, slot);
        return slot;
    }
}
