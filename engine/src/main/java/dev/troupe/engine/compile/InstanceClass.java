package dev.troupe.engine.compile;

import dev.troupe.engine.runtime.Bootstraps;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Generates a module's subclass of {@code ModuleInstance}: fields for memories and their arrays, tables, globals and imported functions,
 * the methods that fill them and write private globals back, a static method per imported function, so that guest code calls imports
 * like its own, and the question whether to stop.
 */
final class InstanceClass {
    private static final String PARTS_DESCRIPTOR = "(" + Names.descriptor(Names.PARTS) + ")V";
    /** Assignments per linking method, which keeps each small enough for the JVM's compilers. */
    private static final int CHUNK = 200;

    /** C1 does not inline what needs more variables than this. */
    private static final int C1_ROOM = 6;

    static final Handle POLL = new Handle(
            Opcodes.H_INVOKESTATIC,
            Type.getInternalName(Bootstraps.class),
            "poll",
            "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;)Ljava/lang/invoke/CallSite;",
            false);

    private final Layout layout;
    private final ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    private final List<Consumer<Code>> saved = new ArrayList<>();
    private Code link;
    private int chunks;
    private int assignments;

    private InstanceClass(Layout layout) {
        this.layout = layout;
    }

    static byte[] generate(Layout layout) {
        return new InstanceClass(layout).generate();
    }

    private byte[] generate() {
        writer.visit(Opcodes.V21, Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL | Opcodes.ACC_SUPER, Names.INSTANCE, null, Names.MODULE_INSTANCE,
                null);
        constructor();
        var module = layout.module();
        for (int i = 0; i < module.allMemories().size() && layout.hasMemoryField(i); i++) {
            field(Layout.memoryField(i), Names.descriptor(Names.MEMORY));
            if (layout.hasArrayField(i)) {
                field(Layout.arrayField(i), layout.access(i).contents());
                if (layout.access(i).hasLength()) {
                    field(Layout.lengthField(i), "I");
                }
            }
            assign(Layout.memoryField(i), "memories", Names.MEMORY, i, Names.MEMORY);
        }
        for (int i = 0; i < module.allTables().size() && layout.hasTableField(i); i++) {
            field(Layout.tableField(i), Names.descriptor(layout.tableClass(i)));
            assign(Layout.tableField(i), "tables", Names.TABLE, i, layout.tableClass(i));
        }
        for (int i = 0; i < module.allGlobals().size() && layout.hasGlobalField(i); i++) {
            global(i);
        }
        for (int i = 0; i < layout.context().tagCount() && layout.hasTagField(i); i++) {
            field(Layout.tagField(i), Names.descriptor(Names.TAG));
            assign(Layout.tagField(i), "tags", Names.TAG, i, Names.TAG);
        }
        for (int i = 0; i < module.importedFunctions() && layout.hasImportField(i); i++) {
            importedFunction(i);
        }
        linkMethod();
        saveGlobals();
        memoryGrown();
        MakerClass.instanceMethod(writer, layout);
        if (layout.options().interruptible()) {
            poll();
        }
        writer.visitEnd();
        return writer.toByteArray();
    }

    private void constructor() {
        var code = begin(Opcodes.ACC_PUBLIC, "<init>", PARTS_DESCRIPTOR);
        code.loadRef(0);
        code.loadRef(1);
        code.invokeSpecial(Names.MODULE_INSTANCE, "<init>", PARTS_DESCRIPTOR);
        finish(code);
    }

    private Code begin(int access, String name, String descriptor) {
        var code = new Code(writer.visitMethod(access, name, descriptor, null, null));
        code.mv.visitCode();
        return code;
    }

    private static void finish(Code code) {
        code.op(Opcodes.RETURN);
        code.mv.visitMaxs(0, 0);
        code.mv.visitEnd();
    }

    private void field(String name, String descriptor) {
        writer.visitField(Opcodes.ACC_PUBLIC, name, descriptor, null, null).visitEnd();
    }

    /** The linking method to write the next assignment to. */
    private Code linking() {
        if (link == null || ++assignments % CHUNK == 0) {
            if (link != null) {
                finish(link);
            }
            link = begin(Opcodes.ACC_PRIVATE, "link" + chunks++, "()V");
        }
        return link;
    }

    private void assign(String field, String array, String element, int index, String type) {
        var code = linking();
        code.loadRef(0);
        element(code, array, element, index);
        if (!type.equals(element)) {
            code.checkCast(type);
        }
        code.putField(Names.INSTANCE, field, Names.descriptor(type));
    }

    private static void element(Code code, String array, String element, int index) {
        code.loadRef(0);
        InstanceFields.element(code, array, element, index);
    }

