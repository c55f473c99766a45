package dev.troupe.engine.compile;

import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.runtime.Atomics;
import java.util.Map;
import org.objectweb.asm.Opcodes;

/**
 * Atomic instructions (threads proposal): each becomes a call of one method of {@code Atomics} for its sort, with the address as a
 * long, operands zero-extended to longs, and constants for width and operation.
 */
final class AtomicOps {
    private static final String MEMORY = Names.descriptor(Names.MEMORY);
    private static final Map<String, Integer> OPERATIONS = Map.of(
            "ADD", Atomics.ADD,
            "SUB", Atomics.SUB,
            "AND", Atomics.AND,
            "OR", Atomics.OR,
            "XOR", Atomics.XOR,
            "XCHG", Atomics.XCHG);

    private final Body body;
    private final Code code;
    private final OperandStack stack;
    private final MemoryOps memories;

    AtomicOps(Body body, MemoryOps memories) {
        this.body = body;
        this.code = body.code;
        this.stack = body.stack;
        this.memories = memories;
    }

    void fence() {
        code.invokeStatic("java/lang/invoke/VarHandle", "fullFence", "()V");
    }

    void access(Opcode opcode, int memory, long offset) {
        var signature = opcode.signature();
        int operands = signature.indexOf(':');
        body.mark();
        stack.flushBelow(operands);
        stack.makePending(operands);
        int first = stack.height() - operands;
        address(first, memory, offset);
        switch (opcode) {
            case MEMORY_ATOMIC_NOTIFY -> notify(first, memory);
            case MEMORY_ATOMIC_WAIT32, MEMORY_ATOMIC_WAIT64 -> await(opcode, first, memory);
            default -> {
                for (int i = 1; i < operands; i++) {
                    number(first + i);
                }
                cell(opcode, memory);
                if (operands + 1 < signature.length() && signature.charAt(operands + 1) == 'i') {
                    code.op(Opcodes.L2I);
                }
            }
        }
        stack.drop(operands);
        if (operands + 1 < signature.length()) {
            stack.pushJvm(Kind.of(signature.charAt(operands + 1)));
        }
    }

    private void address(int position, int memory, long offset) {
        stack.load(position);
        if (!body.layout.access(memory).wide()) {
            code.invokeStatic("java/lang/Integer", "toUnsignedLong", "(I)J");
        }
        if (offset != 0) {
            // No memory has an address of 2^63 or above; the lower bits are for the check of alignment.
            code.pushLong(offset < 0 ? offset & 7 | Long.MAX_VALUE - 7 : offset);
            code.invokeStatic(Names.ATOMICS, "address", "(JJ)J");
        }
    }

    private void number(int position) {
        stack.load(position);
        if (stack.kind(position) == Kind.I32) {
            code.invokeStatic("java/lang/Integer", "toUnsignedLong", "(I)J");
        }
    }

    private void notify(int first, int memory) {
        stack.load(first + 1);
        memories.pushMemory(memory);
        code.invokeStatic(Names.ATOMICS, "wake", "(JI" + MEMORY + ")I");
    }

    private void await(Opcode opcode, int first, int memory) {
        number(first + 1);
        stack.load(first + 2);
        code.pushInt(width(opcode));
        memories.pushMemory(memory);
        body.pushInstance();
        code.invokeStatic(Names.ATOMICS, "await", "(JJJI" + MEMORY + Names.descriptor(Names.MODULE_INSTANCE) + ")I");
    }

    /** Address and operands are on the JVM's stack. */
    private void cell(Opcode opcode, int memory) {
        // I32_ATOMIC_RMW8_ADD_U and its like
        var words = opcode.name().split("_");
        code.pushInt(width(opcode));
        if (words[2].startsWith("LOAD")) {
            memories.pushMemory(memory);
            code.invokeStatic(Names.ATOMICS, "load", "(JI" + MEMORY + ")J");
        } else if (words[2].startsWith("STORE")) {
            memories.pushMemory(memory);
            code.invokeStatic(Names.ATOMICS, "store", "(JJI" + MEMORY + ")V");
        } else if (words[3].equals("CMPXCHG")) {
            memories.pushMemory(memory);
            code.invokeStatic(Names.ATOMICS, "compareExchange", "(JJJI" + MEMORY + ")J");
        } else {
            code.pushInt(OPERATIONS.get(words[3]));
            memories.pushMemory(memory);
            code.invokeStatic(Names.ATOMICS, "modify", "(JJII" + MEMORY + ")J");
        }
    }

    private static int width(Opcode opcode) {
        return 1 << opcode.naturalAlignment();
    }
}
