package dev.troupe.engine.compile;

import java.util.List;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/**
 * The classes that carry tail calls out.
 *
 * <p>A function with tail calls that may go on without end is two methods: the body in the module's code, which may return with a callee
 * pending in the store, and here a wrapper of the same name, which everybody calls. The wrapper runs the body, then what is pending until
 * nothing is. A pending callee is called through {@code tail}, which takes its arguments from the store's fields and, if the callee
 * is such a function too, runs its body and not its wrapper. So functions that neither make nor take such calls pay nothing.
 */
final class TailCallClasses {
    private static final String PARAMETERS = "(" + Names.descriptor(Names.DEF_TYPE) + Names.descriptor(Names.STORE) + ")V";
    private static final String SUPER_PREFIX = "wasm/tail/";
    private static final String CALLEE = "tailCallee";

    private TailCallClasses() {}

    /** The class above all functions with the same JVM result, which declares {@code tail}. */
    static String superName(Signature signature) {
        return switch (signature.returnDescriptor().charAt(0)) {
            case 'L' -> SUPER_PREFIX + signature.flatResults().getFirst().name();
            default -> SUPER_PREFIX + signature.returnDescriptor();
        };
    }

    /** The result list of the functions below a class that {@link #superName} gave; null if the name is none of those. */
    static List<Kind> result(String superName) {
        return switch (superName.startsWith(SUPER_PREFIX) ? superName.substring(SUPER_PREFIX.length()) : "") {
            case "V" -> List.of();
            case "I" -> List.of(Kind.I32);
            case "J" -> List.of(Kind.I64);
            case "F" -> List.of(Kind.F32);
            case "D" -> List.of(Kind.F64);
            case "FUNC" -> List.of(Kind.FUNC);
            case "EXN" -> List.of(Kind.EXN);
            case "REF" -> List.of(Kind.REF);
            default -> null;
        };
    }

    static byte[] generateSuper(Signature signature) {
        var writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        writer.visit(Opcodes.V21, Opcodes.ACC_PUBLIC | Opcodes.ACC_ABSTRACT | Opcodes.ACC_SUPER, superName(signature), null,
                Names.WASM_FUNCTION, null);
        var constructor = new Code(writer.visitMethod(Opcodes.ACC_PROTECTED, "<init>", PARAMETERS, null, null));
        constructor.mv.visitCode();
        constructor.loadRef(0);
        constructor.loadRef(1);
        constructor.loadRef(2);
        constructor.invokeSpecial(Names.WASM_FUNCTION, "<init>", PARAMETERS);
        constructor.op(Opcodes.RETURN);
        constructor.mv.visitMaxs(0, 0);
        constructor.mv.visitEnd();
        writer.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_ABSTRACT, "tail", descriptor(signature), null, null).visitEnd();
        writer.visitEnd();
        return writer.toByteArray();
    }

    /**
     * Writes a method {@code tail}.
     *
     * @param call calls the function, whose arguments and then nothing are on the JVM's stack, above what {@code receiver} pushes
     */
    static void tail(ClassWriter writer, Signature signature, Instructions receiver, Instructions call) {
        var code = new Code(writer.visitMethod(Opcodes.ACC_PUBLIC, "tail", descriptor(signature), null, null));
        code.mv.visitCode();
        receiver.write(code);
        TailCalls.pushArguments(signature, code, () -> {
            code.loadRef(0);
            code.getField(Names.WASM_FUNCTION, "store", Names.descriptor(Names.STORE));
        });
        call.write(code);
        code.op(FunctionClass.returnOpcode(signature));
        code.mv.visitMaxs(0, 0);
        code.mv.visitEnd();
    }

    /** Writes instructions. */
    @FunctionalInterface
    interface Instructions {
        void write(Code code);
    }

    private static String descriptor(Signature signature) {
        return "()" + signature.returnDescriptor();
    }

    /** The wrappers of a group of functions. It has no source file, so that traces show a function once. */
    static byte[] generateWrappers(Layout layout, int group) {
        var writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        writer.visit(Opcodes.V21, Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL | Opcodes.ACC_SUPER, Names.TAIL_PREFIX + group, null,
                "java/lang/Object", null);
        for (int i = layout.groupStart(group); i < layout.groupEnd(group); i++) {
            int function = i + layout.module().importedFunctions();
            if (!layout.isBounded(function)) {
                wrapper(writer, layout, function);
            }
        }
        writer.visitEnd();
        return writer.toByteArray();
    }

    private static void wrapper(ClassWriter writer, Layout layout, int function) {
        var signature = layout.signature(function);
        SignatureClasses.define(signature);
        var descriptor = signature.staticDescriptor();
        var code = new Code(
                writer.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, layout.methodName(function), descriptor, null, null));
        code.mv.visitCode();
        var slots = new Slots();
        if (signature.packed()) {
            slots.reserve("[J");
            slots.reserve("[Ljava/lang/Object;");
        } else {
            signature.params().forEach(slots::reserve);
        }
        int instance = slots.reserve(Names.INSTANCE);
        FunctionClass.loadParameters(code, signature, 0);
        code.loadRef(instance);
        code.invokeStatic(layout.bodyOwner(function), layout.methodName(function), descriptor);
        List<Kind> flat = signature.flatResults();
        var result = flat.isEmpty() ? null : flat.getFirst();
        int store = slots.reserve(Names.STORE);
        int resultSlot = result == null ? -1 : slots.reserve(result);
        if (result != null) {
            code.store(result, resultSlot);
        }
        code.loadRef(instance);
        code.getField(Names.INSTANCE, "store", Names.descriptor(Names.STORE));
        code.storeRef(store);

        var next = new Label();
        var done = new Label();
        var types = slots.fixedTypes();
        code.label(next);
        code.frame(types, new Object[0]);
        code.loadRef(store);
        code.getField(Names.STORE, CALLEE, Names.descriptor(Names.WASM_FUNCTION));
        code.jump(Opcodes.IFNULL, done);
        code.loadRef(store);
        code.getField(Names.STORE, CALLEE, Names.descriptor(Names.WASM_FUNCTION));
        // Nothing stays pending if the callee ends with a trap.
        code.loadRef(store);
        code.op(Opcodes.ACONST_NULL);
        code.putField(Names.STORE, CALLEE, Names.descriptor(Names.WASM_FUNCTION));
        code.checkCast(superName(signature));
        code.invokeVirtual(superName(signature), "tail", descriptor(signature));
        if (result != null) {
            code.store(result, resultSlot);
        }
        code.jump(Opcodes.GOTO, next);
        code.label(done);
        code.frame(types, new Object[0]);
        if (result != null) {
            code.load(result, resultSlot);
        }
        code.op(FunctionClass.returnOpcode(signature));
        code.mv.visitMaxs(0, 0);
        code.mv.visitEnd();
    }
}
