package dev.troupe.engine.compile;

import java.util.Arrays;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** A method being written, with the shorthands that translation needs. Knows nothing of WebAssembly's control flow. */
final class Code {
    private static final int MAX_HANDLERS = 65535;

    /**
     * For each instruction HotSpot's verifier goes through the method's frames up to that of each handler around: so many steps are some
     * seconds, which nothing interrupts. A function of 20 KB, two thousand handlers in one another, took half a minute.
     */
    private static final long MAX_VERIFIED = 1L << 35;
    /** So many locals more or less a frame in short form may have than the one before (JVM specification 4.7.4). */
    private static final int MAX_DIFFERENCE = 3;
    /** Twice as many as the bytes that a method can have. */
    private static final int MAX_INSTRUCTIONS = 2 * 65535;

    final MethodVisitor mv;
    /**
     * The frame of the labels just placed, written before the next instruction: where labels meet in one place the last one's frame,
     * which promises least, holds for all.
     */
    private Object[] frameLocals;

    private Object[] frameStack;
    /** The locals of the frame written last. */
    private Object[] writtenLocals;

    /** Where the object is whose fields negative slots are. */
    private int sharedSlot;

    private String sharedClass;

    private final DynamicCalls dynamicCalls;
    /** Entries of the exception table. */
    private int handlers;
    /** The bytes that they cover, in all. */
    private long handled;
    private int frames;
    /** Or a little more. */
    private int instructions;

    Code(MethodVisitor mv) {
        this(mv, new DynamicCalls());
    }

    /** @param dynamicCalls those of the class so far */
    Code(MethodVisitor mv, DynamicCalls dynamicCalls) {
        this.mv = mv;
        this.dynamicCalls = dynamicCalls;
    }

    /** How many {@code invokedynamic} instructions a class has. */
    static final class DynamicCalls {
        /**
         * HotSpot numbers these instructions and the strings and dynamic constants of a class with 16 bits, unchecked: with more of them
         * JDK 25 takes one for another, and ends the process.
         */
        private static final int MAX = 1 << 14;

        private int count;
    }

    /** Whether there may be one more {@code invokedynamic}. */
    boolean mayCallDynamically() {
        return dynamicCalls.count < DynamicCalls.MAX;
    }

    /** An entry of the exception table; the JVM takes the first that covers an instruction. */
    void handler(Label start, Label end, Label handler, String exception) {
        if (++handlers > MAX_HANDLERS) {
            // ASM would write the number's lower 16 bits.
            throw FunctionTooLargeException.ofHandlers();
        }
        handled += end.getOffset() - start.getOffset();
        mv.visitTryCatchBlock(start, end, handler, exception);
    }

    /** Ends the method; tells how many bytes it has. Where jumps are long, ASM may still make it larger: beyond 32 KB. */
    int end() {
        var end = new Label();
        mv.visitLabel(end);
        mv.visitMaxs(0, 0);
        mv.visitEnd();
        if (handled * frames > MAX_VERIFIED) {
            throw FunctionTooLargeException.ofNestedHandlers();
        }
        return end.getOffset();
    }

    void op(int opcode) {
        begin();
        mv.visitInsn(opcode);
    }

    void ops(int... opcodes) {
        for (int opcode : opcodes) {
            op(opcode);
        }
    }

    /** Makes negative slots the fields of an object in the given variable. */
    void shareLocals(int slot, String className) {
        sharedSlot = slot;
        sharedClass = className;
    }

    void loadShared() {
        loadRef(sharedSlot);
    }

    void storeShared() {
        storeRef(sharedSlot);
    }

    void load(Kind kind, int slot) {
        begin();
        if (slot < 0 && kind == Kind.V128) {
            loadHalf(slot, 0);
            loadHalf(slot, 1);
            return;
        }
        if (slot < 0) {
            loadShared();
            getField(sharedClass, SharedLocals.field(slot), kind.descriptor);
            return;
        }
        var part = kind.part();
        for (int at = slot; at < slot + kind.slots; at += part.slots) {
            mv.visitVarInsn(part.load, at);
        }
    }

