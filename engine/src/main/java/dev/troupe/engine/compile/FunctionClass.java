package dev.troupe.engine.compile;

import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/**
 * Generates the class of one function as a value. One class each, and not one for all, lets HotSpot inline indirect calls by the
 * profile of their receiver's class.
 */
final class FunctionClass {
    static final String CONSTRUCTOR = "(" + Names.descriptor(Names.DEF_TYPE) + Names.descriptor(Names.STORE)
            + Names.descriptor(Names.INSTANCE) + ")V";

    private FunctionClass() {}

    static byte[] generate(Layout layout, int function) {
        var signature = layout.signature(function);
        var superName = SignatureClasses.define(signature);
        var name = Names.FUNCTION_PREFIX + function;
        var writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        writer.visit(Opcodes.V21, Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL | Opcodes.ACC_SUPER, name, null, superName, null);
        writer.visitField(Opcodes.ACC_PRIVATE | Opcodes.ACC_FINAL, "instance", Names.descriptor(Names.INSTANCE), null, null).visitEnd();

        var constructor = new Code(writer.visitMethod(Opcodes.ACC_PUBLIC, "<init>", CONSTRUCTOR, null, null));
        constructor.mv.visitCode();
        constructor.loadRef(0);
        constructor.loadRef(1);
        constructor.loadRef(2);
        constructor.invokeSpecial(superName, "<init>", "(" + Names.descriptor(Names.DEF_TYPE) + Names.descriptor(Names.STORE) + ")V");
        constructor.loadRef(0);
        constructor.loadRef(3);
        constructor.putField(name, "instance", Names.descriptor(Names.INSTANCE));
        constructor.op(Opcodes.RETURN);
        constructor.mv.visitMaxs(0, 0);
        constructor.mv.visitEnd();

        var invoke = new Code(writer.visitMethod(Opcodes.ACC_PUBLIC, "invoke", signature.descriptor(), null, null));
        invoke.mv.visitCode();
        loadParameters(invoke, signature, 1);
        invoke.loadRef(0);
        invoke.getField(name, "instance", Names.descriptor(Names.INSTANCE));
        invoke.invokeStatic(layout.owner(function), layout.methodName(function), signature.staticDescriptor());
        invoke.op(returnOpcode(signature));
        invoke.mv.visitMaxs(0, 0);
        invoke.mv.visitEnd();
        if (!layout.isBounded(function)) {
            TailCallClasses.tail(writer, signature, code -> {}, code -> {
                code.loadRef(0);
                code.getField(name, "instance", Names.descriptor(Names.INSTANCE));
                code.invokeStatic(layout.bodyOwner(function), layout.methodName(function), signature.staticDescriptor());
            });
        }
        writer.visitEnd();
        return writer.toByteArray();
    }

    /** Pushes a method's parameters, the first of which is in {@code slot}. */
    static void loadParameters(Code code, Signature signature, int slot) {
        if (signature.packed()) {
            code.loadRef(slot);
            code.loadRef(slot + 1);
            return;
        }
        int next = slot;
        for (var kind : signature.params()) {
            code.load(kind, next);
            next += kind.slots;
        }
    }

    static int returnOpcode(Signature signature) {
        return signature.results().isEmpty() ? Opcodes.RETURN : signature.flatResults().getFirst().ret;
    }
}
