package dev.troupe.engine.compile;

import dev.troupe.engine.compile.Guards.Exit;
import dev.troupe.engine.module.ArrayType;
import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.runtime.ArrayBulk;
import dev.troupe.engine.runtime.WasmArray;
import dev.troupe.engine.types.DefType;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Array instructions (spec 4.6.4). */
final class ArrayOps {
    private static final String BULK = Type.getInternalName(ArrayBulk.class);
    private static final String ARRAY = Type.getInternalName(WasmArray.class);
    private static final String OBJECT = "Ljava/lang/Object;";
    /** Arrays of so few elements are made without asking whether to stop. */
    private static final int SMALL = 1 << 7;

    private static final String INSTANCE = Names.descriptor(Names.MODULE_INSTANCE);
    private static final String SEGMENT = INSTANCE + "I";

    private final Body body;
    private final Code code;
    private final OperandStack stack;
    private final Guards guards;

    ArrayOps(Body body, Guards guards) {
        this.body = body;
        this.code = body.code;
        this.stack = body.stack;
        this.guards = guards;
    }

    private DefType type(int index) {
        return body.layout.context().type(index);
    }

    private Storage storage(int typeIndex) {
        return Storage.of(type(typeIndex).arrayType().field());
    }

    void arrayNew(int typeIndex, boolean defaults) {
        var storage = storage(typeIndex);
        boolean small = defaults && stack.topIsConstant() && Integer.compareUnsigned((int) stack.constant(stack.height() - 1), SMALL) < 0;
        stack.flush();
        if (small && storage != Storage.V128) {
            newElements(storage);
        } else {
            var value = defaults ? "" : storage.kind.isReference() ? OBJECT : storage.kind.descriptor;
            Runnable call = () -> {
                body.pushInstance();
                code.invokeStatic(BULK, "new" + storage.suffix(), "(" + value + "I" + INSTANCE + ")" + storage.arrayDescriptor);
            };
            if (defaults) {
                guards.guard(call, Exit.ARRAY_SIZE);
            } else {
                body.mark();
                call.run();
            }
        }
        made(typeIndex, defaults ? 1 : 2);
    }

    private void newElements(Storage storage) {
        if (storage.elementCode < 0) {
            code.newArray("java/lang/Object");
        } else {
            code.newPrimitiveArray(storage.elementCode);
        }
    }

    /** Turns the elements on the JVM's stack into an array, in place of the instruction's operands. */
    private void made(int typeIndex, int operands) {
        code.invokeStatic(body.layout.aggregateName(type(typeIndex)), "make", AggregateClass.makeDescriptor(storage(typeIndex)));
        stack.drop(operands);
        stack.pushJvm(Kind.REF);
    }

    void arrayNewFixed(int typeIndex, int count) {
        var storage = storage(typeIndex);
        stack.flushBelow(count);
        stack.makePending(count);
        code.pushInt(storage == Storage.V128 ? 2 * count : count);
        newElements(storage);
        ManyOperands.store(body, count, storage.arrayDescriptor, (to, i, operand) -> {
            if (storage == Storage.V128) {
                to.op(Opcodes.DUP);
                to.pushInt(2 * i);
                operand.push(0);
                to.op(Opcodes.LASTORE);
                to.pushInt(2 * i + 1);
                operand.push(1);
                to.op(Opcodes.LASTORE);
            } else {
                to.pushInt(i);
                operand.push(0);
                to.op(storage.store);
            }
        });
        made(typeIndex, count);
    }

    void arrayNewData(int typeIndex, int data) {
        body.fuel.bulk("arrayNewData", SEGMENT + "I", () -> pushSegment(data, storage(typeIndex).bytes()), 1, 0);
        segment("data" + storage(typeIndex).suffix(), "II", data, storage(typeIndex).arrayDescriptor);
        made(typeIndex, 2);
    }

    void arrayNewElem(int typeIndex, int element) {
        body.fuel.bulk("arrayNewElem", SEGMENT, () -> pushSegment(element), 1, 0);
        segment("elements", "II", element, storage(typeIndex).arrayDescriptor);
        made(typeIndex, 2);
    }

    private void segment(String method, String operands, int segment, String result) {
        body.mark();
        stack.flush();
        pushSegment(segment);
        code.invokeStatic(BULK, method, "(" + operands + SEGMENT + ")" + result);
    }

