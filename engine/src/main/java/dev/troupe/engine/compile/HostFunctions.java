package dev.troupe.engine.compile;

import dev.troupe.engine.runtime.Caller;
import dev.troupe.engine.runtime.HostFunction;
import dev.troupe.engine.runtime.ModuleInstance;
import dev.troupe.engine.runtime.Packing;
import dev.troupe.engine.runtime.ReferenceChecks;
import dev.troupe.engine.runtime.V128;
import dev.troupe.engine.runtime.WasmFunction;
import dev.troupe.engine.types.DefType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Makes host functions callable from guest code: one class per definition, whose target is a constant, so that HotSpot inlines it.
 * The class is made when a module first imports the function, and shared by all instances.
 */
public final class HostFunctions {
    private static final String NAME = "wasm/HostFunction";
    private static final String CALLER = Names.descriptor(Type.getInternalName(Caller.class));
    private static final String OBJECT = "Ljava/lang/Object;";
    private static final String CONSTRUCTOR = "(" + Names.descriptor(Names.DEF_TYPE) + Names.descriptor(Names.STORE) + CALLER + OBJECT
            + ")V";
    private static final MethodType CONSTRUCTOR_TYPE = MethodType.methodType(
            WasmFunction.class, DefType.class, dev.troupe.engine.runtime.Store.class, Caller.class, Object.class);
    private static final Handle BOOTSTRAP = new Handle(
            Opcodes.H_INVOKESTATIC,
            Type.getInternalName(HostFunctions.class),
            "target",
            "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;)Ljava/lang/invoke/MethodHandle;",
            false);

    private HostFunctions() {}

    /** The loader of one adapter, which knows its target. */
    private static final class Loader extends ClassLoader {
        final MethodHandle target;

        Loader(MethodHandle target) {
            super(SignatureClasses.loader());
            this.target = target;
        }

        Class<?> define(byte[] bytes) {
            return defineClass(NAME.replace('/', '.'), bytes, 0, bytes.length);
        }
    }

    /** Links the constant in an adapter; called by generated code. */
    public static MethodHandle target(MethodHandles.Lookup lookup, String name, Class<?> type) {
        return ((Loader) lookup.lookupClass().getClassLoader()).target;
    }

    /** What {@link #bind} needs of a host function, once for all instances. */
    public static MethodHandle constructor(HostFunction function) {
        var definition = function.definition().first();
        var constructor = definition.companion();
        return (MethodHandle) (constructor != null ? constructor : definition.keep(define(definition)));
    }

