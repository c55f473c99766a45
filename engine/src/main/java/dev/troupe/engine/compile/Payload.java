package dev.troupe.engine.compile;

import java.util.List;
import org.objectweb.asm.Opcodes;

/**
 * The values in a {@code WasmException}: numbers and references counted apart, a v128 as two numbers; few in fields, the rest in
 * arrays.
 */
final class Payload {
    private static final int NUMBER_FIELDS = 2;
    private static final int REFERENCE_FIELDS = 1;

    private Payload() {}

    /** Pushes a new exception; the values are the operand stack's top entries, all pending, and stay there. */
    static void pushNew(Kind[] kinds, Code code, OperandStack stack, Runnable pushTag) {
        int numbers = 0;
        int references = 0;
        for (var kind : kinds) {
            if (kind.isReference()) {
                references++;
            } else {
                numbers += kind == Kind.V128 ? 2 : 1;
            }
        }
        code.newObject(Names.WASM_EXCEPTION);
        code.op(Opcodes.DUP);
        pushTag.run();
        if (numbers > NUMBER_FIELDS || references > REFERENCE_FIELDS) {
            code.pushInt(numbers - NUMBER_FIELDS);
            code.pushInt(references - REFERENCE_FIELDS);
            code.invokeSpecial(Names.WASM_EXCEPTION, "<init>", "(" + Names.descriptor(Names.TAG) + "II)V");
        } else {
            code.invokeSpecial(Names.WASM_EXCEPTION, "<init>", "(" + Names.descriptor(Names.TAG) + ")V");
        }
        int number = 0;
        int reference = 0;
        int first = stack.height() - kinds.length;
        for (int i = 0; i < kinds.length; i++) {
            int entry = first + i;
            var kind = kinds[i];
            if (kind.isReference()) {
                put("a", reference++, REFERENCE_FIELDS, "Ljava/lang/Object;", Opcodes.AASTORE, code, () -> stack.load(entry));
            } else if (kind == Kind.V128) {
                for (int half = 0; half < 2; half++) {
                    int part = half;
                    put("x", number++, NUMBER_FIELDS, "J", Opcodes.LASTORE, code, () -> stack.loadHalf(entry, part));
                }
            } else {
                put("x", number++, NUMBER_FIELDS, "J", Opcodes.LASTORE, code, () -> {
                    stack.load(entry);
                    Bits.toLong(kind, code);
                });
            }
        }
    }

    private static void put(String name, int index, int fields, String descriptor, int store, Code code, Runnable pushValue) {
        code.op(Opcodes.DUP);
        if (index < fields) {
            pushValue.run();
            code.putField(Names.WASM_EXCEPTION, name + index, descriptor);
        } else {
            code.getField(Names.WASM_EXCEPTION, name + "s", "[" + descriptor);
            code.pushInt(index - fields);
            pushValue.run();
            code.op(store);
        }
    }

    /** Pushes the values of the exception that {@code slot} holds. */
    static void pushValues(List<Kind> kinds, int slot, Code code) {
        int number = 0;
        int reference = 0;
        for (var kind : kinds) {
            if (kind.isReference()) {
                get("a", reference++, REFERENCE_FIELDS, "Ljava/lang/Object;", Opcodes.AALOAD, slot, code);
                if (kind != Kind.REF) {
                    code.checkCast(kind.internalName());
                }
            } else {
                for (int half = 0; half < (kind == Kind.V128 ? 2 : 1); half++) {
                    get("x", number++, NUMBER_FIELDS, "J", Opcodes.LALOAD, slot, code);
                }
                Bits.fromLong(kind, code);
            }
        }
    }

    private static void get(String name, int index, int fields, String descriptor, int load, int slot, Code code) {
        code.loadRef(slot);
        if (index < fields) {
            code.getField(Names.WASM_EXCEPTION, name + index, descriptor);
        } else {
            code.getField(Names.WASM_EXCEPTION, name + "s", "[" + descriptor);
            code.pushInt(index - fields);
            code.op(load);
        }
    }
}
