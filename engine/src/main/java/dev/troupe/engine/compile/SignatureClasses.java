package dev.troupe.engine.compile;

import dev.troupe.engine.runtime.Packing;
import dev.troupe.engine.runtime.ReferenceChecks;
import dev.troupe.engine.runtime.V128;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * The classes that all functions of one {@link Signature} extend, shared by all modules so that these can call each other, and unloaded
 * with the last of those. Each has
 *
 * <ul>
 *   <li>{@code invoke}, abstract: the call inside a store;
 *   <li>{@code tail}: the same for a pending tail call, whose arguments are in the store;
 *   <li>{@code enter}: the call from Java, which enters the store, translates what is thrown, and boxes several results;
 *   <li>{@code callBoxed}: {@code enter} with all arguments and the result boxed;
 *   <li>{@code handle} and {@code as}: {@code enter} as a method handle and as an instance of a functional interface.
 * </ul>
 */
final class SignatureClasses extends ClassLoader {
    private static final SignatureClasses LOADER;
    private static final String V128_NAME = Type.getInternalName(V128.class);
    private static final String V128_DESCRIPTOR = Type.getDescriptor(V128.class);

    static {
        registerAsParallelCapable();
        LOADER = new SignatureClasses();
    }

    /** By name, those that somebody has: a module that has resolved one keeps it, and so do functions of that class. */
    private final Map<String, Kept> classes = new ConcurrentHashMap<>();

    private final ReferenceQueue<Class<?>> unloaded = new ReferenceQueue<>();

    private static final class Kept extends WeakReference<Class<?>> {
        final String name;

        Kept(Class<?> type, ReferenceQueue<Class<?>> unloaded) {
            super(type, unloaded);
            name = type.getName();
        }
    }

    /** The loader of one class, so that it can be unloaded alone. */
    private static final class One extends ClassLoader {
        One() {
            super("troupe-signature", LOADER);
        }

        Class<?> define(String name, byte[] bytes) {
            return defineClass(name, bytes, 0, bytes.length);
        }
    }

    private SignatureClasses() {
        super("troupe-signatures", SignatureClasses.class.getClassLoader());
    }

    /** The loader to use as parent of a module's loader. */
    static ClassLoader loader() {
        return LOADER;
    }

    /** The classes of a signature as they are generated, by internal name. */
    static Map<String, byte[]> generated(Signature signature) {
        return Map.of(TailCallClasses.superName(signature), TailCallClasses.generateSuper(signature), signature.className(),
                generate(signature));
    }

    /** The internal name of the signature's class, which is made when it is first resolved. */
    static String define(Signature signature) {
        return signature.className();
    }