    private void pushSegment(int... numbers) {
        body.pushInstance();
        for (int number : numbers) {
            code.pushInt(number);
        }
    }

    void arrayGet(Opcode opcode, int typeIndex) {
        var storage = storage(typeIndex);
        var name = body.layout.aggregateName(type(typeIndex));
        int index = stack.height() - 1;
        if (storage == Storage.V128) {
            stack.flushBelow(2);
            stack.makePending(2);
            guards.guard(() -> {
                half(name, index, "low");
                half(name, index, "high");
            }, Exit.NULL_ARRAY, Exit.ARRAY_BOUNDS);
        } else {
            stack.makePending(1);
            stack.flushBelow(1);
            guards.guard(() -> {
                code.checkCast(name);
                code.getField(name, "elements", storage.arrayDescriptor);
                stack.load(index);
                if (storage == Storage.FUNC) {
                    code.invokeStatic(BULK, "function", "([" + OBJECT + "I)" + Kind.FUNC.descriptor);
                } else {
                    code.op(storage.load);
                }
            }, Exit.NULL_ARRAY, Exit.ARRAY_BOUNDS);
            if (storage == Storage.EXN) {
                code.checkCast(storage.kind.internalName());
            }
        }
        if (opcode == Opcode.ARRAY_GET_U) {
            code.pushInt(storage.mask());
            code.op(Opcodes.IAND);
        }
        stack.drop(2);
        stack.pushJvm(storage.kind);
    }

    private void half(String name, int index, String half) {
        stack.load(index - 1);
        code.checkCast(name);
        stack.load(index);
        code.invokeVirtual(name, half, "(I)J");
    }

    void arraySet(int typeIndex) {
        var storage = storage(typeIndex);
        var name = body.layout.aggregateName(type(typeIndex));
        stack.makePending(2);
        stack.flushBelow(2);
        guards.guard(() -> {
            code.checkCast(name);
            if (storage != Storage.V128) {
                code.getField(name, "elements", storage.arrayDescriptor);
            }
            stack.load(stack.height() - 2);
            stack.load(stack.height() - 1);
            if (storage == Storage.V128) {
                code.invokeVirtual(name, "put", "(IJJ)V");
            } else {
                code.op(storage.store);
            }
        }, Exit.NULL_ARRAY, Exit.ARRAY_BOUNDS);
        stack.drop(3);
    }

    void arrayLen(RefType operand) {
        stack.flush();
        guards.guard(() -> {
            if (operand.heapType() instanceof DefType defined && defined.composite() instanceof ArrayType array
                    && Storage.of(array.field()) != Storage.V128) {
                var name = body.layout.aggregateName(defined);
                code.checkCast(name);
                code.getField(name, "elements", Storage.of(array.field()).arrayDescriptor);
                code.op(Opcodes.ARRAYLENGTH);
            } else {
                code.checkCast(ARRAY);
                code.invokeVirtual(ARRAY, "length", "()I");
            }
        }, Exit.NULL_ARRAY);
        stack.drop(1);
        stack.pushJvm(Kind.I32);
    }

    void arrayFill(int typeIndex) {
        body.fuel.bulk("arrayFill", INSTANCE, body::pushInstance, 3, 2, 0);
        var kind = storage(typeIndex).kind;
        bulk("fill", "(" + OBJECT + "I" + (kind.isReference() ? OBJECT : kind.descriptor) + "I" + INSTANCE + ")V", 4);
    }

    void arrayCopy() {
        body.fuel.bulk("arrayCopy", INSTANCE, body::pushInstance, 4, 3, 2, 1, 0);
        bulk("copy", "(" + OBJECT + "I" + OBJECT + "II" + INSTANCE + ")V", 5);
    }

    private void bulk(String method, String descriptor, int operands) {
        body.mark();
        stack.flush();
        body.pushInstance();
        code.invokeStatic(BULK, method, descriptor);
        stack.drop(operands);
    }

    void arrayInitData(int typeIndex, int data) {
        body.fuel.bulk("arrayInitData", SEGMENT + "I", () -> pushSegment(data, storage(typeIndex).bytes()), 3, 2, 1, 0);
        segment("initData", OBJECT + "III", data, "V");
        stack.drop(4);
    }

    void arrayInitElem(int element) {
        body.fuel.bulk("arrayInitElem", SEGMENT, () -> pushSegment(element), 3, 2, 1, 0);
        segment("initElem", OBJECT + "III", element, "V");
        stack.drop(4);
    }
}