    private void global(int index) {
        if (!layout.isPrivate(index)) {
            field(Layout.globalField(index), Names.descriptor(Names.GLOBAL));
            assign(Layout.globalField(index), "globals", Names.GLOBAL, index, Names.GLOBAL);
            return;
        }
        var kind = layout.globalKind(index);
        if (kind == Kind.V128) {
            copyGlobal(index, Layout.globalField(index), Kind.I64, "i64");
            copyGlobal(index, Layout.globalHighField(index), Kind.I64, "high");
        } else {
            copyGlobal(index, Layout.globalField(index), kind, kind.globalField);
        }
    }

    private void copyGlobal(int index, String field, Kind kind, String from) {
        field(field, kind.descriptor);
        saved.add(code -> {
            element(code, "globals", Names.GLOBAL, index);
            code.loadRef(0);
            code.getField(Names.INSTANCE, field, kind.descriptor);
            code.putField(Names.GLOBAL, from, kind.isReference() ? "Ljava/lang/Object;" : kind.descriptor);
        });
        var code = linking();
        code.loadRef(0);
        element(code, "globals", Names.GLOBAL, index);
        code.getField(Names.GLOBAL, from, kind.isReference() ? "Ljava/lang/Object;" : kind.descriptor);
        if (kind.isReference() && kind != Kind.REF) {
            code.checkCast(kind.internalName());
        }
        code.putField(Names.INSTANCE, field, kind.descriptor);
    }

    private void importedFunction(int index) {
        var signature = layout.signature(index);
        var type = SignatureClasses.define(signature);
        field(Layout.importField(index), Names.descriptor(type));
        var linking = linking();
        linking.loadRef(0);
        linking.loadRef(0);
        linking.pushInt(index);
        linking.invokeVirtual(Names.MODULE_INSTANCE, "functionAt", "(I)" + Kind.FUNC.descriptor);
        linking.checkCast(type);
        linking.putField(Names.INSTANCE, Layout.importField(index), Names.descriptor(type));

        ImportClass.function(writer, layout, index,
                (code, callee) -> code.getField(Names.INSTANCE, Layout.importField(index), Names.descriptor(callee)));
    }

    private void linkMethod() {
        if (link != null) {
            finish(link);
        }
        var code = begin(Opcodes.ACC_PUBLIC, "link", "()V");
        for (int i = 0; i < chunks; i++) {
            code.loadRef(0);
            code.invokeSpecial(Names.INSTANCE, "link" + i, "()V");
        }
        code.loadRef(0);
        code.invokeVirtual(Names.INSTANCE, "memoryGrown", "()V");
        finish(code);
    }

    /** The opposite of what linking does with private globals. */
    private void saveGlobals() {
        int methods = 0;
        for (int i = 0; i < saved.size(); i += CHUNK) {
            var code = begin(Opcodes.ACC_PRIVATE, "saveGlobals" + methods++, "()V");
            saved.subList(i, Math.min(saved.size(), i + CHUNK)).forEach(assignment -> assignment.accept(code));
            finish(code);
        }
        var code = begin(Opcodes.ACC_PROTECTED, "saveGlobals", "()V");
        for (int i = 0; i < methods; i++) {
            code.loadRef(0);
            code.invokeSpecial(Names.INSTANCE, "saveGlobals" + i, "()V");
        }
        finish(code);
    }

    private void memoryGrown() {
        var code = begin(Opcodes.ACC_PROTECTED, "memoryGrown", "()V");
        for (int i = 0; i < layout.module().allMemories().size(); i++) {
            if (!layout.hasArrayField(i)) {
                continue;
            }
            copyFromMemory(code, i, layout.access(i).field(), Layout.arrayField(i), layout.access(i).contents());
            if (layout.access(i).hasLength()) {
                copyFromMemory(code, i, "length", Layout.lengthField(i), "I");
            }
        }
        finish(code);
    }

    private static void copyFromMemory(Code code, int memory, String from, String to, String descriptor) {
        code.loadRef(0);
        code.loadRef(0);
        code.getField(Names.INSTANCE, Layout.memoryField(memory), Names.descriptor(Names.MEMORY));
        code.getField(Names.MEMORY, from, descriptor);
        code.putField(Names.INSTANCE, to, descriptor);
    }

    /**
     * One call site for the starts of all functions. The variable is there to keep C1 from inlining it, since C1 does not see what the call
     * site is bound to.
     */
    private void poll() {
        var code = begin(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, "poll", Calls.POLL_DESCRIPTOR);
        code.pushLong(0);
        code.store(Kind.I64, C1_ROOM);
        code.loadRef(0);
        code.invokeDynamic("poll", Calls.POLL_DESCRIPTOR, POLL);
        finish(code);
    }
}