    private static byte[] generate(Signature signature) {
        var writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        var name = signature.className();
        var superName = TailCallClasses.superName(signature);
        writer.visit(Opcodes.V21, Opcodes.ACC_PUBLIC | Opcodes.ACC_ABSTRACT | Opcodes.ACC_SUPER, name, null, superName, null);
        var parameters = Names.descriptor(Names.DEF_TYPE) + Names.descriptor(Names.STORE);
        var constructor = new Code(writer.visitMethod(Opcodes.ACC_PROTECTED, "<init>", "(" + parameters + ")V", null, null));
        constructor.mv.visitCode();
        constructor.loadRef(0);
        constructor.loadRef(1);
        constructor.loadRef(2);
        constructor.invokeSpecial(superName, "<init>", "(" + parameters + ")V");
        constructor.op(Opcodes.RETURN);
        constructor.mv.visitMaxs(0, 0);
        constructor.mv.visitEnd();
        writer.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_ABSTRACT, "invoke", signature.descriptor(), null, null).visitEnd();
        TailCallClasses.tail(writer, signature, code -> code.loadRef(0),
                code -> code.invokeVirtual(name, "invoke", signature.descriptor()));
        enter(writer, signature);
        callBoxed(writer, signature);
        handle(writer, signature);
        as(writer);
        writer.visitEnd();
        return writer.toByteArray();
    }

    private static void enter(ClassWriter writer, Signature signature) {
        boolean packed = signature.packed();
        var code = new Code(writer.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL, "enter", enterDescriptor(signature), null, null));
        code.mv.visitCode();
        var start = new Label();
        var end = new Label();
        var handler = new Label();
        int next = 1;
        for (var kind : signature.params()) {
            next += enterSlots(kind, packed);
        }
        if (packed) {
            next = 3;
        }
        int store = next;
        int level = next + 1;
        int result = next + 2;
        code.loadRef(0);
        code.getField(signature.className(), "store", Names.descriptor(Names.STORE));
        code.op(Opcodes.DUP);
        code.storeRef(store);
        code.invokeVirtual(Names.STORE, "enter", "()I");
        code.store(Kind.I32, level);
        code.mv.visitTryCatchBlock(start, end, handler, "java/lang/Throwable");
        code.label(start);
        code.loadRef(0);
        loadArguments(code, signature);
        code.invokeVirtual(signature.className(), "invoke", signature.descriptor());
        var returned = enterReturn(signature);
        collectResults(code, signature, store, result);
        code.label(end);
        code.loadRef(store);
        code.load(Kind.I32, level);
        code.invokeVirtual(Names.STORE, "exit", "(I)V");
        code.op(returned.getOpcode(Opcodes.IRETURN));
        code.label(handler);
        var locals = new java.util.ArrayList<Object>();
        locals.add(signature.className());
        if (packed) {
            locals.add("[J");
            locals.add("[Ljava/lang/Object;");
        } else {
            for (var kind : signature.params()) {
                locals.add(kind == Kind.V128 ? V128_NAME : kind.isReference() ? "java/lang/Object" : kind.frameType);
            }
        }
        locals.add(Names.STORE);
        locals.add(Opcodes.INTEGER);
        code.frame(locals.toArray(), new Object[] {"java/lang/Throwable"});
        code.loadRef(store);
        code.load(Kind.I32, level);
        code.invokeVirtual(Names.STORE, "exit", "(I)V");
        code.invokeStatic(Names.STORE, "translate", "(Ljava/lang/Throwable;)Ljava/lang/RuntimeException;");
        code.op(Opcodes.ATHROW);
        code.mv.visitMaxs(0, 0);
        code.mv.visitEnd();
    }

    private static int enterSlots(Kind kind, boolean packed) {
        return packed ? 0 : kind == Kind.V128 ? 1 : kind.slots;
    }

    private static void loadArguments(Code code, Signature signature) {
        if (signature.packed()) {
            code.loadRef(1);
            code.loadRef(2);
            return;
        }
        int slot = 1;
        for (var kind : signature.params()) {
            if (kind == Kind.V128) {
                for (var half : new String[] {"low", "high"}) {
                    code.loadRef(slot);
                    code.invokeVirtual(V128_NAME, half, "()J");
                }
                slot++;
                continue;
            }
            code.load(kind, slot);
            if (kind.isReference() && kind != Kind.REF) {
                code.checkCast(kind.internalName());
            }
            slot += kind.slots;
        }
    }

    /** Turns what {@code invoke} left into what {@code enter} returns. */
    private static void collectResults(Code code, Signature signature, int store, int first) {
        var flat = signature.flatResults();
        if (flat.size() < 2) {
            return;
        }
        code.store(flat.getFirst(), first);
        if (signature.results().size() == 1) {
            newV128(code, flat, 0, store, first);
            return;
        }
        code.pushInt(signature.results().size());
        code.newArray("java/lang/Object");
        int position = 0;
        for (int i = 0; i < signature.results().size(); i++) {
            var kind = signature.results().get(i);
            code.op(Opcodes.DUP);
            code.pushInt(i);
            if (kind == Kind.V128) {
                newV128(code, flat, position, store, first);
                position += 2;
            } else {
                loadResult(code, flat, position++, store, first);
                box(code, kind);
            }
            code.op(Opcodes.AASTORE);
        }
    }

    private static void newV128(Code code, List<Kind> flat, int position, int store, int first) {
        code.newObject(V128_NAME);
        code.op(Opcodes.DUP);
        loadResult(code, flat, position, store, first);
        loadResult(code, flat, position + 1, store, first);
        code.invokeSpecial(V128_NAME, "<init>", "(JJ)V");
    }

    private static void loadResult(Code code, List<Kind> flat, int position, int store, int first) {
        if (position == 0) {
            code.load(flat.getFirst(), first);
        } else {
            Results.get(position, flat.get(position), code, () -> code.loadRef(store));
        }
    }

    static void box(Code code, Kind kind) {
        switch (kind) {
            case I32 -> code.invokeStatic("java/lang/Integer", "valueOf", "(I)Ljava/lang/Integer;");
            case I64 -> code.invokeStatic("java/lang/Long", "valueOf", "(J)Ljava/lang/Long;");
            case F32 -> code.invokeStatic("java/lang/Float", "valueOf", "(F)Ljava/lang/Float;");
            case F64 -> code.invokeStatic("java/lang/Double", "valueOf", "(D)Ljava/lang/Double;");
            default -> {}
        }
    }

    /** {@code enter}'s descriptor: one parameter each, v128 as an object, references as plain objects; packed lists stay packed. */
    static String enterDescriptor(Signature signature) {
        var text = new StringBuilder("(");
        if (signature.packed()) {
            text.append("[J[Ljava/lang/Object;");
        } else {
            for (var kind : signature.params()) {
                text.append(kind == Kind.V128 ? V128_DESCRIPTOR : kind.isReference() ? "Ljava/lang/Object;" : kind.descriptor);
            }
        }
        return text.append(')').append(enterReturn(signature)).toString();
    }

    private static Type enterReturn(Signature signature) {
        return switch (signature.results().size()) {
            case 0 -> Type.VOID_TYPE;
            case 1 -> {
                var kind = signature.results().getFirst();
                yield Type.getType(kind == Kind.V128 ? V128_DESCRIPTOR : kind.isReference() ? "Ljava/lang/Object;" : kind.descriptor);
            }
            default -> Type.getType(Object[].class);
        };
    }

    private static void callBoxed(ClassWriter writer, Signature signature) {
        var code = new Code(writer.visitMethod(Opcodes.ACC_PROTECTED, "callBoxed", "([Ljava/lang/Object;)Ljava/lang/Object;", null, null));
        code.mv.visitCode();
        code.loadRef(0);
        if (signature.packed()) {
            code.loadRef(1);
            code.invokeStatic(Type.getInternalName(Packing.class), "call",
                    "(" + Names.descriptor(Names.WASM_FUNCTION) + "[Ljava/lang/Object;)Ljava/lang/Object;");
        } else {
            for (int i = 0; i < signature.params().size(); i++) {
                code.loadRef(1);
                code.pushInt(i);
                code.op(Opcodes.AALOAD);
                unbox(code, signature.params().get(i));
            }
            code.invokeVirtual(signature.className(), "enter", enterDescriptor(signature));
            if (signature.results().isEmpty()) {
                code.op(Opcodes.ACONST_NULL);
            } else if (signature.results().size() == 1) {
                box(code, signature.results().getFirst());
            }
        }
        code.op(Opcodes.ARETURN);
        code.mv.visitMaxs(0, 0);
        code.mv.visitEnd();
    }

    private static void unbox(Code code, Kind kind) {
        switch (kind) {
            case I32 -> unbox(code, "java/lang/Integer", "intValue", kind);
            case I64 -> unbox(code, "java/lang/Long", "longValue", kind);
            case F32 -> unbox(code, "java/lang/Float", "floatValue", kind);
            case F64 -> unbox(code, "java/lang/Double", "doubleValue", kind);
            case V128 -> code.checkCast(V128_NAME);
            default -> {}
        }
    }

    private static void unbox(Code code, String owner, String method, Kind kind) {
        code.checkCast(owner);
        code.invokeVirtual(owner, method, "()" + kind.descriptor);
    }

    private static void as(ClassWriter writer) {
        var code = new Code(writer.visitMethod(Opcodes.ACC_PUBLIC, "as", "(Ljava/lang/Class;)Ljava/lang/Object;", null, null));
        code.mv.visitCode();
        code.loadRef(0);
        code.loadRef(1);
        code.invokeStatic(Type.getInternalName(TypedFunctions.class), "bind",
                "(" + Names.descriptor(Names.WASM_FUNCTION) + "Ljava/lang/Class;)Ljava/lang/Object;");
        code.op(Opcodes.ARETURN);
        code.mv.visitMaxs(0, 0);
        code.mv.visitEnd();
    }

    private static boolean hasReferences(Signature signature) {
        for (var param : signature.params()) {
            if (param.isReference()) {
                return true;
            }
        }
        return false;
    }

    private static void handle(ClassWriter writer, Signature signature) {
        var code = new Code(writer.visitMethod(Opcodes.ACC_PUBLIC, "handle", "()Ljava/lang/invoke/MethodHandle;", null, null));
        code.mv.visitCode();
        code.ldc(new Handle(Opcodes.H_INVOKEVIRTUAL, signature.className(), "enter", enterDescriptor(signature), false));
        code.loadRef(0);
        code.invokeVirtual("java/lang/invoke/MethodHandle", "bindTo", "(Ljava/lang/Object;)Ljava/lang/invoke/MethodHandle;");
        if (signature.packed()) {
            code.loadRef(0);
            code.invokeStatic(
                    Type.getInternalName(Packing.class),
                    "unpacked",
                    "(Ljava/lang/invoke/MethodHandle;" + Names.descriptor(Names.WASM_FUNCTION) + ")Ljava/lang/invoke/MethodHandle;");
        }
        if (hasReferences(signature)) {
            code.loadRef(0);
            code.invokeStatic(
                    Type.getInternalName(ReferenceChecks.class),
                    "checked",
                    "(Ljava/lang/invoke/MethodHandle;" + Names.descriptor(Names.WASM_FUNCTION) + ")Ljava/lang/invoke/MethodHandle;");
        }
        code.op(Opcodes.ARETURN);
        code.mv.visitMaxs(0, 0);
        code.mv.visitEnd();
    }

    /** Names of generated classes are not looked for on the class path: to find that they are not there, the JVM opens every jar. */
    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(Names.PACKAGE)) {
            return super.loadClass(name, resolve);
        }
        var kept = kept(name);
        if (kept != null) {
            return kept;
        }
        var signature = Signature.named(name.replace('.', '/'));
        if (signature != null) {
            return make(name, signature);
        }
        synchronized (getClassLoadingLock(name)) {
            var loaded = findLoadedClass(name);
            return loaded == null ? findClass(name) : loaded;
        }
    }

    private Class<?> kept(String name) {
        var kept = classes.get(name);
        return kept == null ? null : kept.get();
    }

    /** A name says all about its class, so that code made in another process finds it. */
    private Class<?> make(String name, Signature signature) {
        synchronized (classes) {
            for (var gone = (Kept) unloaded.poll(); gone != null; gone = (Kept) unloaded.poll()) {
                classes.remove(gone.name, gone);
            }
            var type = kept(name);
            if (type == null) {
                type = new One().define(name, generate(signature));
                classes.put(name, new Kept(type, unloaded));
            }
            return type;
        }
    }

    /** The classes above those of signatures, which stay. */
    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        var result = TailCallClasses.result(name.replace('.', '/'));
        if (result == null) {
            throw new ClassNotFoundException(name);
        }
        var bytes = TailCallClasses.generateSuper(new Signature(List.of(), result));
        return defineClass(name, bytes, 0, bytes.length);
    }
}
