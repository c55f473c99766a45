package dev.troupe.engine.compile;

import dev.troupe.engine.module.Opcode;
import org.objectweb.asm.Opcodes;

/** Memory instructions (spec 4.6.9). */
final class MemoryOps {
    private static final String MEMORY_DESCRIPTOR = Names.descriptor(Names.MEMORY);
    private final Body body;
    private final Code code;
    private final OperandStack stack;

    MemoryOps(Body body) {
        this.body = body;
        this.code = body.code;
        this.stack = body.stack;
    }

    /** A load or store; the methods of {@code MemoryAccess} take the operands, an offset if there is one, and the array. */
    void access(Opcode opcode, int memory, long offset) {
        boolean store = opcode.signature().endsWith(":");
        int address = stack.height() - (store ? 2 : 1);
        long rest = foldConstant(address, offset);
        body.mark();
        stack.flush();
        if (rest > Integer.MAX_VALUE) {
            // No array reaches so far.
            code.invokeStatic(Names.TRAPS, "outOfBoundsMemoryAccess", "()Ldev/troupe/engine/runtime/Trap;");
            code.op(Opcodes.ATHROW);
            body.reachable = false;
            return;
        }
        if (rest != 0) {
            code.pushInt((int) rest);
        }
        body.pushMemoryArray(memory);
        var value = Kind.of(opcode.signature().charAt(store ? 1 : 2));
        code.invokeStatic(
                Names.MEMORY_ACCESS,
                PlainOps.methodName(opcode),
                "(I" + (store ? value.descriptor : "") + (rest == 0 ? "" : "I") + "[B)" + (store ? "V" : value.descriptor));
        stack.drop(store ? 2 : 1);
        if (!store) {
            stack.pushJvm(value);
        }
    }

    /** Adds the offset to a constant address; returns what is left of the offset. */
    private long foldConstant(int address, long offset) {
        if (offset != 0 && stack.isConstant(address)) {
            long sum = (stack.constant(address) & 0xFFFFFFFFL) + offset;
            if (sum <= Integer.MAX_VALUE) {
                stack.replaceConstant(address, sum);
                return 0;
            }
        }
        return offset;
    }

    void size(int memory) {
        stack.flush();
        body.pushMemoryArray(memory);
        code.op(Opcodes.ARRAYLENGTH);
        code.pushInt(body.layout.context().memory(memory).pageSizeLog2());
        code.op(Opcodes.IUSHR);
        stack.pushJvm(Kind.I32);
    }

    void grow(int memory) {
        stack.flush();
        pushMemory(memory);
        code.invokeStatic(Names.BULK, "memoryGrow", "(I" + MEMORY_DESCRIPTOR + ")I");
        stack.drop(1);
        if (memory == 0 || body.layout.context().memoryCount() > 1) {
            body.memoryMayHaveGrown();
        }
        stack.pushJvm(Kind.I32);
    }

    void fill(int memory) {
        body.mark();
        stack.flush();
        pushMemory(memory);
        code.invokeStatic(Names.BULK, "memoryFill", "(III" + MEMORY_DESCRIPTOR + ")V");
        stack.drop(3);
    }

    void copy(int destination, int source) {
        body.mark();
        stack.flush();
        pushMemory(destination);
        pushMemory(source);
        code.invokeStatic(Names.BULK, "memoryCopy", "(III" + MEMORY_DESCRIPTOR + MEMORY_DESCRIPTOR + ")V");
        stack.drop(3);
    }

    void init(int data, int memory) {
        body.mark();
        stack.flush();
        pushMemory(memory);
        body.pushInstance();
        code.pushInt(data);
        code.invokeStatic(Names.BULK, "memoryInit", "(III" + MEMORY_DESCRIPTOR + Names.descriptor(Names.MODULE_INSTANCE) + "I)V");
        stack.drop(3);
    }

    void dataDrop(int data) {
        stack.flush();
        body.pushInstance();
        code.pushInt(data);
        code.invokeStatic(Names.BULK, "dataDrop", "(" + Names.descriptor(Names.MODULE_INSTANCE) + "I)V");
    }

    private void pushMemory(int memory) {
        body.pushInstance();
        code.getField(Names.INSTANCE, Layout.memoryField(memory), MEMORY_DESCRIPTOR);
    }
}
