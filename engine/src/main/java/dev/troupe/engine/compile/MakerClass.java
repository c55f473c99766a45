package dev.troupe.engine.compile;

import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/**
 * Generates the classes that make functions as values, and the instance's method that calls them. Each makes those of a run of the
 * function index space that the module declares (spec 3.5.16, {@code refs}). Others are few, and made by reflection.
 */
final class MakerClass {
    /** Of a method that takes a function's index and type; the result is null if there is no maker for it. */
    static final String NAME = "newFunction";
    static final String DESCRIPTOR = "(I" + Names.descriptor(Names.DEF_TYPE) + ")Ljava/lang/Object;";

    /** Functions per class, by the bits of their index that are left out. */
    private static final int GROUP_BITS = 7;
    /** Functions from here on have no makers: the instance's method would become too large for the JVM's compilers. */
    private static final int MADE = 400 << GROUP_BITS;

    // An object, not a function: the verifier would load all the functions' classes to find that they are functions.
    private static final String MAKE = "(I" + Names.descriptor(Names.DEF_TYPE) + Names.descriptor(Names.INSTANCE) + ")Ljava/lang/Object;";

    private MakerClass() {}

    /** Groups that there may be. */
    static int groupCount(Layout layout) {
        return Math.min(MADE, layout.context().functionCount() + (1 << GROUP_BITS) - 1) >> GROUP_BITS;
    }

    /** Whether the group has a maker. */
    static boolean has(Layout layout, int group) {
        for (int function = group << GROUP_BITS; function < end(layout, group); function++) {
            if (makes(layout, function)) {
                return true;
            }
        }
        return false;
    }

    private static int end(Layout layout, int group) {
        return Math.min(layout.context().functionCount(), (group + 1) << GROUP_BITS);
    }

    private static boolean makes(Layout layout, int function) {
        return function >= layout.module().importedFunctions() && layout.context().isDeclared(function);
    }

    static byte[] generate(Layout layout, int group) {
        var writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        writer.visit(Opcodes.V21, Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL | Opcodes.ACC_SUPER, Names.MAKERS_PREFIX + group, null,
                "java/lang/Object", null);
        var code = new Code(writer.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, NAME, MAKE, null, null));
        code.mv.visitCode();
        var locals = new Object[] {Opcodes.INTEGER, Names.DEF_TYPE, Names.INSTANCE};
        int first = group << GROUP_BITS;
        code.load(Kind.I32, 0);
        code.pushInt(first);
        code.op(Opcodes.ISUB);
        dispatch(code, end(layout, group) - first, locals, i -> makes(layout, first + i), i -> {
            var name = Names.FUNCTION_PREFIX + (first + i);
            code.newObject(name);
            code.op(Opcodes.DUP);
            code.loadRef(1);
            code.loadRef(2);
            code.getField(Names.INSTANCE, "store", Names.descriptor(Names.STORE));
            code.loadRef(2);
            code.invokeSpecial(name, "<init>", FunctionClass.CONSTRUCTOR);
        });
        writer.visitEnd();
        return writer.toByteArray();
    }

    /** Writes the method of the instance's class. */
    static void instanceMethod(ClassWriter writer, Layout layout) {
        var code = new Code(writer.visitMethod(Opcodes.ACC_PUBLIC, NAME, DESCRIPTOR, null, null));
        code.mv.visitCode();
        code.load(Kind.I32, 1);
        code.pushInt(GROUP_BITS);
        code.op(Opcodes.ISHR);
        // Without functions nobody asks.
        var locals = new Object[] {Names.INSTANCE, Opcodes.INTEGER, Names.DEF_TYPE};
        dispatch(code, Math.max(1, groupCount(layout)), locals, group -> has(layout, group), group -> {
            code.load(Kind.I32, 1);
            code.loadRef(2);
            code.loadRef(0);
            code.invokeStatic(Names.MAKERS_PREFIX + group, NAME, MAKE);
        });
    }

    /** Returns what the case leaves whose number is on the JVM's stack, null without a case, and ends the method. */
    private static void dispatch(
            Code code, int count, Object[] locals, IntPredicate has, IntConsumer case_) {
        var otherwise = new Label();
        var labels = new Label[count];
        for (int i = 0; i < count; i++) {
            labels[i] = has.test(i) ? new Label() : otherwise;
        }
        code.tableSwitch(otherwise, labels);
        for (int i = 0; i < count; i++) {
            if (labels[i] != otherwise) {
                code.label(labels[i]);
                code.frame(locals, new Object[0]);
                case_.accept(i);
                code.op(Opcodes.ARETURN);
            }
        }
        code.label(otherwise);
        code.frame(locals, new Object[0]);
        code.op(Opcodes.ACONST_NULL);
        code.op(Opcodes.ARETURN);
        code.mv.visitMaxs(0, 0);
        code.mv.visitEnd();
    }
}
