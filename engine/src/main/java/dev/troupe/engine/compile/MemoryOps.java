package dev.troupe.engine.compile;

import dev.troupe.engine.module.Opcode;
import org.objectweb.asm.Opcodes;

/** Memory instructions (spec 4.6.9). */
final class MemoryOps {
    private static final String MEMORY_DESCRIPTOR = Names.descriptor(Names.MEMORY);
    private static final String INSTANCE = Names.descriptor(Names.MODULE_INSTANCE);
    private final Body body;
    private final Code code;
    private final OperandStack stack;

    MemoryOps(Body body) {
        this.body = body;
        this.code = body.code;
        this.stack = body.stack;
    }

    /** A load or store; the methods take the operands, the offset, and what holds the bytes. */
    void access(Opcode opcode, int memory, long offset) {
        var form = body.layout.access(memory);
        var method = body.layout.accessMethod(memory, opcode);
        int operands = method.isStore() ? 2 : 1;
        int address = stack.height() - operands;
        long rest = foldConstant(address, offset, form);
        int local = form.knowsAddresses() ? stack.origin(address) : -1;
        boolean known = local >= 0 && rest > 0 && body.addresses.has(local);
        body.mark();
        if (body.runs.next(form, rest)) {
            body.loops.access(8 << opcode.naturalAlignment());
            body.runs.access(opcode, method, memory, (int) rest, known || rest == 0);
            noteAddress(local);
            return;
        }
        stack.flush();
        if (Long.compareUnsigned(rest, form.maxOffset()) > 0) {
            code.invokeStatic(Names.TRAPS, "outOfBoundsMemoryAccess", "()Ldev/troupe/engine/runtime/Trap;");
            code.op(Opcodes.ATHROW);
            body.reachable = false;
            return;
        }
        body.loops.access(8 << opcode.naturalAlignment());
        if (form.needsNoSign(known, rest)) {
            body.pushMemoryContents(memory);
            form.pushOffset(rest, code);
            code.invokeStatic(form.owner(), method.name(), method.atKnown());
        } else {
            form.pushOffset(rest, code);
            body.pushMemoryContents(memory);
            code.invokeStatic(form.owner(), method.name(), rest == 0 ? method.atZero() : method.atOffset());
        }
        noteAddress(local);
        stack.drop(operands);
        if (!method.isStore()) {
            stack.pushJvm(method.value());
        }
    }

    private void noteAddress(int local) {
        if (local >= 0) {
            body.addresses.add(local);
        }
    }

    /** Adds the offset to a constant address; returns what is left of the offset. */
    private long foldConstant(int address, long offset, AccessForm form) {
        if (offset != 0 && stack.isConstant(address)) {
            long constant = form.wide() ? stack.constant(address) : stack.constant(address) & 0xFFFFFFFFL;
            long sum = constant + offset;
            if (constant >= 0 && offset > 0 && sum >= 0 && sum <= Integer.MAX_VALUE) {
                stack.replaceConstant(address, sum);
                return 0;
            }
        }
        return offset;
    }

    void size(int memory) {
        stack.flush();
        if (body.layout.access(memory).isArray()) {
            body.pushMemoryLength(memory);
            code.pushInt(body.layout.context().memory(memory).pageSizeLog2());
            code.op(Opcodes.IUSHR);
        } else {
            pushMemory(memory);
            code.invokeStatic(
                    Names.BULK_64, isWide(memory) ? "memorySize64" : "memorySize", "(" + MEMORY_DESCRIPTOR + ")" + address(memory));
        }
        stack.pushJvm(isWide(memory) ? Kind.I64 : Kind.I32);
    }

    void grow(int memory) {
        stack.flush();
        pushMemory(memory);
        var address = address(memory);
        code.invokeStatic(owner(isWide(memory)), "memoryGrow", "(" + address + MEMORY_DESCRIPTOR + ")" + address);
        stack.drop(1);
        if (memory == 0 || body.layout.context().memoryCount() > 1) {
            body.memoryMayHaveGrown();
        }
        stack.pushJvm(isWide(memory) ? Kind.I64 : Kind.I32);
    }

    void fill(int memory) {
        body.fuel.bulk("memoryFill", MEMORY_DESCRIPTOR + INSTANCE, () -> {
            pushMemory(memory);
            body.pushInstance();
        }, 2, 0);
        body.mark();
        stack.flush();
        pushMemory(memory);
        var address = address(memory);
        code.invokeStatic(owner(isWide(memory)), "memoryFill", "(" + address + "I" + address + MEMORY_DESCRIPTOR + ")V");
        stack.drop(3);
    }

    void copy(int destination, int source) {
        body.fuel.bulk("memoryCopy", MEMORY_DESCRIPTOR + MEMORY_DESCRIPTOR + INSTANCE, () -> {
            pushMemory(destination);
            pushMemory(source);
            body.pushInstance();
        }, 2, 1, 0);
        body.mark();
        stack.flush();
        pushMemory(destination);
        pushMemory(source);
        boolean bothWide = isWide(destination) && isWide(source);
        code.invokeStatic(
                owner(isWide(destination) || isWide(source)),
                "memoryCopy",
                "(" + address(destination) + address(source) + (bothWide ? "J" : "I") + MEMORY_DESCRIPTOR + MEMORY_DESCRIPTOR + ")V");
        stack.drop(3);
    }

    void init(int data, int memory) {
        Runnable targets = () -> {
            pushMemory(memory);
            body.pushInstance();
            code.pushInt(data);
        };
        body.fuel.bulk("memoryInit", MEMORY_DESCRIPTOR + INSTANCE + "I", targets, 2, 1, 0);
        body.mark();
        stack.flush();
        targets.run();
        code.invokeStatic(
                owner(isWide(memory)), "memoryInit", "(" + address(memory) + "II" + MEMORY_DESCRIPTOR + INSTANCE + "I)V");
        stack.drop(3);
    }

    void dataDrop(int data) {
        stack.flush();
        body.pushInstance();
        code.pushInt(data);
        code.invokeStatic(Names.BULK, "dataDrop", "(" + INSTANCE + "I)V");
    }

    private boolean isWide(int memory) {
        return body.layout.access(memory).wide();
    }

    private String address(int memory) {
        return body.layout.access(memory).address();
    }

    private static String owner(boolean wide) {
        return wide ? Names.BULK_64 : Names.BULK;
    }

    void pushMemory(int memory) {
        body.pushInstance();
        InstanceFields.memory(body.layout, code, memory);
    }
}
