package dev.troupe.engine.compile;

import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/** The static methods by which code calls those imported functions for which the instance's class has no room. */
final class ImportClass {
    /** Functions per class. */
    static final int GROUP = 1000;

    private ImportClass() {}

    static byte[] generate(Layout layout, int group) {
        var writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        writer.visit(Opcodes.V21, Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL | Opcodes.ACC_SUPER, Names.IMPORTS_PREFIX + group, null,
                "java/lang/Object", null);
        int end = Math.min((group + 1) * GROUP, layout.module().importedFunctions());
        for (int i = group * GROUP; i < end; i++) {
            if (!layout.hasImportField(i)) {
                int index = i;
                function(writer, layout, i, (code, type) -> {
                    code.pushInt(index);
                    code.invokeVirtual(Names.MODULE_INSTANCE, "functionAt", "(I)" + Kind.FUNC.descriptor);
                    code.checkCast(type);
                });
            }
        }
        writer.visitEnd();
        return writer.toByteArray();
    }

    /** Replaces the instance on the JVM's stack by the function object, of the given class. */
    @FunctionalInterface
    interface Callee {
        void write(Code code, String type);
    }

    /** Writes a static method that calls an imported function. */
    static void function(ClassWriter writer, Layout layout, int index, Callee callee) {
        var signature = Signature.of(layout.context().function(index).funcType());
        var type = SignatureClasses.define(signature);
        var descriptor = signature.staticDescriptor();
        var code = new Code(
                writer.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, layout.methodName(index), descriptor, null, null));
        code.mv.visitCode();
        code.loadRef(signature.packed() ? 2 : signature.params().stream().mapToInt(kind -> kind.slots).sum());
        callee.write(code, type);
        FunctionClass.loadParameters(code, signature, 0);
        code.invokeVirtual(type, "invoke", signature.descriptor());
        code.op(FunctionClass.returnOpcode(signature));
        code.mv.visitMaxs(0, 0);
        code.mv.visitEnd();
    }
}
