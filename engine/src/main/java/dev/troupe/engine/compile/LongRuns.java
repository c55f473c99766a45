package dev.troupe.engine.compile;

import dev.troupe.engine.module.Opcode;
import org.objectweb.asm.Opcodes;

/**
 * Loads and stores in long straight code, and in functions with crowded loops, by the views behind the methods that all others use. C2
 * leaves methods as calls where there are many, but not views (RATIONALE.md, "Why do long runs of accesses use views?").
 */
final class LongRuns {
    /** So many accesses between a label or call and the next are methods. */
    private static final int MOST_METHODS = 16;
    /** So many of a JVM method are views at most: each is some five bytes longer, and C2 has to inline it whatever it costs. */
    private static final int VIEWS = 256;

    private static final String VAR_HANDLE = "java/lang/invoke/VarHandle";

    private final Body body;
    private int methods = MOST_METHODS;
    private int run;
    private int views;

    LongRuns(Body body) {
        this.body = body;
    }

    /** From now on accesses need not be in a long run. */
    void everywhere() {
        methods = 0;
    }

    /** Control flow meets here, or somebody is called. */
    void end() {
        run = 0;
    }

    /** Whether the next access, which is counted, is one by a view. */
    boolean next(AccessForm form, long offset) {
        return ++run > methods && form.hasView() && offset >= 0 && offset <= Integer.MAX_VALUE && views++ < VIEWS;
    }

    /**
     * Writes a load or store, with the operands on the stack, and pushes what is loaded.
     *
     * @param known whether the address cannot be negative, or if it is then without an offset
     */
    void access(Opcode opcode, AccessMethod method, int memory, int offset, boolean known) {
        var stack = body.stack;
        int operands = method.isStore() ? 2 : 1;
        int bits = 8 << opcode.naturalAlignment();
        boolean signed = opcode.name().endsWith("_S");
        stack.makePending(operands);
        stack.flushBelow(operands);
        if (bits > 8) {
            body.code.getStatic(Names.MEMORY_ACCESS, view(bits, signed || method.isStore()), "L" + VAR_HANDLE + ";");
        }
        body.pushMemoryContents(memory);
        stack.load(stack.height() - operands);
        if (!known) {
            // Of the addresses that this refuses, the largest positive one is beyond any array with an offset, too.
            body.code.pushInt(Integer.MAX_VALUE);
            body.code.invokeStatic("java/util/Objects", "checkIndex", "(II)I");
        }
        if (offset != 0) {
            body.code.pushInt(offset);
            body.code.op(Opcodes.IADD);
        }
        if (method.isStore()) {
            stack.load(stack.height() - 1);
            store(bits, method.value());
            stack.drop(operands);
        } else {
            load(bits, signed, method.value());
            stack.drop(operands);
            stack.pushJvm(method.value());
        }
    }

    private static String view(int bits, boolean signed) {
        return switch (bits) {
            case 16 -> signed ? "SHORT" : "CHAR";
            case 32 -> "INT";
            default -> "LONG";
        };
    }

    private void load(int bits, boolean signed, Kind value) {
        var code = body.code;
        switch (bits) {
            case 8 -> code.op(Opcodes.BALOAD);
            case 16 -> code.invokeVirtual(VAR_HANDLE, "get", signed ? "([BI)S" : "([BI)C");
            case 32 -> code.invokeVirtual(VAR_HANDLE, "get", "([BI)I");
            default -> code.invokeVirtual(VAR_HANDLE, "get", "([BI)J");
        }
        if (bits == 8 && !signed) {
            code.pushInt(0xFF);
            code.op(Opcodes.IAND);
        }
        switch (value) {
            case F32 -> code.invokeStatic("java/lang/Float", "intBitsToFloat", "(I)F");
            case F64 -> code.invokeStatic("java/lang/Double", "longBitsToDouble", "(J)D");
            case I64 -> widen(bits, signed);
            default -> {}
        }
    }

    private void widen(int bits, boolean signed) {
        if (bits < 64) {
            body.code.op(Opcodes.I2L);
        }
        if (bits == 32 && !signed) {
            body.code.pushLong(0xFFFFFFFFL);
            body.code.op(Opcodes.LAND);
        }
    }

    private void store(int bits, Kind value) {
        var code = body.code;
        switch (value) {
            case F32 -> code.invokeStatic("java/lang/Float", "floatToRawIntBits", "(F)I");
            case F64 -> code.invokeStatic("java/lang/Double", "doubleToRawLongBits", "(D)J");
            case I64 -> {
                if (bits < 64) {
                    code.op(Opcodes.L2I);
                }
            }
            default -> {}
        }
        switch (bits) {
            case 8 -> code.op(Opcodes.BASTORE);
            case 16 -> {
                code.op(Opcodes.I2S);
                code.invokeVirtual(VAR_HANDLE, "set", "([BIS)V");
            }
            case 32 -> code.invokeVirtual(VAR_HANDLE, "set", "([BII)V");
            default -> code.invokeVirtual(VAR_HANDLE, "set", "([BIJ)V");
        }
    }
}
