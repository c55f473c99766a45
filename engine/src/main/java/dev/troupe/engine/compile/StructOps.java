package dev.troupe.engine.compile;

import dev.troupe.engine.compile.Guards.Exit;
import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.types.DefType;
import java.util.List;
import org.objectweb.asm.Opcodes;

/** Struct instructions (spec 4.6.4). */
final class StructOps {
    /** Structs of more fields take longer to make than to ask whether to stop, which a million of them in a row should do. */
    private static final int MANY_FIELDS = 100;

    private final Body body;
    private final Code code;
    private final OperandStack stack;
    private final Guards guards;

    StructOps(Body body, Guards guards) {
        this.body = body;
        this.code = body.code;
        this.stack = body.stack;
        this.guards = guards;
    }

    private DefType type(int index) {
        return body.layout.context().type(index);
    }

    void structNew(int typeIndex, boolean defaults) {
        var name = body.layout.aggregateName(type(typeIndex));
        if (defaults) {
            newDefault(name, type(typeIndex).structType().fields().size());
        } else {
            newOf(name, AggregateClass.fields(type(typeIndex)));
        }
        stack.pushJvm(Kind.REF);
    }

    private void newDefault(String name, int fields) {
        stack.flush();
        if (fields > MANY_FIELDS && body.layout.options().interruptible()) {
            body.mark();
            body.pushInstance();
            code.invokeStatic(Names.INSTANCE, "poll", Calls.POLL_DESCRIPTOR);
        }
        create(name);
    }

    private void newOf(String name, List<Storage> fields) {
        if (AggregateClass.hasMake(fields)) {
            stack.flush();
            code.invokeStatic(name, "make", AggregateClass.makeDescriptor(fields));
            stack.drop(fields.size());
        } else {
            int count = fields.size();
            stack.flushBelow(count);
            stack.makePending(count);
            create(name);
            ManyOperands.store(body, count, Names.descriptor(name), (to, i, operand) -> put(to, name, i, fields.get(i), operand));
            stack.drop(count);
        }
    }

    private void create(String name) {
        code.newObject(name);
        code.op(Opcodes.DUP);
        code.invokeSpecial(name, "<init>", "()V");
    }

    void structGet(Opcode opcode, int typeIndex, int index) {
        var name = body.layout.aggregateName(type(typeIndex));
        var field = Storage.of(type(typeIndex).structType().fields().get(index));
        stack.flush();
        guards.guard(() -> {
            if (field == Storage.FUNC) {
                code.invokeStatic(name, AggregateClass.getter(index), AggregateClass.GETTER_DESCRIPTOR);
                return;
            }
            code.checkCast(name);
            if (field == Storage.V128) {
                code.op(Opcodes.DUP);
                code.getField(name, AggregateClass.field(index), "J");
                code.ops(Opcodes.DUP2_X1, Opcodes.POP2);
                code.getField(name, AggregateClass.highField(index), "J");
            } else {
                code.getField(name, AggregateClass.field(index), field.fieldDescriptor);
            }
        }, Exit.NULL_STRUCT);
        if (opcode == Opcode.STRUCT_GET_U) {
            code.pushInt(field.mask());
            code.op(Opcodes.IAND);
        }
        stack.drop(1);
        stack.pushJvm(field.kind);
    }

    void structSet(int typeIndex, int index) {
        var name = body.layout.aggregateName(type(typeIndex));
        var field = Storage.of(type(typeIndex).structType().fields().get(index));
        stack.makePending(1);
        stack.flushBelow(1);
        guards.guard(() -> {
            code.checkCast(name);
            int entry = stack.height() - 1;
            put(code, name, index, field, half -> stack.load(entry, half));
        }, Exit.NULL_STRUCT);
        stack.drop(2);
    }

    /** Stores a value in a field of the object on the JVM's stack. */
    private static void put(Code code, String name, int index, Storage field, ManyOperands.Half value) {
        if (field == Storage.V128) {
            code.op(Opcodes.DUP);
            value.push(0);
            code.putField(name, AggregateClass.field(index), "J");
            value.push(1);
            code.putField(name, AggregateClass.highField(index), "J");
        } else {
            value.push(0);
            code.putField(name, AggregateClass.field(index), field.fieldDescriptor);
        }
    }
}