    void store(Kind kind, int slot) {
        begin();
        if (slot < 0 && kind == Kind.V128) {
            storeHalf(slot, 1);
            storeHalf(slot, 0);
            return;
        }
        if (slot < 0) {
            loadShared();
            if (kind.slots == 2) {
                ops(Opcodes.DUP_X2, Opcodes.POP);
            } else {
                op(Opcodes.SWAP);
            }
            putField(sharedClass, SharedLocals.field(slot), kind.descriptor);
            return;
        }
        var part = kind.part();
        for (int at = slot + kind.slots - part.slots; at >= slot; at -= part.slots) {
            mv.visitVarInsn(part.store, at);
        }
    }

    /** Pushes a half of a vector in two longs. */
    void loadHalf(int slot, int half) {
        if (slot >= 0) {
            load(Kind.I64, slot + 2 * half);
        } else {
            loadShared();
            getField(sharedClass, SharedLocals.field(slot, half), "J");
        }
    }

    private void storeHalf(int slot, int half) {
        loadShared();
        ops(Opcodes.DUP_X2, Opcodes.POP);
        putField(sharedClass, SharedLocals.field(slot, half), "J");
    }

    void loadRef(int slot) {
        begin();
        mv.visitVarInsn(Opcodes.ALOAD, slot);
    }

    void storeRef(int slot) {
        begin();
        mv.visitVarInsn(Opcodes.ASTORE, slot);
    }

    void jump(int opcode, Label target) {
        begin();
        mv.visitJumpInsn(opcode, target);
    }

    void label(Label label) {
        mv.visitLabel(label);
    }

    /** The state at the label just placed. */
    void frame(Object[] locals, Object[] stack) {
        frameLocals = locals;
        frameStack = stack;
    }

    private void begin() {
        if (++instructions > MAX_INSTRUCTIONS) {
            // ASM would tell in the end, with all of it in memory: few instructions on a thousand operands each are enough for gigabytes.
            throw FunctionTooLargeException.ofInstructions();
        }
        if (frameLocals != null) {
            writeFrame(frameLocals, frameStack);
            writtenLocals = frameLocals;
            frameLocals = null;
            frames++;
        }
    }

    /** Most frames are like the one before, which is found here sooner than by ASM, after it has encoded all types. */
    private void writeFrame(Object[] locals, Object[] stack) {
        if (writtenLocals == null) {
            mv.visitFrame(Opcodes.F_FULL, locals.length, locals, stack.length, stack);
            return;
        }
        int different = Arrays.mismatch(locals, writtenLocals);
        int common = different < 0 ? locals.length : different;
        int added = locals.length - common;
        int removed = writtenLocals.length - common;
        if (added == 0 && removed == 0 && stack.length <= 1) {
            mv.visitFrame(stack.length == 0 ? Opcodes.F_SAME : Opcodes.F_SAME1, 0, null, stack.length, stack);
        } else if (added == 0 && removed <= MAX_DIFFERENCE && stack.length == 0) {
            mv.visitFrame(Opcodes.F_CHOP, removed, null, 0, stack);
        } else if (removed == 0 && added <= MAX_DIFFERENCE && stack.length == 0) {
            mv.visitFrame(Opcodes.F_APPEND, added, Arrays.copyOfRange(locals, common, locals.length), 0, stack);
        } else {
            mv.visitFrame(Opcodes.F_FULL, locals.length, locals, stack.length, stack);
        }
    }

    void line(int number) {
        var here = new Label();
        mv.visitLabel(here);
        mv.visitLineNumber(number, here);
    }

    void tableSwitch(Label defaultLabel, Label[] labels) {
        begin();
        mv.visitTableSwitchInsn(0, labels.length - 1, defaultLabel, labels);
    }

    void pop(Kind kind) {
        switch (kind) {
            case I64, F64 -> op(Opcodes.POP2);
            case V128, I8X16, I16X8, I32X4, F32X4, F64X2 -> {
                for (int i = 0; i < kind.slots; i += 2) {
                    op(Opcodes.POP2);
                }
            }
            default -> op(Opcodes.POP);
        }
    }

    void pushInt(int value) {
        begin();
        if (value >= -1 && value <= 5) {
            mv.visitInsn(Opcodes.ICONST_0 + value);
        } else if (value == (byte) value) {
            mv.visitIntInsn(Opcodes.BIPUSH, value);
        } else if (value == (short) value) {
            mv.visitIntInsn(Opcodes.SIPUSH, value);
        } else {
            mv.visitLdcInsn(value);
        }
    }

