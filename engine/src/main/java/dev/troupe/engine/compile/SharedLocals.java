package dev.troupe.engine.compile;

import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/**
 * The locals that the many methods of one large function share, as fields of an object made for each call. Calls of regions then
 * take two arguments and give nothing back, so that a skeleton has room for all the calls of an interpreter's loop.
 *
 * @param className the generated class
 * @param kinds of all locals of the function
 * @param isShared which of them are fields
 */
record SharedLocals(String className, Kind[] kinds, boolean[] isShared) {
    private static final NumberedNames FIELDS = new NumberedNames("local");

    /** What stands for the JVM slot of a shared local; negative. */
    static int slot(int local) {
        return -1 - local;
    }

    static String field(int slot) {
        return FIELDS.of(-1 - slot);
    }

    /** The field of a half of a vector. */
    static String field(int slot, int half) {
        return half == 0 ? field(slot) : field(slot) + "high";
    }

    /** The locals of a list that are not shared. */
    int[] without(int[] locals) {
        return java.util.Arrays.stream(locals).filter(local -> !isShared[local]).toArray();
    }

    /** Makes the object and keeps it where {@code code} looks for it. */
    void make(Code code) {
        code.newObject(className);
        code.op(Opcodes.DUP);
        code.invokeSpecial(className, "<init>", "()V");
        code.storeShared();
    }

    byte[] generate() {
        var writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        writer.visit(Opcodes.V21, Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL | Opcodes.ACC_SUPER, className, null, "java/lang/Object", null);
        for (int i = 0; i < kinds.length; i++) {
            if (isShared[i]) {
                var part = kinds[i].part();
                for (int half = 0; half < kinds[i].parts(); half++) {
                    writer.visitField(Opcodes.ACC_PUBLIC, field(slot(i), half), part.descriptor, null, null).visitEnd();
                }
            }
        }
        var code = new Code(writer.visitMethod(Opcodes.ACC_PUBLIC, "<init>", "()V", null, null));
        code.mv.visitCode();
        code.loadRef(0);
        code.invokeSpecial("java/lang/Object", "<init>", "()V");
        code.op(Opcodes.RETURN);
        code.mv.visitMaxs(0, 0);
        code.mv.visitEnd();
        writer.visitEnd();
        return writer.toByteArray();
    }
}
