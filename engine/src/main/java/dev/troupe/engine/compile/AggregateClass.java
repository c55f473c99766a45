package dev.troupe.engine.compile;

import dev.troupe.engine.module.StructType;
import dev.troupe.engine.runtime.Bootstraps;
import dev.troupe.engine.runtime.WasmStruct;
import dev.troupe.engine.types.DefType;
import java.util.List;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Generates the class of a struct or array type. Its superclass is that of the declared supertype, so that the JVM's casts are those
 * of WebAssembly; a field that a subtype refines is the inherited one. A static method makes an object from values on the JVM's stack.
 */
final class AggregateClass {
    static final String STRUCT = Type.getInternalName(WasmStruct.class);
    static final String GETTER_DESCRIPTOR = "(Ljava/lang/Object;)" + Kind.FUNC.descriptor;
    private static final int MAX_PARAMETER_SLOTS = 250;
    private static final Handle MEMBER = new Handle(
            Opcodes.H_INVOKESTATIC,
            Type.getInternalName(Bootstraps.class),
            "member",
            "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)" + Names.descriptor(Names.DEF_TYPE),
            false);

    private final DefType type;
    private final String name;
    private final ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);

    private AggregateClass(DefType type) {
        this.type = type;
        name = AggregateLoader.name(type);
    }

    static byte[] generate(DefType type) {
        return new AggregateClass(type).generate();
    }

    /** How each field of a struct is stored. */
    static List<Storage> fields(DefType type) {
        return type.structType().fields().stream().map(Storage::of).toList();
    }

    static String field(int index) {
        return "f" + index;
    }

    /** The high half of a v128 field. */
    static String highField(int index) {
        return "f" + index + "h";
    }

    /** The static method that reads a field of functions. */
    static String getter(int index) {
        return "get" + index;
    }

    /** Whether {@code make} can take all fields. */
    static boolean hasMake(List<Storage> fields) {
        return fields.stream().mapToInt(field -> field.kind.slots).sum() <= MAX_PARAMETER_SLOTS;
    }

    /** The descriptor of {@code make}. */
    static String makeDescriptor(List<Storage> fields) {
        var text = new StringBuilder("(");
        fields.forEach(field -> text.append(field.kind.descriptor));
        return text.append(")Ljava/lang/Object;").toString();
    }

    /** The descriptor of an array's {@code make}, which takes the elements. */
    static String makeDescriptor(Storage element) {
        return "(" + element.arrayDescriptor + ")Ljava/lang/Object;";
    }

    private byte[] generate() {
        boolean isStruct = type.composite() instanceof StructType;
        var root = isStruct ? STRUCT : Storage.of(type.arrayType().field()).arrayClass;
        var superName = type.supertype() == null ? root : AggregateLoader.name(type.supertype());
        int access = Opcodes.ACC_PUBLIC | Opcodes.ACC_SUPER | (type.isFinal() ? Opcodes.ACC_FINAL : 0);
        writer.visit(Opcodes.V21, access, name, null, superName, null);
        if (isStruct) {
            struct(superName);
        } else {
            array(superName);
        }
        var code = begin(Opcodes.ACC_PUBLIC, "type", "()" + Names.descriptor(Names.DEF_TYPE));
        code.ldc(new ConstantDynamic("type", Names.descriptor(Names.DEF_TYPE), MEMBER, type.groupIndex()));
        finish(code, Opcodes.ARETURN);
        writer.visitEnd();
        return writer.toByteArray();
    }

    private Code begin(int access, String method, String descriptor) {
        var code = new Code(writer.visitMethod(access, method, descriptor, null, null));
        code.mv.visitCode();
        return code;
    }

    private static void finish(Code code, int returns) {
        code.op(returns);
        code.mv.visitMaxs(0, 0);
        code.mv.visitEnd();
    }

    private void struct(String superName) {
        var fields = fields(type);
        int inherited = type.supertype() == null ? 0 : type.supertype().structType().fields().size();
        for (int i = inherited; i < fields.size(); i++) {
            writer.visitField(Opcodes.ACC_PUBLIC, field(i), fields.get(i).fieldDescriptor, null, null).visitEnd();
            if (fields.get(i) == Storage.V128) {
                writer.visitField(Opcodes.ACC_PUBLIC, highField(i), "J", null, null).visitEnd();
            } else if (fields.get(i) == Storage.FUNC) {
                functionGetter(i);
            }
        }
        var constructor = begin(Opcodes.ACC_PUBLIC, "<init>", "()V");
        constructor.loadRef(0);
        constructor.invokeSpecial(superName, "<init>", "()V");
        finish(constructor, Opcodes.RETURN);
        if (!hasMake(fields)) {
            return;
        }
        var make = begin(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, "make", makeDescriptor(fields));
        int object = fields.stream().mapToInt(field -> field.kind.slots).sum();
        make.newObject(name);
        make.op(Opcodes.DUP);
        make.invokeSpecial(name, "<init>", "()V");
        make.storeRef(object);
        int slot = 0;
        for (int i = 0; i < fields.size(); i++) {
            putField(make, name, i, fields.get(i), object, slot);
            slot += fields.get(i).kind.slots;
        }
        make.loadRef(object);
        finish(make, Opcodes.ARETURN);
    }

    /**
     * Initial values hold stubs for functions, so that vtables do not load a class for each; who reads one puts the function in its
     * place.
     */
    private void functionGetter(int index) {
        var code = begin(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, getter(index), GETTER_DESCRIPTOR);
        var done = new Label();
        code.loadRef(0);
        code.checkCast(name);
        code.getField(name, field(index), Kind.FUNC.descriptor);
        code.storeRef(1);
        code.loadRef(1);
        code.jump(Opcodes.IFNULL, done);
        code.loadRef(1);
        code.getField(Names.WASM_FUNCTION, "type", Names.descriptor(Names.DEF_TYPE));
        code.jump(Opcodes.IFNONNULL, done);
        code.loadRef(0);
        code.checkCast(name);
        code.loadRef(1);
        code.invokeVirtual(Names.WASM_FUNCTION, "resolve", "()" + Kind.FUNC.descriptor);
        code.op(Opcodes.DUP);
        code.storeRef(1);
        code.putField(name, field(index), Kind.FUNC.descriptor);
        code.label(done);
        code.frame(new Object[] {"java/lang/Object", Names.WASM_FUNCTION}, new Object[0]);
        code.loadRef(1);
        finish(code, Opcodes.ARETURN);
    }

    /** Stores a local variable in a field. */
    private static void putField(Code code, String owner, int index, Storage field, int object, int slot) {
        if (field == Storage.V128) {
            code.loadRef(object);
            code.load(Kind.I64, slot);
            code.putField(owner, field(index), "J");
            code.loadRef(object);
            code.load(Kind.I64, slot + 2);
            code.putField(owner, highField(index), "J");
        } else {
            code.loadRef(object);
            code.load(field.kind, slot);
            code.putField(owner, field(index), field.fieldDescriptor);
        }
    }

    private void array(String superName) {
        var element = Storage.of(type.arrayType().field());
        var parameter = "(" + element.arrayDescriptor + ")V";
        var constructor = begin(Opcodes.ACC_PUBLIC, "<init>", parameter);
        constructor.loadRef(0);
        constructor.loadRef(1);
        constructor.invokeSpecial(superName, "<init>", parameter);
        finish(constructor, Opcodes.RETURN);
        var make = begin(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, "make", makeDescriptor(element));
        make.newObject(name);
        make.op(Opcodes.DUP);
        make.loadRef(0);
        make.invokeSpecial(name, "<init>", parameter);
        finish(make, Opcodes.ARETURN);
    }
}
