package dev.troupe.engine.compile;

import java.util.function.Consumer;
import org.objectweb.asm.Opcodes;

/**
 * Instructions with more operands than one method has room to store. Most of these rest in locals that the function's methods share, where
 * methods of their own can fetch them.
 */
final class ManyOperands {
    private static final int FEW = 300;
    /** Operands for one method. */
    private static final int CHUNK = 300;

    /** Writes what stores one operand. */
    @FunctionalInterface
    interface Store {
        /**
         * @param code where the object to store to is on top of the JVM's stack, and to be taken from there
         * @param index of the operand among those of the instruction
         * @param load pushes a half of the operand; a whole one has only half 0
         */
        void write(Code code, int index, Half load);
    }

    /** Pushes the operand, or a half of it. */
    @FunctionalInterface
    interface Half {
        void push(int half);
    }

    private ManyOperands() {}

    /** Stores the topmost operands, which are pending, to the object on top of the JVM's stack, which stays there. */
    static void store(Body body, int count, String descriptor, Store store) {
        var stack = body.stack;
        int first = stack.height() - count;
        for (int i = 0; i < count;) {
            int end = i;
            while (count > FEW && end < count && end < i + CHUNK && stack.isShared(first + end)) {
                end++;
            }
            if (end - i > 1) {
                chunk(body, first, i, end, descriptor, store);
                i = end;
            } else {
                int entry = first + i;
                body.code.op(Opcodes.DUP);
                store.write(body.code, i++, half -> stack.load(entry, half));
            }
        }
    }

    private static void chunk(Body body, int first, int from, int to, String descriptor, Store store) {
        var locals = body.shared.className();
        var parameters = "(" + descriptor + Names.descriptor(locals) + ")V";
        Consumer<Code> instructions = code -> {
            code.shareLocals(1, locals);
            for (int i = from; i < to; i++) {
                var kind = body.stack.kind(first + i);
                int slot = body.stack.slot(first + i);
                code.loadRef(0);
                store.write(code, i, half -> {
                    if (kind == Kind.V128) {
                        code.loadHalf(slot, half);
                    } else {
                        code.load(kind, slot);
                    }
                });
            }
            code.op(Opcodes.RETURN);
        };
        var place = body.methods.write(parameters, instructions);
        body.code.op(Opcodes.DUP);
        body.code.loadShared();
        body.code.invokeStatic(place.owner(), place.name(), parameters);
    }
}
