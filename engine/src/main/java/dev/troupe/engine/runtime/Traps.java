package dev.troupe.engine.runtime;

/** Traps that generated code raises itself; {@code throw Traps.unreachable()} keeps the JVM's control flow plain. */
public final class Traps {
    private Traps() {}

    public static Trap unreachable() {
        return new Trap(TrapKind.UNREACHABLE);
    }

    public static Trap outOfBoundsMemoryAccess() {
        return new Trap(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS);
    }

    /** What {@code throw_ref} throws. */
    public static WasmException nonNull(WasmException exception) {
        if (exception == null) {
            throw new Trap(TrapKind.NULL_EXCEPTION_REFERENCE);
        }
        return exception;
    }

    /** What {@code return_call_ref} calls. */
    public static WasmFunction nonNull(WasmFunction function) {
        if (function == null) {
            throw new Trap(TrapKind.NULL_FUNCTION_REFERENCE);
        }
        return function.type == null ? function.resolve() : function;
    }

    /** What a JVM exception means where generated code knows the reason. */
    public static Trap of(RuntimeException cause, TrapKind kind) {
        return new Trap(kind, kind.text(), cause);
    }
}
