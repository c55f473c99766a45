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

    // What a JVM exception means where generated code knows the reason. One method for each kind: small functions have several handlers,
    // and HotSpot inlines by size.

    public static Trap nullReference(RuntimeException cause) {
        return of(cause, TrapKind.NULL_REFERENCE);
    }

    public static Trap nullFunction(RuntimeException cause) {
        return of(cause, TrapKind.NULL_FUNCTION_REFERENCE);
    }

    public static Trap nullStructure(RuntimeException cause) {
        return of(cause, TrapKind.NULL_STRUCTURE_REFERENCE);
    }

    public static Trap nullArray(RuntimeException cause) {
        return of(cause, TrapKind.NULL_ARRAY_REFERENCE);
    }

    public static Trap nullI31(RuntimeException cause) {
        return of(cause, TrapKind.NULL_I31_REFERENCE);
    }

    public static Trap outOfBoundsArrayAccess(RuntimeException cause) {
        return of(cause, TrapKind.OUT_OF_BOUNDS_ARRAY_ACCESS);
    }

    public static Trap outOfMemory(RuntimeException cause) {
        return of(cause, TrapKind.OUT_OF_MEMORY);
    }

    public static Trap castFailure(RuntimeException cause) {
        return of(cause, TrapKind.CAST_FAILURE);
    }

    private static Trap of(RuntimeException cause, TrapKind kind) {
        return new Trap(kind, kind.text(), cause);
    }
}
