package dev.troupe.engine.compile;

import dev.troupe.engine.runtime.FunctionalInterfaces;
import dev.troupe.engine.runtime.ReferenceChecks;
import dev.troupe.engine.runtime.V128;
import dev.troupe.engine.runtime.WasmFunction;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Guest functions as instances of Java's functional interfaces: a class per interface and signature, whose method calls the function's
 * entry. HotSpot inlines it where it is called, which it cannot do with a method handle that is no constant.
 */
public final class TypedFunctions {
    private static final String NAME = "wasm/TypedFunction";
    private static final MethodType CONSTRUCTOR = MethodType.methodType(Object.class, WasmFunction.class);

    /** Constructors by the name of the signature's class. They live as long as the interface. */
    private static final ClassValue<Map<String, MethodHandle>> CONSTRUCTORS = new ClassValue<>() {
        @Override
        protected Map<String, MethodHandle> computeValue(Class<?> type) {
            return new ConcurrentHashMap<>();
        }
    };

    private TypedFunctions() {}

    /** Sees the interface and the classes of signatures. */
    private static final class Loader extends ClassLoader {
        Loader(Class<?> functionalInterface) {
            super(functionalInterface.getClassLoader());
        }

        Class<?> define(byte[] bytes) {
            return defineClass(NAME.replace('/', '.'), bytes, 0, bytes.length);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            return SignatureClasses.loader().loadClass(name);
        }
    }

    /** A function as an instance of a functional interface; called by generated code. */
    public static Object bind(WasmFunction function, Class<?> functionalInterface) {
        var method = FunctionalInterfaces.method(functionalInterface);
        var signature = Signature.of(function.funcType());
        check(method, signature, function);
        if (signature.packed() || ReferenceChecks.areNeeded(function.funcType())) {
            return MethodHandleProxies.asInterfaceInstance(functionalInterface, function.handle());
        }
        var constructor = CONSTRUCTORS.get(functionalInterface)
                .computeIfAbsent(signature.className(), key -> define(functionalInterface, method, signature));
        try {
            return (Object) constructor.invokeExact(function);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static void check(Method method, Signature signature, WasmFunction function) {
        var params = method.getParameterTypes();
        var results = signature.results();
        boolean fits = params.length == signature.params().size()
                && switch (results.size()) {
                    case 0 -> method.getReturnType() == void.class;
                    case 1 -> fits(method.getReturnType(), results.getFirst());
                    default -> method.getReturnType().isAssignableFrom(Object[].class);
                };
        for (int i = 0; fits && i < params.length; i++) {
            fits = fits(params[i], signature.params().get(i));
        }
        if (!fits) {
            throw new IllegalArgumentException("a function of type " + function.funcType() + " is no " + method.toGenericString());
        }
    }

    private static boolean fits(Class<?> type, Kind kind) {
        return switch (kind) {
            case V128 -> type == V128.class;
            case FUNC, EXN, REF -> !type.isPrimitive();
            default -> Type.getDescriptor(type).equals(kind.descriptor);
        };
    }

    private static MethodHandle define(Class<?> functionalInterface, Method method, Signature signature) {
        var type = new Loader(functionalInterface).define(generate(functionalInterface, method, signature));
        try {
            return MethodHandles.publicLookup().unreflectConstructor(type.getConstructors()[0]).asType(CONSTRUCTOR);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] generate(Class<?> functionalInterface, Method method, Signature signature) {
        var target = SignatureClasses.define(signature);
        var targetDescriptor = Names.descriptor(target);
        var writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        writer.visit(Opcodes.V21, Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL | Opcodes.ACC_SUPER, NAME, null, "java/lang/Object",
                new String[] {Type.getInternalName(functionalInterface)});
        writer.visitField(Opcodes.ACC_PRIVATE | Opcodes.ACC_FINAL, "function", targetDescriptor, null, null).visitEnd();
        var constructor = new Code(
                writer.visitMethod(Opcodes.ACC_PUBLIC, "<init>", "(" + Names.descriptor(Names.WASM_FUNCTION) + ")V", null, null));
        constructor.mv.visitCode();
        constructor.loadRef(0);
        constructor.invokeSpecial("java/lang/Object", "<init>", "()V");
        constructor.loadRef(0);
        constructor.loadRef(1);
        constructor.checkCast(target);
        constructor.putField(NAME, "function", targetDescriptor);
        finish(constructor, Opcodes.RETURN);

        var call = new Code(writer.visitMethod(Opcodes.ACC_PUBLIC, method.getName(), Type.getMethodDescriptor(method), null, null));
        call.mv.visitCode();
        call.loadRef(0);
        call.getField(NAME, "function", targetDescriptor);
        int slot = 1;
        for (var param : method.getParameterTypes()) {
            var type = Type.getType(param);
            call.mv.visitVarInsn(type.getOpcode(Opcodes.ILOAD), slot);
            slot += type.getSize();
        }
        call.invokeVirtual(target, "enter", SignatureClasses.enterDescriptor(signature));
        var result = method.getReturnType();
        if (!result.isPrimitive() && !result.isAssignableFrom(Object[].class)) {
            call.checkCast(Type.getInternalName(result));
        }
        finish(call, Type.getType(result).getOpcode(Opcodes.IRETURN));
        writer.visitEnd();
        return writer.toByteArray();
    }

    private static void finish(Code code, int returns) {
        code.op(returns);
        code.mv.visitMaxs(0, 0);
        code.mv.visitEnd();
    }
}