    void pushLong(long value) {
        begin();
        if (value == 0 || value == 1) {
            mv.visitInsn(value == 0 ? Opcodes.LCONST_0 : Opcodes.LCONST_1);
        } else if (value == (short) value) {
            pushInt((int) value);
            mv.visitInsn(Opcodes.I2L);
        } else {
            mv.visitLdcInsn(value);
        }
    }

    void pushFloat(int bits) {
        begin();
        float value = Float.intBitsToFloat(bits);
        if (bits == 0 || value == 1 || value == 2) {
            mv.visitInsn(Opcodes.FCONST_0 + (int) value);
        } else if (value != value) {
            // A constant pool may quieten a signalling NaN on its way.
            pushInt(bits);
            invokeStatic("java/lang/Float", "intBitsToFloat", "(I)F");
        } else {
            mv.visitLdcInsn(value);
        }
    }

    void pushDouble(long bits) {
        begin();
        double value = Double.longBitsToDouble(bits);
        if (bits == 0 || value == 1) {
            mv.visitInsn(Opcodes.DCONST_0 + (int) value);
        } else if (value != value) {
            pushLong(bits);
            invokeStatic("java/lang/Double", "longBitsToDouble", "(J)D");
        } else {
            mv.visitLdcInsn(value);
        }
    }

    /** The value that a local of this kind starts with. */
    void pushDefault(Kind kind) {
        switch (kind) {
            case I32 -> pushInt(0);
            case I64 -> pushLong(0);
            case F32 -> pushFloat(0);
            case F64 -> pushDouble(0);
            case V128, I8X16, I16X8, I32X4, F32X4, F64X2 -> {
                for (int i = 0; i < kind.parts(); i++) {
                    pushDefault(kind.part());
                }
            }
            default -> op(Opcodes.ACONST_NULL);
        }
    }

    void invokeStatic(String owner, String name, String descriptor) {
        begin();
        mv.visitMethodInsn(Opcodes.INVOKESTATIC, owner, name, descriptor, false);
    }

    void invokeVirtual(String owner, String name, String descriptor) {
        begin();
        mv.visitMethodInsn(Opcodes.INVOKEVIRTUAL, owner, name, descriptor, false);
    }

    void invokeSpecial(String owner, String name, String descriptor) {
        begin();
        mv.visitMethodInsn(Opcodes.INVOKESPECIAL, owner, name, descriptor, false);
    }

    void invokeDynamic(String name, String descriptor, Handle bootstrap) {
        begin();
        dynamicCalls.count++;
        mv.visitInvokeDynamicInsn(name, descriptor, bootstrap);
    }

    void ldc(Object constant) {
        begin();
        mv.visitLdcInsn(constant);
    }

    void getField(String owner, String name, String descriptor) {
        begin();
        mv.visitFieldInsn(Opcodes.GETFIELD, owner, name, descriptor);
    }

    void putField(String owner, String name, String descriptor) {
        begin();
        mv.visitFieldInsn(Opcodes.PUTFIELD, owner, name, descriptor);
    }

    void checkCast(String internalName) {
        begin();
        mv.visitTypeInsn(Opcodes.CHECKCAST, internalName);
    }

    void instanceOf(String internalName) {
        begin();
        mv.visitTypeInsn(Opcodes.INSTANCEOF, internalName);
    }

    void getStatic(String owner, String name, String descriptor) {
        begin();
        mv.visitFieldInsn(Opcodes.GETSTATIC, owner, name, descriptor);
    }

    void newObject(String internalName) {
        begin();
        mv.visitTypeInsn(Opcodes.NEW, internalName);
    }

    void newArray(String elementInternalName) {
        begin();
        mv.visitTypeInsn(Opcodes.ANEWARRAY, elementInternalName);
    }

    /** @param type the operand of {@code newarray} */
    void newPrimitiveArray(int type) {
        begin();
        mv.visitIntInsn(Opcodes.NEWARRAY, type);
    }

    void newLongArray() {
        begin();
        mv.visitIntInsn(Opcodes.NEWARRAY, Opcodes.T_LONG);
    }
}