    /** The function object through which {@code instance} calls a host function. */
    public static WasmFunction bind(MethodHandle constructor, HostFunction function, DefType type, ModuleInstance instance) {
        try {
            return (WasmFunction) constructor.invokeExact(type, instance.store(), (Caller) instance, function.receiver());
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle define(HostFunction.Definition definition) {
        var signature = Signature.of(definition.type());
        SignatureClasses.define(signature);
        var target = ReferenceChecks.checkedTarget(definition.target(), definition.type());
        var type = new Loader(target).define(generate(definition, signature));
        try {
            var constructor = type.getConstructors()[0];
            return MethodHandles.publicLookup().unreflectConstructor(constructor).asType(CONSTRUCTOR_TYPE);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] generate(HostFunction.Definition definition, Signature signature) {
        var writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        writer.visit(Opcodes.V21, Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL | Opcodes.ACC_SUPER, NAME, null, signature.className(), null);
        writer.visitField(Opcodes.ACC_PRIVATE | Opcodes.ACC_FINAL, "caller", CALLER, null, null).visitEnd();
        writer.visitField(Opcodes.ACC_PRIVATE | Opcodes.ACC_FINAL, "receiver", OBJECT, null, null).visitEnd();
        var constructor = new Code(writer.visitMethod(Opcodes.ACC_PUBLIC, "<init>", CONSTRUCTOR, null, null));
        constructor.mv.visitCode();
        constructor.loadRef(0);
        constructor.loadRef(1);
        constructor.loadRef(2);
        constructor.invokeSpecial(
                signature.className(), "<init>", "(" + Names.descriptor(Names.DEF_TYPE) + Names.descriptor(Names.STORE) + ")V");
        constructor.loadRef(0);
        constructor.loadRef(3);
        constructor.putField(NAME, "caller", CALLER);
        constructor.loadRef(0);
        constructor.loadRef(4);
        constructor.putField(NAME, "receiver", OBJECT);
        constructor.op(Opcodes.RETURN);
        constructor.mv.visitMaxs(0, 0);
        constructor.mv.visitEnd();
        invoke(writer, definition, signature);
        writer.visitEnd();
        return writer.toByteArray();
    }

    private static void invoke(ClassWriter writer, HostFunction.Definition definition, Signature signature) {
        var code = new Code(writer.visitMethod(Opcodes.ACC_PUBLIC, "invoke", signature.descriptor(), null, null));
        code.mv.visitCode();
        var start = new Label();
        var end = new Label();
        var handler = new Label();
        code.mv.visitTryCatchBlock(start, end, handler, "java/lang/Throwable");
        code.label(start);
        code.ldc(new ConstantDynamic("target", "Ljava/lang/invoke/MethodHandle;", BOOTSTRAP));
        if (definition.hasReceiver()) {
            code.loadRef(0);
            code.getField(NAME, "receiver", OBJECT);
        }
        if (definition.hasCaller()) {
            code.loadRef(0);
            code.getField(NAME, "caller", CALLER);
        }
        int slots = loadArguments(code, signature);
        var type = definition.target().type();
        code.invokeVirtual("java/lang/invoke/MethodHandle", "invokeExact", type.toMethodDescriptorString());
        passResults(code, signature, slots + 1);
        code.op(FunctionClass.returnOpcode(signature));
        code.label(end);
        code.label(handler);
        var locals = new java.util.ArrayList<Object>();
        locals.add(NAME);
        if (signature.packed()) {
            locals.add("[J");
            locals.add("[Ljava/lang/Object;");
        } else {
            locals.addAll(java.util.List.of(Body.frameTypes(signature.params().toArray(Kind[]::new))));
        }
        code.frame(locals.toArray(), new Object[] {"java/lang/Throwable"});
        code.invokeStatic(Names.STORE, "translateHost", "(Ljava/lang/Throwable;)Ljava/lang/RuntimeException;");
        code.op(Opcodes.ATHROW);
        code.mv.visitMaxs(0, 0);
        code.mv.visitEnd();
    }

    /** Pushes the arguments in the target's form; returns the first free slot. */
    private static int loadArguments(Code code, Signature signature) {
        if (signature.packed()) {
            code.loadRef(0);
            code.invokeVirtual(Names.WASM_FUNCTION, "funcType", "()" + Type.getDescriptor(dev.troupe.engine.module.FuncType.class));
            code.loadRef(1);
            code.loadRef(2);
            code.invokeStatic(
                    Type.getInternalName(Packing.class),
                    "box",
                    "(" + Type.getDescriptor(dev.troupe.engine.module.FuncType.class) + "[J[Ljava/lang/Object;)[Ljava/lang/Object;");
            return 3;
        }
        int slot = 1;
        var vector = Type.getInternalName(V128.class);
        for (var kind : signature.params()) {
            if (kind == Kind.V128) {
                code.newObject(vector);
                code.op(Opcodes.DUP);
                code.load(kind, slot);
                code.invokeSpecial(vector, "<init>", "(JJ)V");
            } else {
                code.load(kind, slot);
            }
            slot += kind.slots;
        }
        return slot;
    }

    /** Turns the target's result into the first JVM result and the store's fields. */
    private static void passResults(Code code, Signature signature, int slot) {
        var results = signature.results();
        if (results.isEmpty()) {
            return;
        }
        if (results.size() == 1) {
            var kind = results.getFirst();
            if (kind == Kind.V128) {
                code.storeRef(slot);
                passVector(code, 0, slot);
                low(code, slot);
            } else if (kind.isReference() && kind != Kind.REF) {
                code.checkCast(kind.internalName());
            }
            return;
        }
        code.storeRef(slot);
        Results.reserve(signature.flatResults().size(), code, () -> pushStore(code));
        int position = 0;
        for (int i = 0; i < results.size(); i++) {
            var kind = results.get(i);
            int index = i;
            if (kind == Kind.V128) {
                element(code, slot, index, kind);
                code.storeRef(slot + 1);
                if (position > 0) {
                    Results.put(position, Kind.I64, code, () -> pushStore(code), () -> low(code, slot + 1));
                }
                passVector(code, position, slot + 1);
                position += 2;
            } else {
                if (position > 0) {
                    Results.put(position, kind, code, () -> pushStore(code), () -> element(code, slot, index, kind));
                }
                position++;
            }
        }
        element(code, slot, 0, results.getFirst());
        if (results.getFirst() == Kind.V128) {
            code.storeRef(slot + 1);
            low(code, slot + 1);
        }
    }

    private static void passVector(Code code, int position, int slot) {
        Results.put(position + 1, Kind.I64, code, () -> pushStore(code), () -> {
            code.loadRef(slot);
            code.checkCast(Type.getInternalName(V128.class));
            code.invokeVirtual(Type.getInternalName(V128.class), "high", "()J");
        });
    }

    private static void low(Code code, int slot) {
        code.loadRef(slot);
        code.checkCast(Type.getInternalName(V128.class));
        code.invokeVirtual(Type.getInternalName(V128.class), "low", "()J");
    }

    private static void pushStore(Code code) {
        code.loadRef(0);
        code.getField(Names.WASM_FUNCTION, "store", Names.descriptor(Names.STORE));
    }

    /** Pushes an element of the result array, unboxed. */
    private static void element(Code code, int slot, int index, Kind kind) {
        code.loadRef(slot);
        code.pushInt(index);
        code.op(Opcodes.AALOAD);
        switch (kind) {
            case I32 -> unbox(code, "java/lang/Integer", "intValue", "()I");
            case I64 -> unbox(code, "java/lang/Long", "longValue", "()J");
            case F32 -> unbox(code, "java/lang/Float", "floatValue", "()F");
            case F64 -> unbox(code, "java/lang/Double", "doubleValue", "()D");
            case FUNC, EXN -> code.checkCast(kind.internalName());
            case REF, V128 -> {}
            default -> throw new IllegalStateException("no element of kind " + kind);
        }
    }

    private static void unbox(Code code, String owner, String method, String descriptor) {
        code.checkCast(owner);
        code.invokeVirtual(owner, method, descriptor);
    }
}
