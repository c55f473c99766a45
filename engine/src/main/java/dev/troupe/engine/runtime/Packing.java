package dev.troupe.engine.runtime;

import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.NumType;
import dev.troupe.engine.module.VecType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * The border to functions whose parameters do not fit the JVM's 255 slots: they take a {@code long[]} of numbers (raw bits, a v128
 * as two) and an {@code Object[]} of references. Their typed handle takes one {@code Object[]} of boxed arguments.
 */
public final class Packing {
    private static final MethodHandle CALL;

    static {
        try {
            CALL = MethodHandles.lookup()
                    .findStatic(
                            Packing.class,
                            "call",
                            MethodType.methodType(Object.class, MethodHandle.class, WasmFunction.class, Object[].class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private Packing() {}

    /** A method's parameters beyond this many slots are packed; leaves room for the instance and a receiver. */
    private static final int MAX_SLOTS = 250;

    /** Whether functions of a type take their parameters packed. */
    public static boolean isPacked(FuncType type) {
        int slots = 0;
        for (var param : type.params()) {
            slots += param == NumType.I64 || param == NumType.F64 ? 2 : param instanceof VecType ? 4 : 1;
        }
        return slots > MAX_SLOTS;
    }

    /** The boxed entry of a packed function; {@code enter} takes the two arrays. */
    public static MethodHandle unpacked(MethodHandle enter, WasmFunction function) {
        return MethodHandles.insertArguments(CALL, 0, enter.asType(enter.type().changeReturnType(Object.class)), function);
    }

    /** Calls a packed function with boxed arguments. */
    public static Object call(WasmFunction function, Object[] arguments) {
        try {
            return (Object) function.handle().invokeExact(arguments);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object call(MethodHandle enter, WasmFunction function, Object[] arguments) throws Throwable {
        var params = function.funcType().params();
        var numbers = new long[2 * arguments.length];
        var references = new Object[arguments.length];
        int number = 0;
        int reference = 0;
        for (int i = 0; i < arguments.length; i++) {
            switch (params.get(i)) {
                case NumType.I32 -> numbers[number++] = (Integer) arguments[i];
                case NumType.I64 -> numbers[number++] = (Long) arguments[i];
                case NumType.F32 -> numbers[number++] = Float.floatToRawIntBits((Float) arguments[i]);
                case NumType.F64 -> numbers[number++] = Double.doubleToRawLongBits((Double) arguments[i]);
                case VecType v -> {
                    numbers[number++] = ((V128) arguments[i]).low();
                    numbers[number++] = ((V128) arguments[i]).high();
                }
                default -> references[reference++] = arguments[i];
            }
        }
        return enter.invoke(numbers, references);
    }

    /** The boxed arguments of a packed call, for host functions. */
    public static Object[] box(FuncType type, long[] numbers, Object[] references) {
        var arguments = new Object[type.params().size()];
        int number = 0;
        int reference = 0;
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = switch (type.params().get(i)) {
                case NumType.I32 -> (Object) (int) numbers[number++];
                case NumType.I64 -> numbers[number++];
                case NumType.F32 -> Float.intBitsToFloat((int) numbers[number++]);
                case NumType.F64 -> Double.longBitsToDouble(numbers[number++]);
                case VecType v -> new V128(numbers[number++], numbers[number++]);
                default -> references[reference++];
            };
        }
        return arguments;
    }
}
